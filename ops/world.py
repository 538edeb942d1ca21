"""What every step of `siangsa up` needs to know."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from data.contract.calendar import OperatingCalendar
from data.contract.clock import Clock, clock_from_text
from ops.children import Command
from ops.folder import DataFolder, Kind, python
from ops.processes import Tell, run_to_end
from ops.programs import Program
from ops.settings import OpsSettings

REPOSITORY = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Options:
    """What the person asked for.

    Parameters
    ----------
    kind
        `demo`: past day, fast clock, simulated trucks, sample points; `office`: none of these.
    speed
        Stack seconds per real second; the office's is 1.
    for_s
        Real seconds to run after the first fix is stored; None: until stopped.
    port
        Port of the console; None: the kept one, or a free one.
    fresh
        Delete what the folder holds and begin anew.
    live
        A demo on the real clock, so that a real phone or tracker can take part.
    since
        Past operating day on which a new demo begins; None: the last one whose shift is over.
    """

    kind: Kind
    speed: float
    for_s: float | None = None
    port: int | None = None
    fresh: bool = False
    live: bool = False
    since: date | None = None


@dataclass
class World:
    """The folder, the settings, and the environment that grows while the system comes up."""

    folder: DataFolder
    options: Options
    settings: OpsSettings
    calendar: OperatingCalendar
    tell: Tell
    values: dict[str, str] = field(default_factory=dict)
    sign_in: str = ""
    """How a person signs in, once the first account is there."""

    @property
    def is_demo(self) -> bool:
        """Whether trucks are simulated."""
        return self.options.kind == "demo"

    @property
    def database_url(self) -> str:
        """Return the way to the database, once there is one."""
        return self.values["SIANGSA_DATABASE_URL"]

    @property
    def is_replay(self) -> bool:
        """Whether a demo's clock of its own runs through a past shift."""
        return self.is_demo and not self.options.live

    def clock(self) -> Clock:
        """Return the clock that every program of this system reads."""
        return clock_from_text(self.values.get("SIANGSA_CLOCK"))

    def environment(self) -> dict[str, str]:
        """Return the whole environment of a program: ours, and what this system decided."""
        return {**os.environ, "PYTHONUNBUFFERED": "1", **self.values}

    def command(self, name: str, module: str, *arguments: str) -> Command:
        """Return the command that runs one of our programs; its log is named `name`."""
        return Command(
            name=name,
            argv=[python(), "-m", module, *arguments],
            log=self.folder.logs / f"{name}.log",
            env=self.environment(),
            cwd=REPOSITORY,
        )

    def program(self, program: Program) -> Command:
        """Return the command that runs one of the programs that stay."""
        return self.command(program.slug, program.module, *program.arguments)

    def run(self, name: str, module: str, arguments: Sequence[str]) -> list[str]:
        """Run one of our programs to its end, showing its lines as progress; return them."""
        return run_to_end(self.command(name, module, *arguments), lambda line: self.tell(f"  {line}"))
