"""`siangsa account` on the real database: generated passwords, audited changes."""

from datetime import UTC, datetime, timedelta

import pytest
from typer.testing import CliRunner

from data.store import models
from data.store.errors import ConflictError, NotFoundError
from data.store.passwords import hash_token, verify_password
from data.store.queries import accounts, audit, sign_ins
from data.store.queries.scope import EVERYTHING, Scope
from ops import cli_accounts, people, people_tokens, personal
from ops.errors import StackError

pytestmark = pytest.mark.services

NOW = datetime(2026, 3, 10, 5, 0, tzinfo=UTC)


@pytest.fixture
def village(session):
    """Let there be one kecamatan."""
    session.add(
        models.Village(
            code="33.20.07.2011",
            name="Tahunan",
            kecamatan="Tahunan",
            kind="desa",
            geom="SRID=4326;POINT(110.69 -6.60)",
            area_km2=1.0,
            population_estimate=1,
            island=False,
            source="test",
            confidence="C",
        )
    )
    session.commit()


def test_new_account_signs_in_with_its_generated_password_and_is_audited(database_url, sessions, village):
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
    assert people.listing(database_url) == [
        "budi                 viewer      kecamatan: Tahunan  (one-time password)"
    ]


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
    with pytest.raises(StackError, match="no kecamatan Atlantis"):
        people.add(database_url, "siti", role="viewer", scope=Scope("kecamatan", ("Atlantis",)), now=NOW)
    with pytest.raises(StackError, match="is no name"):
        people.add(database_url, "si ti", role="viewer", scope=EVERYTHING, now=NOW)


def test_other_rights_end_sessions_and_leave_a_trace(database_url, sessions, village):
    people.add(database_url, "budi", role="viewer", scope=EVERYTHING, now=NOW)
    near = Scope("kecamatan", ("Tahunan",))
    people.give_rights(database_url, "budi", role="planner", scope=near, now=NOW)
    with sessions() as session:
        account = accounts.by_username(session, "budi")
        assert (account.role, account.scope_values, account.token_version) == ("planner", ["Tahunan"], 2)
        row = audit.page(session, before=None, limit=1)[0]
        assert (row.before["role"], row.after["role"]) == ("viewer", "planner")


def test_a_token_of_the_command_line_opens_its_account_until_it_is_revoked(database_url, sessions):
    people.add(database_url, "budi", role="viewer", scope=EVERYTHING, now=NOW)
    secret = people_tokens.add(database_url, "budi", "QGIS", role=None, days=7, now=NOW)
    (line,) = people_tokens.listing(database_url, None, now=NOW)
    assert "QGIS" in line
    assert "valid" in line
    assert secret not in line
    with sessions() as session:
        account, token = accounts.by_token(session, hash_token(secret), NOW)
        assert (account.username, token.expires_at) == ("budi", NOW + timedelta(days=7))
    people_tokens.revoke(database_url, token.id, now=NOW)
    with sessions() as session:
        assert accounts.by_token(session, hash_token(secret), NOW) is None
    assert "revoked" in people_tokens.listing(database_url, "budi", now=NOW)[0]
    with pytest.raises(StackError, match="can be no admin"):
        people_tokens.add(database_url, "budi", "x", role="admin", days=7, now=NOW)


def _crew(session):
    member = models.CrewMember(
        code="S-01", name="Budi", phone="0812-3456", duty="driver", note=None, valid_from=NOW, valid_to=None
    )
    session.add(member)
    session.flush()
    made = audit.Change("create", "crew_member", str(member.id), None, {"code": "S-01", "phone": "0812-3456"})
    moved = audit.Change("change", "crew_member", str(member.id), {"phone": "0812-3456"}, {"phone": None})
    other = audit.Change("create", "crew_member", "999", None, {"code": "S-02", "phone": "0899"})
    for change in (made, moved, other):
        audit.record(session, "planner", NOW, change)
    session.commit()


def test_a_phone_number_is_forgotten_in_the_record_and_its_history_only(database_url, sessions, session):
    _crew(session)
    assert personal.forget_phone(database_url, "S-01", now=NOW) == 2
    kept = personal.kept_of_crew(database_url, "S-01")
    assert kept["member"]["phone"] is None
    with sessions() as fresh:
        rows = audit.page(fresh, before=None, limit=10)
        told = " ".join(f"{row.before} {row.after}" for row in rows)
        assert "0812" not in told
        assert "0899" in told, "another's number stays"
        assert rows[0].action == "phone_forgotten"
    with pytest.raises(NotFoundError, match="no member 'S-09'"):
        personal.forget_phone(database_url, "S-09", now=NOW)


def test_what_is_kept_of_an_account_and_who_looked_is_told(database_url, session):
    people.add(database_url, "budi", role="viewer", scope=EVERYTHING, now=NOW)
    attempt = sign_ins.Attempt("budi", "192.0.2.7", "Firefox")
    sign_ins.note(session, attempt, "ok", NOW)
    audit.note_look(session, audit.Look("budi", "dt-01", NOW.date(), NOW.replace(minute=0)), NOW)
    session.commit()
    kept = personal.kept_of_account(database_url, "budi")
    assert kept["sign_ins"][0]["address"] == "192.0.2.7"
    assert kept["audit"]["rows"] == 1
    assert "192.0.2.7" in personal.came_in(database_url, None)[0]
    (look,) = personal.looks(database_url, "dt-01", NOW.date())
    assert "budi" in look
    assert personal.looks(database_url, "dt-02", None) == []


def test_commands_tell_one_line_or_one_sentence(database_url, monkeypatch):
    monkeypatch.setenv("SIANGSA_DATABASE_URL", database_url)
    runner = CliRunner()

    def run(*words):
        return runner.invoke(cli_accounts.app, list(words))

    assert run("add", "siti", "--role", "planner").output.startswith("siti: ")
    assert run("reset", "siti").exit_code == 0
    assert run("password", "siti").exit_code == 0, "the older name of reset"
    assert run("change", "siti", "--role", "dispatcher").exit_code == 0
    secret = run("token", "add", "siti", "QGIS", "--role", "viewer").output
    assert secret.startswith("sgs_")
    assert "QGIS" in run("token", "list").output
    assert run("token", "revoke", "1").exit_code == 0
    assert run("disable", "siti").exit_code == 0
    assert "(disabled)" in run("list").output
    assert run("enable", "siti").exit_code == 0
    assert '"username": "siti"' in run("kept", "siti").output
    for words in (("sign-ins",), ("looks", "dt-01", "--day", "2026-03-10")):
        assert run(*words).exit_code == 0
    refused = run("token", "add", "nobody", "x")
    assert refused.exit_code == 1
    assert "there is no account 'nobody'" in refused.output


def test_scope_is_everything_or_one_kind():
    assert people.scope_of([], []) == EVERYTHING
    assert people.scope_of([], ["dt-01"]) == Scope("vehicles", ("dt-01",))
    with pytest.raises(StackError, match="not both"):
        people.scope_of(["Tahunan"], ["dt-01"])
