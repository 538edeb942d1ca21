"""`siangsa account` on the real database: generated passwords, audited changes."""

from datetime import UTC, datetime

import pytest

from data.store.errors import ConflictError, NotFoundError
from data.store.passwords import verify_password
from data.store.queries import accounts, audit
from data.store.queries.scope import EVERYTHING, Scope
from ops import people
from ops.errors import StackError

pytestmark = pytest.mark.services

NOW = datetime(2026, 3, 10, 5, 0, tzinfo=UTC)


def test_new_account_signs_in_with_its_generated_password_and_is_audited(database_url, sessions):
    password = people.add(
        database_url, "budi", role="viewer", scope=Scope("kecamatan", ("Tahunan",)), now=NOW
    )
    with sessions() as session:
        account = accounts.by_username(session, "budi")
        assert verify_password(password, account.password_hash)
        assert (account.role, account.scope_kind, account.scope_values) == (
            "viewer",
            "kecamatan",
            ["Tahunan"],
        )
        (row,) = audit.page(session, before=None, limit=10)
        assert (row.action, row.entity_id) == ("account_added", "budi")
        assert password not in str(row.after)
    assert people.listing(database_url) == ["budi                 viewer      kecamatan: Tahunan"]


def test_renewed_password_replaces_the_old_one_and_ends_sessions(database_url, sessions):
    old = people.add(database_url, "budi", role="planner", scope=EVERYTHING, now=NOW)
    new = people.renew_password(database_url, "budi", now=NOW)
    with sessions() as session:
        account = accounts.by_username(session, "budi")
        assert verify_password(new, account.password_hash)
        assert not verify_password(old, account.password_hash)
        assert account.token_version == 2


def test_disabled_account_stays_in_the_list(database_url):
    people.add(database_url, "budi", role="planner", scope=EVERYTHING, now=NOW)
    people.disable(database_url, "budi", now=NOW)
    assert people.listing(database_url)[0].endswith("(disabled)")


def test_name_that_is_taken_is_refused(database_url):
    people.add(database_url, "budi", role="planner", scope=EVERYTHING, now=NOW)
    with pytest.raises(ConflictError, match="'budi' already"):
        people.add(database_url, "budi", role="viewer", scope=EVERYTHING, now=NOW)


def test_unknown_name_and_unknown_role_are_one_sentence(database_url):
    with pytest.raises(NotFoundError, match="no account 'siti'"):
        people.renew_password(database_url, "siti", now=NOW)
    with pytest.raises(StackError, match="role 'king' is none of"):
        people.add(database_url, "siti", role="king", scope=EVERYTHING, now=NOW)


def test_scope_is_everything_or_one_kind():
    assert people.scope_of([], []) == EVERYTHING
    assert people.scope_of([], ["dt-01"]) == Scope("vehicles", ("dt-01",))
    with pytest.raises(StackError, match="not both"):
        people.scope_of(["Tahunan"], ["dt-01"])
