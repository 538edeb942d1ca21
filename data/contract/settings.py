"""The few settings that every program shares."""

from datetime import time
from pathlib import Path
from typing import Self

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from data.contract.calendar import OperatingCalendar
from data.contract.clock import Clock, clock_from_text


class StackSettings(BaseSettings):
    """Clock, operating day and data folder of the stack; read from the environment in each `cli.py`."""

    model_config = SettingsConfigDict(env_prefix="SIANGSA_", extra="ignore")

    clock: str | None = Field(
        default=None,
        description="Stack clock (real=stack@speed, or file:PATH of a held one); empty: real time",
    )
    zone: str = Field(default="Asia/Jakarta", description="IANA zone of the agency")
    day_start: time = Field(default=time(3, 0), description="Local time at which an operating day begins")
    shift_start: time = Field(default=time(6, 0), description="Local time at which the shift begins")
    shift_end: time = Field(default=time(14, 0), description="Local time at which the shift ends")
    data_dir: Path = Field(default=Path("var/demo"), description="Folder of this system's data")
    demo: bool = Field(default=False, description="Simulated trucks and sample points are in use")

    def make_clock(self) -> Clock:
        """Return the clock that the environment names."""
        return clock_from_text(self.clock)

    def make_calendar(self) -> OperatingCalendar:
        """Return the agency's operating days."""
        return OperatingCalendar(self.zone, self.day_start, self.shift_start, self.shift_end)


class TlsSettings(BaseSettings):
    """The papers of programs that listen with TLS themselves; without them they speak plain HTTP.

    `siangsa up --lan` names them; behind a reverse proxy they stay empty.
    """

    model_config = SettingsConfigDict(env_prefix="SIANGSA_TLS_", extra="ignore", frozen=True)

    certificate: Path | None = Field(default=None, description="Certificate (PEM) of console and device HTTP")
    key: Path | None = Field(default=None, description="Its key (PEM)")
    authority: Path | None = Field(
        default=None, description="Certificate of our own authority, offered to browsers at /ca.crt"
    )

    @model_validator(mode="after")
    def _both_or_none(self) -> Self:
        if (self.certificate is None) != (self.key is None):
            raise ValueError("SIANGSA_TLS_CERTIFICATE and SIANGSA_TLS_KEY belong together")
        return self
