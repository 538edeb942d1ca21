"""Which services an office has, and where everything lies; all files are written from it."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ops.errors import StackError
from ops.programs import Program, needed

PREFIX: Final = "siangsa"
TARGET: Final = f"{PREFIX}.target"
USER: Final = "siangsa"
POSTGRES, MOSQUITTO, PREPARE = "postgres", "mosquitto", "prepare"
# what needs no quoting in a unit, in logrotate's file and in nginx'
_PLAIN = re.compile(r"/[A-Za-z0-9/._+@-]*")


@dataclass(frozen=True)
class Plan:
    """One office as services.

    Parameters
    ----------
    data
        Its data folder.
    repository
        Where the program lies, with its `.venv`.
    user
        System user that all of it runs as.
    private_database, private_broker
        Whether these are our own processes; else the settings name existing ones.

    Raises
    ------
    StackError
        A path has blanks or other letters that units and rotation would have to quote.
    """

    data: Path
    repository: Path
    user: str = USER
    private_database: bool = True
    private_broker: bool = True

    def __post_init__(self) -> None:
        for path in (self.data, self.repository):
            if not _PLAIN.fullmatch(str(path)):
                raise StackError(f"{str(path)!r} cannot be a service's folder: use letters, digits and . _ -")

    @property
    def siangsa(self) -> Path:
        """Return our console script."""
        return self.repository / ".venv" / "bin" / "siangsa"

    @property
    def logs(self) -> Path:
        """Return the folder of logs."""
        return self.data / "logs"

    @property
    def programs(self) -> list[Program]:
        """Return the programs that stay, in the order in which they start."""
        return needed(private_broker=self.private_broker)

    @property
    def servers(self) -> list[str]:
        """Return the private services."""
        private = ((POSTGRES, self.private_database), (MOSQUITTO, self.private_broker))
        return [name for name, ours in private if ours]

    @property
    def names(self) -> list[str]:
        """Return every service, without prefix and ending."""
        return [*self.servers, PREPARE, *(program.slug for program in self.programs)]


def unit(name: str) -> str:
    """Return the file name of a service's unit."""
    return f"{PREFIX}-{name}.service"
