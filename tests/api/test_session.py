"""Sign-in, cookies, origins, tokens."""

import httpx
import jwt
import pytest

from data.store.models import SignIn
from data.store.queries import accounts
from tests.support.api_world import NOW, PASSWORD, SECRET


def sign_in(client, username, password):
    return client.post("session", json={"username": username, "password": password})


def test_sign_in_gives_a_cookie_that_scripts_cannot_read(api):
    with api.client() as client:
        answer = sign_in(client, "planner", PASSWORD)
        assert answer.status_code == 200
        assert answer.json()["role"] == "planner"
        cookie = answer.headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=strict" in cookie
        assert PASSWORD not in answer.text
        assert client.get("session").json()["username"] == "planner"


@pytest.mark.parametrize(("username", "password"), [("planner", "wrong word"), ("nobody", PASSWORD)])
def test_wrong_name_and_wrong_password_are_told_in_the_same_words(steady, username, password):
    with steady.client() as client:
        answer = sign_in(client, username, password)
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == "urn:siangsa:wrong-credentials"
    assert answer.json()["detail"] == "name or password is wrong"
    assert "set-cookie" not in answer.headers


def test_a_disabled_account_cannot_sign_in(api, session):
    accounts.disable(session, "planner", NOW)
    session.commit()
    with api.client() as client:
        assert sign_in(client, "planner", PASSWORD).status_code == 401


def test_after_too_many_failures_even_the_right_password_waits(api):
    with api.client() as client:
        tries = [sign_in(client, "viewer", "wrong word").status_code for _ in range(9)]
        assert tries == [401] * 8 + [429]
        answer = sign_in(client, "viewer", PASSWORD)
        assert answer.status_code == 429
        assert int(answer.headers["retry-after"]) > 0
        assert sign_in(client, "planner", PASSWORD).status_code == 200, "another name is not locked out"


def test_sign_ins_leave_a_trace(api, session):
    with api.client() as client:
        sign_in(client, "viewer", "wrong word")
        sign_in(client, "viewer", PASSWORD)
    rows = [(row.username, row.address, row.outcome) for row in session.query(SignIn).order_by(SignIn.id)]
    assert rows == [("viewer", "127.0.0.1", "wrong"), ("viewer", "127.0.0.1", "ok")]


def test_sign_out_ends_every_session_of_the_account(api):
    with api.client("viewer") as here, api.client("viewer") as there:
        assert there.get("session").status_code == 200
        assert here.delete("session").status_code == 204
        assert here.get("session").status_code == 401
        assert there.get("session").status_code == 401


def test_another_password_ends_every_session(api, session):
    with api.client("viewer") as client:
        assert client.get("session").status_code == 200
        accounts.set_password(session, "viewer", "$argon2id$other")
        session.commit()
        assert client.get("session").status_code == 401


@pytest.mark.parametrize(
    "forged",
    [
        {"key": b"another secret, as long as ours so that it might fit!!"},
        {"hours": -0.01},
        {"version": 99},
        {"algorithm": "HS384"},
    ],
)
def test_forged_expired_or_outdated_cookies_are_worth_nothing(steady, forged):
    with steady.client("admin", **forged) as client:
        assert client.get("session").status_code == 401


def test_an_unsigned_cookie_is_worth_nothing(steady):
    claims = jwt.decode(steady.cookie("admin"), SECRET, algorithms=["HS256"])
    unsigned = jwt.encode(claims, None, algorithm="none")
    for cookie in (unsigned, "", "a.b.c", "x" * 4000):
        with httpx.Client(
            base_url=steady.url, cookies={"siangsa_session": cookie}, trust_env=False
        ) as client:
            assert client.get("session").status_code == 401


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {},
    ],
)
def test_unsafe_requests_of_other_sites_are_refused(steady, headers):
    cookies = {"siangsa_session": steady.cookie("planner")}
    with httpx.Client(base_url=steady.url, cookies=cookies, headers=headers, trust_env=False) as client:
        answer = client.post("plans", json={"operating_day": "2026-11-21"})
    assert answer.status_code == 403
    assert answer.json()["type"] == "urn:siangsa:foreign-origin"


def test_a_programs_token_works_until_it_is_revoked(api):
    with api.client("admin") as admin:
        account = next(each for each in admin.get("accounts").json() if each["username"] == "viewer")
        made = admin.post(f"accounts/{account['id']}/tokens", json={"name": "QGIS", "days": 7}).json()
        listed = admin.get(f"accounts/{account['id']}/tokens").json()
        assert [token["name"] for token in listed] == ["QGIS"]
        assert "secret" not in listed[0]
        bearer = {"Authorization": f"Bearer {made['secret']}"}
        with httpx.Client(base_url=api.url, headers=bearer, trust_env=False) as program:
            assert program.get("session").json()["username"] == "viewer"
            assert program.get("accounts").status_code == 403
            assert admin.delete(f"tokens/{made['id']}").status_code == 204
            assert program.get("session").status_code == 401
        actions = [row["action"] for row in admin.get("audit").json()["items"]]
        assert actions == ["revoke", "create"]
