"""Accounts, one-time passwords, tokens of programs, guessing; each as an attacker would try it."""

from datetime import timedelta

import httpx
import pytest

from data.store.models import ApiToken
from data.store.queries import sign_ins
from data.store.queries.sign_ins import Attempt
from tests.support.api_world import PASSWORD


def sign_in(client, username, password):
    return client.post("session", json={"username": username, "password": password})


def raw(url, token):
    """Return a client that shows `token` as a program does."""
    return httpx.Client(base_url=url, headers={"Authorization": f"Bearer {token}"}, trust_env=False)


def account_id(admin, username):
    return next(each["id"] for each in admin.get("accounts").json() if each["username"] == username)


def test_a_new_account_chooses_its_own_password_before_anything_else(api):
    with api.client("admin") as admin:
        scope = {"kind": "kecamatan", "values": ["Pecangaan"]}
        made = admin.post("accounts", json={"username": "siti", "role": "dispatcher", "scope": scope})
        assert made.status_code == 201, made.text
        one_time = made.json()["password"]
        assert admin.post("accounts", json={"username": "siti"}).status_code == 409
    with api.client() as siti:
        signed_in = sign_in(siti, "siti", one_time).json()
        assert (signed_in["must_change"], signed_in["scope"]) == (True, scope)
        refused = siti.get("points")
        assert refused.status_code == 403
        assert refused.json()["type"] == "urn:siangsa:password-change-needed"
        changed = siti.post("session/password", json={"old": one_time, "new": "sawah di pagi hari"})
        assert changed.status_code == 200, changed.text
        assert changed.json()["must_change"] is False
        assert siti.get("points").status_code == 200, "this session goes on"
    with api.client() as again:
        assert sign_in(again, "siti", one_time).status_code == 401
        assert sign_in(again, "siti", "sawah di pagi hari").status_code == 200


def test_another_password_ends_the_other_sessions_and_is_written_down(api):
    with api.client("planner") as here, api.client("planner") as there, api.client("admin") as admin:
        assert here.post("session/password", json={"old": PASSWORD, "new": "kapal di dermaga"}).is_success
        assert here.get("session").status_code == 200
        assert there.get("session").status_code == 401
        newest = admin.get("audit?limit=1").json()["items"][0]
    assert (newest["action"], newest["entity_id"], newest["after"]) == ("password_changed", "planner", None)


@pytest.mark.parametrize(
    ("old", "new", "status"),
    [
        ("wrong word", "kapal di dermaga", 401),
        (PASSWORD, "short", 422),
        (PASSWORD, "aaaaaaaaaaaaaaa", 422),
        (PASSWORD, "Viewer12345", 422),
        (PASSWORD, PASSWORD, 422),
    ],
)
def test_passwords_that_are_wrong_or_easily_guessed_are_refused(steady, old, new, status):
    with steady.client("viewer") as client:
        answer = client.post("session/password", json={"old": old, "new": new})
        assert answer.status_code == status, answer.text
        assert answer.headers["content-type"] == "application/problem+json"
        assert client.get("session").status_code == 200


def test_whoever_found_an_open_session_cannot_guess_its_password(api):
    with api.client("viewer") as client:
        guess = {"old": "wrong word", "new": "kapal di dermaga"}
        tries = [client.post("session/password", json=guess).status_code for _ in range(9)]
    assert tries == [401] * 8 + [429]


