"""The broker's password and rights files: written in one step, and only when something changed."""

import fcntl
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import MappingProxyType

from ops.accounts import Account, acl_text, password_text
from ops.homes import Home

PASSWORDS, RIGHTS = "passwords", "acl"
_UNTOLD = ".untold"


class BrokerFiles:
    """Files of one broker in `home`; several programs may write them, one at a time.

    Parameters
    ----------
    home
        Folder that the broker reads; its files belong to the broker's user.
    """

    def __init__(self, home: Home) -> None:
        self.home = home

    def write(self, accounts: Sequence[Account], papers: Mapping[str, str] = MappingProxyType({})) -> bool:
        """Write what `accounts` may do; return whether anything changed.

        Parameters
        ----------
        accounts
            All accounts of the broker.
        papers
            Certificates, keys and lists of its TLS listeners, by file name.
        """
        wanted = {RIGHTS: acl_text(accounts), PASSWORDS: password_text(accounts), **papers}
        with self.held():
            changed = {name: text for name, text in wanted.items() if self._read(name) != text}
            if changed:
                self._replace(changed)
        return bool(changed)

    def takes_rights_away(self, accounts: Sequence[Account]) -> bool:
        """Return whether a line of the files as they are would vanish: an account, a right or a password."""
        kept = [*(self._read(PASSWORDS) or "").splitlines(), *_rights(self._read(RIGHTS) or "")]
        wanted = {*password_text(accounts).splitlines(), *_rights(acl_text(accounts))}
        return any(line not in wanted for line in kept)

    def complete(self, papers: Iterable[str] = ()) -> bool:
        """Return whether the broker finds passwords, rights and the named `papers` to start with."""
        return all((self.home.path / name).exists() for name in (PASSWORDS, RIGHTS, *papers))

    @property
    def untold(self) -> bool:
        """Whether the running broker has not been told of the last change; survives a crash in between."""
        return (self.home.path / _UNTOLD).exists()

    def told(self) -> None:
        """Note that the broker has read the files as they are."""
        (self.home.path / _UNTOLD).unlink(missing_ok=True)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep other programs from writing while the block runs."""
        with (self.home.path / ".files-lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _replace(self, texts: Mapping[str, str]) -> None:
        # before the files: told of a change that did not happen, the broker loses nothing
        (self.home.path / _UNTOLD).touch()
        for name, text in texts.items():
            self.home.write(name, text)

    def _read(self, name: str) -> str | None:
        path = self.home.path / name
        return path.read_text() if path.exists() else None


def _rights(acl: str) -> Iterator[str]:
    """Give each right of an ACL file with the account that it belongs to."""
    user = ""
    for line in acl.splitlines():
        if line.startswith("user "):
            user = line
        elif line:
            yield f"{user}: {line}"
