"""Settings of the planning room; built in `cli.py` only and handed down."""

from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class RoutingSettings(BaseSettings):
    """How hard plans are worked on, and when the next day is asked for."""

    model_config = SettingsConfigDict(env_prefix="SIANGSA_ROUTING_", extra="ignore")

    engine: Literal["auto", "ortools", "pyvrp", "baseline"] = Field(
        default="auto", description="Which solvers work on a plan; auto: all of them, two at a time"
    )
    time_limit_s: float = Field(
        default=15.0, ge=1, le=3600, description="Real seconds for the solvers when a request names none"
    )
    replan_time_limit_s: float = Field(
        default=3.0, ge=0.5, le=60, description="Real seconds for the solvers of a re-plan that names none"
    )
    memory_mb: int = Field(default=3072, ge=512, description="Address space of a solver, megabytes")
    publish_next_day: bool = Field(
        default=True, description="Publish the plan that is made at the end of a shift by itself"
    )
    look_every_s: float = Field(
        default=2.0, gt=0, le=60, description="Real seconds between looks at clock and stalled jobs"
    )
    stalled_after_s: float = Field(
        default=15.0, ge=3, description="Real seconds without sign of life until a worker's job is retried"
    )