def test_other_rights_end_sessions_and_a_closed_account_is_shut_out_at_once(api):
    with api.client("admin") as admin, api.client("viewer") as viewer:
        number = account_id(admin, "viewer")
        made = admin.post(f"accounts/{number}/tokens", json={"name": "QGIS"}).json()
        assert viewer.get("session").status_code == 200
        changed = admin.patch(f"accounts/{number}", json={"role": "planner"}).json()
        assert (changed["role"], changed["disabled"]) == ("planner", False)
        assert viewer.get("session").status_code == 401
        assert admin.patch(f"accounts/{number}", json={"disabled": True}).json()["disabled"]
        with api.client("viewer") as again, raw(api.url, made["secret"]) as program:
            assert again.get("session").status_code == 401
            assert program.get("session").status_code == 401
        assert admin.post(f"accounts/{number}/tokens", json={"name": "x"}).status_code == 409
        assert not admin.patch(f"accounts/{number}", json={"disabled": False}).json()["disabled"]
        reset = admin.post(f"accounts/{number}/reset").json()
        actions = [row["action"] for row in admin.get("audit?entity=account").json()["items"]]
        assert actions == ["password_renewed", *["account_changed"] * 3]
    with api.client() as client:
        assert sign_in(client, "viewer", reset["password"]).json()["must_change"]


def test_nobody_takes_the_rights_of_the_last_administrator(steady):
    with steady.client("admin") as admin:
        number = account_id(admin, "admin")
        for method, path, body in (
            ("PATCH", f"accounts/{number}", {"disabled": True}),
            ("PATCH", f"accounts/{number}", {"role": "viewer"}),
            ("POST", f"accounts/{number}/reset", None),
        ):
            answer = admin.request(method, path, json=body)
            assert answer.status_code == 409
            assert answer.json()["type"] == "urn:siangsa:own-account"


@pytest.mark.parametrize(
    "asked",
    [
        {"username": "budi", "scope": {"kind": "kecamatan", "values": ["Atlantis"]}},
        {"username": "budi", "scope": {"kind": "vehicles", "values": ["dt-99"]}},
        {"username": "budi", "scope": {"kind": "kecamatan", "values": []}},
        {"username": "budi", "scope": {"kind": "all", "values": ["Pecangaan"]}},
        {"username": "bu di"},
        {"username": "budi", "role": "king"},
        {"username": "budi", "password": "mine"},
    ],
)
def test_accounts_that_make_no_sense_are_refused(steady, asked):
    with steady.client("admin") as admin:
        answer = admin.post("accounts", json=asked)
    assert answer.status_code == 422, answer.text


def test_a_token_of_a_lower_role_may_no_more_than_that(api):
    with api.client("admin") as admin:
        number = account_id(admin, "admin")
        made = admin.post(f"accounts/{number}/tokens", json={"name": "portal", "role": "viewer"}).json()
        with raw(api.url, made["secret"]) as program:
            assert program.get("session").json()["role"] == "viewer"
            assert program.get("points").status_code == 200
            assert program.get("accounts").status_code == 403
            change = {"old": PASSWORD, "new": "kapal di dermaga"}
            assert program.post("session/password", json=change).status_code == 403
        listed = admin.get(f"accounts/{number}/tokens").json()[0]
        assert (listed["role"], listed["username"]) == ("viewer", "admin")
        assert listed["last_used_at"] is not None
        above = {"name": "x", "role": "admin"}
        viewer = account_id(admin, "viewer")
        assert admin.post(f"accounts/{viewer}/tokens", json=above).status_code == 422
        # an account that may less than it did takes its tokens along
        answer = admin.post(f"accounts/{viewer}/tokens", json={"name": "x", "role": "viewer"})
        assert answer.status_code == 201


def test_a_tokens_use_is_noted_once_a_minute(api, session):
    with api.client("admin") as admin:
        made = admin.post(f"accounts/{account_id(admin, 'viewer')}/tokens", json={"name": "QGIS"}).json()
    with raw(api.url, made["secret"]) as program:
        assert program.get("session").status_code == 200
        first = session.get(ApiToken, made["id"]).last_used_at
        assert program.get("session").status_code == 200
    session.expire_all()
    assert session.get(ApiToken, made["id"]).last_used_at == first


