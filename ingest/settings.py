"""Settings of the ingester; built in `cli.py` only and handed down."""

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from ingest.batch import BatchLimits
from ingest.logs import LogFormat


class BrokerSettings(BaseSettings):
    """Where the broker is; `SIANGSA_MQTT_URL` is shared by all programs."""

    model_config = SettingsConfigDict(env_prefix="SIANGSA_", extra="ignore")

    mqtt_url: str = Field(description="mqtt://user:password@host:port of the broker")


class IngestSettings(BaseSettings):
    """How the ingester reads, batches and watches itself."""

    model_config = SettingsConfigDict(env_prefix="SIANGSA_INGEST_", extra="ignore")

    client_id: str = Field(
        default="siangsa-ingest",
        pattern="^[a-zA-Z0-9-]{3,40}$",
        description="Beginning of the ingester's MQTT client ids; the broker keeps the session under it",
    )
    receive_maximum: int = Field(
        default=20_000, ge=1_000, le=65_535, description="Most unacknowledged messages per session"
    )
    session_keep_s: int = Field(
        default=7 * 86_400, ge=60, description="Seconds the broker queues for an absent ingester"
    )
    slot_grace_s: float = Field(
        default=5.0, ge=0, description="Seconds for which the slot of a dead ingester is left alone"
    )
    batch_messages: int = Field(default=1_000, ge=1, description="Most messages per transaction")
    batch_wait_s: float = Field(
        default=0.05, ge=0, le=5, description="Longest wait of a message for company, seconds"
    )
    stall_s: float = Field(
        default=10.0,
        gt=0,
        description="Seconds without progress, while messages wait, that count as unhealthy",
    )
    give_up_s: float = Field(
        default=60.0, gt=0, description="Seconds of unexplained stall after which the program ends itself"
    )
    facts_every_s: float = Field(
        default=2.0, gt=0, description="Least real seconds between two derivations of one vehicle's day"
    )
    metrics_port: int | None = Field(
        default=None,
        ge=1,
        le=65_535,
        description="Port of /metrics, /ready, /live and /state; empty: none",
    )
    metrics_host: str = Field(
        default="127.0.0.1", description="Where that port listens; it has no accounts, so keep it inside"
    )
    log_format: LogFormat = Field(
        default="text", description="How all programs of the ingester log: text or json, a line each"
    )

    def batch_limits(self) -> BatchLimits:
        """Return when a batch closes."""
        return BatchLimits(messages=self.batch_messages, wait_s=self.batch_wait_s)


class HttpSettings(BaseSettings):
    """Where phones reach the program ``ingest http``, and what one request may cost."""

    model_config = SettingsConfigDict(env_prefix="SIANGSA_INGEST_HTTP_", extra="ignore")

    host: str = Field(default="127.0.0.1", description="Address on which the device HTTP listens")
    port: int = Field(default=8090, ge=0, le=65_535, description="Port of the device HTTP; 0: any free one")
    body_limit_bytes: int = Field(
        default=1_000_000,
        ge=65_536,
        description="Largest body that is read; what is over 64 KiB goes to quarantine up to here",
    )
    commit_wait_s: float = Field(
        default=10.0, gt=0, description="Seconds after which an uncommitted request is told to come again"
    )
