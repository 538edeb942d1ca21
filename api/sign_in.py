"""Signing in and changing the password: every attempt is written down, and failures slow the next one."""

import hashlib
import hmac
from datetime import timedelta
from typing import Final

from fastapi import Request
from sqlalchemy.orm import Session

from api.address import client_address
from api.errors import RefusedError, TooManyAttemptsError, WrongCredentialsError
from api.world import World
from data.store.models import Account
from data.store.passwords import hash_password, password_fault, verify_password
from data.store.queries import accounts, audit, sign_ins
from data.store.queries.sign_ins import Attempt

_TRIES_PER_ADDRESS: Final = 60
_TRIES_PER_NAME: Final = 60
_RETRY_S: Final = 60


def attempt_of(request: Request, username: str, world: World) -> Attempt:
    """Return who tries from where, as the log shall name it."""
    program = request.headers.get("user-agent", "")[:200]
    return Attempt(username, client_address(request.scope, world.settings.proxies), program)


def sign_in(session: Session, world: World, attempt: Attempt, password: str) -> Account:
    """Return the account when name and password fit.

    Raises
    ------
    WrongCredentialsError
        Name or password is wrong, or the account is disabled: the same words for all.
    TooManyAttemptsError
        Too many failures in the last 15 minutes, or another attempt is under way.
    """
    account = accounts.by_username(session, attempt.username)
    if account is None:
        attempt = _veiled(attempt, world)
    _check(session, world, attempt, account, password)
    if account is None:  # never so: nobody's password fits
        raise WrongCredentialsError("name or password is wrong")
    return account


def change_password(session: Session, world: World, attempt: Attempt, old: str, new: str) -> Account:
    """Give the account its own new password and end its sessions; commits.

    Raises
    ------
    WrongCredentialsError
        The old password is wrong.
    TooManyAttemptsError
        It was wrong too often in the last 15 minutes.
    RefusedError
        The new one is too easily guessed, or is the old one.
    """
    account = accounts.by_username(session, attempt.username)
    _check(session, world, attempt, account, old)
    fault = password_fault(new, attempt.username) or ("it is the old one" if new == old else None)
    if fault is not None:
        raise RefusedError("password", f"this password cannot be taken: {fault}")
    accounts.set_password(session, attempt.username, hash_password(new))
    change = audit.Change("password_changed", "account", attempt.username)
    audit.record(session, attempt.username, world.around.real(), change)
    session.commit()
    return accounts.demand(session, attempt.username)


def _check(session: Session, world: World, attempt: Attempt, account: Account | None, password: str) -> None:
    """Write the attempt down, commit, and raise when it does not let in."""
    now = world.around.real()
    if not sign_ins.hold(session, attempt):
        raise TooManyAttemptsError(1)
    _check_failures(session, world, attempt)
    fits = verify_password(password, account.password_hash if account else None)
    is_disabled = account is not None and account.disabled_at is not None
    sign_ins.note(session, attempt, "wrong" if not fits else "disabled" if is_disabled else "ok", now)
    if fits and not is_disabled:
        sign_ins.forget_before(session, now - timedelta(days=world.settings.sign_in_keep_days))
    session.commit()
    if not fits or is_disabled:
        raise WrongCredentialsError("name or password is wrong")


def _check_failures(session: Session, world: World, attempt: Attempt) -> None:
    """Refuse after too many failures: as this name from there, from there, and as this name from anywhere.

    The last holds only for addresses from which the account was not used lately: whoever guesses from many
    places must not lock its owner out.
    """
    now = world.around.real()
    failed = sign_ins.failures(session, attempt, now)
    here = failed.here_as >= world.settings.sign_in_tries or failed.here >= _TRIES_PER_ADDRESS
    if here or (failed.anywhere_as >= _TRIES_PER_NAME and not sign_ins.is_known_there(session, attempt, now)):
        raise TooManyAttemptsError(_RETRY_S)


def _veiled(attempt: Attempt, world: World) -> Attempt:
    """Return the attempt under a digest of its name: what is no name of ours may be somebody's password."""
    digest = hmac.new(world.secret, attempt.username.encode(), hashlib.sha256).hexdigest()
    return Attempt(f"?{digest[:12]}", attempt.address, attempt.program)