def test_a_token_expires(api, session):
    with api.client("admin") as admin:
        number, now = account_id(admin, "viewer"), api.around.real()
        for wrong in (now - timedelta(hours=1), now + timedelta(days=400)):
            asked = {"name": "x", "expires_at": wrong.isoformat()}
            assert admin.post(f"accounts/{number}/tokens", json=asked).status_code == 422
        asked = {"name": "x", "expires_at": (now + timedelta(hours=1)).isoformat()}
        made = admin.post(f"accounts/{number}/tokens", json=asked).json()
    with raw(api.url, made["secret"]) as program:
        assert program.get("session").status_code == 200
        session.get(ApiToken, made["id"]).expires_at = now - timedelta(seconds=1)
        session.commit()
        assert program.get("session").status_code == 401


def test_a_name_that_nobody_has_cannot_be_read_in_the_log(api):
    with api.client() as client:
        sign_in(client, "my secret password", "x")
        sign_in(client, "my secret password", "y")
    with api.client("admin") as admin:
        page = admin.get("sign-ins").json()
        assert "my secret" not in f"{page}"
        assert len({row["username"] for row in page["items"]}) == 1, "and yet it is counted as one"
        assert admin.get("sign-ins?outcome=ok").json()["items"] == []
        assert len(admin.get("sign-ins?limit=1").json()["items"]) == 1


def guesses(session, username, number, *, address="203.0.113.{}", at=None):
    """Let a name have been guessed from many places."""
    for each in range(number):
        attempt = Attempt(username, address.format(each), "")
        sign_ins.note(session, attempt, "wrong", at)
    session.commit()


def test_guessing_from_many_places_stops_strangers_but_not_the_owner(api, session):
    guesses(session, "viewer", 60, at=api.around.real())
    with api.client() as client:
        assert sign_in(client, "viewer", PASSWORD).status_code == 429, "a place it never came from"
        assert sign_in(client, "planner", PASSWORD).status_code == 200
        sign_ins.note(
            session, Attempt("viewer", "127.0.0.1", ""), "ok", api.around.real() - timedelta(days=3)
        )
        session.commit()
        assert sign_in(client, "viewer", PASSWORD).status_code == 200, "its own place"


def test_one_place_that_guesses_many_names_waits(api, session):
    for number in range(60):
        guesses(session, f"name{number}", 1, address="127.0.0.1", at=api.around.real())
    with api.client() as client:
        assert sign_in(client, "viewer", PASSWORD).status_code == 429


def test_guesses_sent_at_once_are_heard_one_by_one(api, session):
    attempt = Attempt("viewer", "127.0.0.1", "")
    assert sign_ins.hold(session, attempt)
    with api.client() as client:
        answer = sign_in(client, "viewer", PASSWORD)
        assert (answer.status_code, answer.headers["retry-after"]) == (429, "1")
        session.rollback()
        assert sign_in(client, "viewer", PASSWORD).status_code == 200


def test_the_log_of_sign_ins_forgets_what_is_old(api, session):
    guesses(session, "viewer", 1, at=api.around.real() - timedelta(days=181))
    with api.client() as client:
        sign_in(client, "viewer", PASSWORD)
    assert [row.outcome for row in sign_ins.page(session, before=None, limit=9)] == ["ok"]


def test_over_https_the_cookie_never_leaves_it(api):
    with api.client() as client:
        plain = sign_in(client, "viewer", PASSWORD).headers["set-cookie"].lower()
    assert "secure" not in plain
    trusting = api.around.settings.model_copy(update={"trusted_proxies": "127.0.0.1"})
    object.__setattr__(api.around, "settings", trusting)
    with api.client() as client:
        client.headers["X-Forwarded-Proto"] = "https"
        assert "secure" in sign_in(client, "viewer", PASSWORD).headers["set-cookie"].lower()


@pytest.mark.parametrize("token", ["sgs_" + "a" * 43, "sgs_", "other", "x y", "sgs_\u00e9", "s" * 8_000])
def test_a_token_of_nobody_is_worth_nothing(steady, token):
    headers = {"Authorization": f"Bearer {token}".encode("latin-1")}
    with httpx.Client(base_url=steady.url, headers=headers, trust_env=False) as program:
        assert program.get("session").status_code == 401
