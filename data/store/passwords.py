"""Hashing of passwords (Argon2) and of programs' tokens; nothing readable is ever stored."""

import hashlib
import secrets
from functools import cache
from typing import Final

from pwdlib import PasswordHash

TOKEN_PREFIX: Final = "sgs_"  # noqa: S105 - what every token begins with, no secret
PASSWORD_MIN_LENGTH: Final = 10
_LEAST_DIFFERENT: Final = 5


@cache
def _hasher() -> PasswordHash:
    return PasswordHash.recommended()


@cache
def _nobody() -> str:
    """Return the hash of a password that nobody knows, to spend the same time on unknown names."""
    return _hasher().hash(secrets.token_urlsafe(24))


def hash_password(password: str) -> str:
    """Return the Argon2 hash of `password`.

    Raises
    ------
    ValueError
        The password is shorter than `PASSWORD_MIN_LENGTH`.
    """
    if len(password) < PASSWORD_MIN_LENGTH:
        raise ValueError(f"a password has at least {PASSWORD_MIN_LENGTH} characters, not {len(password)}")
    return _hasher().hash(password)


def password_fault(password: str, username: str) -> str | None:
    """Return why a person should not choose this password; None when it will do.

    Length protects; rules about digits and signs only make people write passwords down.
    """
    if len(password) < PASSWORD_MIN_LENGTH:
        return f"it has {len(password)} characters, at least {PASSWORD_MIN_LENGTH} are needed"
    if len(set(password)) < _LEAST_DIFFERENT:
        return f"it has fewer than {_LEAST_DIFFERENT} different characters"
    if username.casefold() in password.casefold():
        return "it holds the name of the account"
    return None


def new_password() -> str:
    """Return a generated password of 96 random bits, to be handed over once."""
    return secrets.token_urlsafe(12)


def verify_password(password: str, password_hash: str | None) -> bool:
    """Tell whether `password` belongs to the hash; takes as long when there is none."""
    matches = _hasher().verify(password, password_hash or _nobody())
    return bool(matches) and password_hash is not None


def new_token() -> str:
    """Return a fresh bearer token for a program: 256 random bits behind a recognisable prefix."""
    return TOKEN_PREFIX + secrets.token_urlsafe(32)


def hash_token(token: str) -> bytes:
    """Return what is stored of a token; a plain digest is enough for 256 random bits."""
    return hashlib.sha256(token.encode()).digest()
