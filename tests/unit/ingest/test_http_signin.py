"""Guessing is limited by address; an answer that a change overtook is not remembered."""

import pytest

from data.store.queries.credentials import SecretOwner
from ingest.http_signin import FAILURES_MAX, FAILURES_WITHIN_S, Failures, SignIns, TooManyFailuresError

OWNER = SecretOwner("device", "hp-budi", "owntracks", "hp-budi")


@pytest.fixture
def sign_ins(monkeypatch):
    """Give sign-ins whose database knows one secret, ``right``; `asked` lists what it was asked."""
    found = SignIns("postgresql://nobody@localhost/none")
    found.asked = []

    def ask(secret):
        found.asked.append(secret)
        return OWNER if secret == "right" else None

    monkeypatch.setattr(found, "_ask", ask)
    return found


def test_the_limit_holds_for_one_address_and_for_a_minute():
    now = [1000.0]
    failures = Failures(lambda: now[0])
    for _ in range(FAILURES_MAX):
        assert failures.wait_s("a") == 0.0
        failures.note("a")
    assert failures.wait_s("a") == FAILURES_WITHIN_S
    assert failures.wait_s("b") == 0.0
    now[0] += FAILURES_WITHIN_S
    assert failures.wait_s("a") == 0.0


def test_a_right_secret_is_remembered_for_seconds_only(sign_ins, monkeypatch):
    assert sign_ins.remembered("right") is None
    assert sign_ins.find("right", "a") == OWNER
    assert sign_ins.remembered("right") == OWNER
    monkeypatch.setattr("ingest.http_signin.time.monotonic", lambda: 1e12)
    assert sign_ins.remembered("right") is None


def test_a_change_of_secrets_forgets_all(sign_ins):
    sign_ins.find("right", "a")
    sign_ins._forget()
    assert sign_ins.remembered("right") is None


def test_an_answer_that_a_change_overtook_is_not_remembered(sign_ins, monkeypatch):
    def ask(_secret):
        sign_ins._forget()
        return OWNER

    monkeypatch.setattr(sign_ins, "_ask", ask)
    assert sign_ins.find("right", "a") == OWNER
    assert sign_ins.remembered("right") is None


def test_over_the_limit_the_database_is_asked_only_for_secrets_that_were_right(sign_ins):
    sign_ins.find("right", "a")
    for number in range(FAILURES_MAX):
        assert sign_ins.find(f"wrong-{number}", "a") is None
    sign_ins.asked.clear()
    with pytest.raises(TooManyFailuresError):
        sign_ins.find("wrong", "a")
    assert sign_ins.find("right", "a") == OWNER
    assert sign_ins.asked == ["right"]


@pytest.mark.parametrize("secret", ["", "é", "x" * 201, "\udcff"])
def test_what_is_no_secret_is_never_looked_up(sign_ins, secret):
    assert sign_ins.remembered(secret) is None
    assert sign_ins.find(secret, "a") is None
    assert not sign_ins.asked
