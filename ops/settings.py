"""Settings of `siangsa up`, prefix `SIANGSA_OPS_`."""

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class OpsSettings(BaseSettings):
    """What the supervisor decides; `SIANGSA_DATABASE_URL` and `SIANGSA_MQTT_URL` are shared names."""

    model_config = SettingsConfigDict(env_prefix="SIANGSA_OPS_", extra="ignore", populate_by_name=True)

    database_url: str | None = Field(
        default=None,
        validation_alias="SIANGSA_DATABASE_URL",
        description="An existing PostgreSQL with PostGIS; empty: a private one",
    )
    mqtt_url: str | None = Field(
        default=None,
        validation_alias="SIANGSA_MQTT_URL",
        description="An existing broker (mqtt://user:password@host:port); empty: a private one",
    )
    port: int = Field(default=8000, ge=1, le=65535, description="Port of the console, when it is free")
    speed: float = Field(default=60, ge=1, le=3600, description="Stack seconds per real second in the demo")
    plan_time_limit_s: float = Field(default=20, ge=1, description="Seconds the first plan may be solved for")
    seed: int = Field(default=1, ge=0, description="Seed of samples, roads, plan and simulated trucks")
