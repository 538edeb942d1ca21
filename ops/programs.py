"""Every program of a running system, once: `siangsa up`, the systemd units and the documentation read it."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Program:
    """One of our programs.

    Parameters
    ----------
    name
        As people read it.
    module, arguments
        What `python -m` runs.
    what
        What it does, for the one who looks at it alone.
    private_broker
        It is needed only where the broker is our own.
    office
        It is needed only where the data is real: a demo is made anew instead.
    """

    name: str
    module: str
    arguments: tuple[str, ...]
    what: str
    private_broker: bool = False
    office: bool = False

    @property
    def slug(self) -> str:
        """Return the name for files and units."""
        return self.name.replace(" ", "-").lower()


PROGRAMS: Final = (
    Program("ingester", "ingest", ("run",), "from the broker to facts"),
    Program("device HTTP", "ingest", ("http",), "the door for phones"),
    Program("facts", "ingest", ("facts",), "visits and rit from fixes"),
    Program("roads keeper", "data.store", ("roads", "keep"), "roads and closures in force"),
    Program("planner", "routing", ("worker",), "plans of whole days"),
    Program("re-planner", "routing", ("worker", "--replans"), "what is left of a day, planned anew"),
    Program("week planner", "routing", ("week-worker",), "plans of weeks"),
    Program("planning desk", "routing", ("desk",), "questions about plans"),
    Program("api", "api", ("run",), "the console and its interface"),
    Program("backup keeper", "data.store", ("keep-backups",), "a backup every night", office=True),
    Program("keeper", "ops", ("broker", "keep"), "the broker's accounts", private_broker=True),
)


def needed(*, private_broker: bool, office: bool = True) -> list[Program]:
    """Return the programs of a system, in the order in which they start."""
    return [
        program
        for program in PROGRAMS
        if (private_broker or not program.private_broker) and (office or not program.office)
    ]
