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
    lan: str = Field(
        default="",
        description="auto, or an address of this machine: console, phones and broker open there with TLS",
    )
    speed: float = Field(default=60, ge=1, le=3600, description="Stack seconds per real second in the demo")
    plan_time_limit_s: float = Field(default=20, ge=1, description="Seconds the first plan may be solved for")
    seed: int = Field(default=1, ge=0, description="Seed of samples, roads, plan and simulated trucks")
    public_url: str | None = Field(
        default=None,
        validation_alias="SIANGSA_PUBLIC_URL",
        description="Address under which people and phones reach this system from outside",
    )
    device_url: str | None = Field(
        default=None,
        validation_alias="SIANGSA_DEVICE_URL",
        description="Address under which phones reach the device HTTP; empty: SIANGSA_PUBLIC_URL",
    )
    device_host: str = Field(
        default="127.0.0.1",
        validation_alias="SIANGSA_INGEST_HTTP_HOST",
        description="Address on which the device HTTP listens",
    )
    device_port: int | None = Field(
        default=None,
        ge=1,
        le=65535,
        validation_alias="SIANGSA_INGEST_HTTP_PORT",
        description="Port of the device HTTP; empty: a free one, kept in the data folder",
    )
    metrics_port: int | None = Field(
        default=None,
        ge=1,
        le=65535,
        validation_alias="SIANGSA_INGEST_METRICS_PORT",
        description="Port of the ingester's metrics; empty: a free one, kept in the data folder",
    )
    mqtt_host: str = Field(
        default="127.0.0.1", description="Address on which the private broker's TLS listeners listen"
    )
    mqtt_names: str = Field(
        default="",
        description="Names and addresses, with commas between, under which devices reach those listeners",
    )
