"""The first account of a new system, and how a person is told to sign in."""

import json
import secrets

from sqlalchemy.orm import Session

from data.contract.clock import real_now
from data.store.engine import make_engine, session_factory
from data.store.passwords import hash_password, verify_password
from data.store.queries import accounts
from ops.errors import StackError
from ops.office import FIRST_ACCOUNT_FILE
from ops.world import World

FIRST_ACCOUNT = "admin"
KNOWN = "with an account you know"


def first_account(world: World) -> str:
    """Make the first account of a new system; return how to sign in with it, as long as that holds.

    An office that `siangsa init` has founded kept only the hash of its administrator's password: it is
    shown by nobody, and must be changed at the first sign-in.
    """
    engine = make_engine(world.database_url)
    try:
        with session_factory(engine).begin() as session:
            if (world.folder.path / FIRST_ACCOUNT_FILE).exists():
                return _founder(world, session)
            if not world.is_demo and _has_admin(session):
                return KNOWN
            return _usual(world, session)
    finally:
        engine.dispose()


def _founder(world: World, session: Session) -> str:
    path = world.folder.path / FIRST_ACCOUNT_FILE
    try:
        kept = json.loads(path.read_text())
        username, password_hash = str(kept["username"]), str(kept["password_hash"])
    except (ValueError, KeyError, TypeError) as error:
        raise StackError(f"{path} is damaged: delete it, then siangsa up names another password") from error
    if accounts.by_username(session, username) is None:
        account = accounts.create_account(
            session, username, password_hash, role="admin", created_at=real_now()
        )
        account.must_change = True
        session.commit()
    # only now: killed in between, the next start finds either the file or the account
    path.unlink()
    return f"{username}   with the password that siangsa init has shown"


def _has_admin(session: Session) -> bool:
    return any(row.role == "admin" and row.disabled_at is None for row in accounts.list_accounts(session))


def _usual(world: World, session: Session) -> str:
    """Make the account of a folder that nobody founded; its password stays readable in the folder."""
    password = world.folder.secret("sign-in", secrets.token_urlsafe(9))
    known = accounts.by_username(session, FIRST_ACCOUNT)
    if known is None:
        accounts.create_account(
            session, FIRST_ACCOUNT, hash_password(password), role="admin", created_at=real_now()
        )
    elif known.disabled_at is not None or not verify_password(password, known.password_hash):
        return KNOWN
    return f"{FIRST_ACCOUNT}   password: {password}"
