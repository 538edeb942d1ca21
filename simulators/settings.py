"""Settings of the simulators; shared ones without the prefix are named by their alias."""

from urllib.parse import unquote, urlsplit

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from simulators.noise import Mischief

MQTT_PORT = 1883


class SimulatorsSettings(BaseSettings):
    """How simulated devices reach the broker and how they are treated."""

    model_config = SettingsConfigDict(env_prefix="SIANGSA_SIMULATORS_", extra="ignore", populate_by_name=True)

    mqtt_url: str = Field(
        default="mqtt://127.0.0.1:1883",
        validation_alias="SIANGSA_MQTT_URL",
        description="Broker (mqtt://host:port); devices use their own credentials",
    )
    receipt_wait_s: float = Field(
        default=4.0, gt=0, description="Real seconds without a receipt after which a fix goes again"
    )
    drain_s: float = Field(default=30.0, ge=0, description="Real seconds for emptying spools at the end")
    skip_share: float = Field(default=0.015, ge=0, le=1, description="Share of stops that cannot be served")
    dead_zone_share: float = Field(default=0.25, ge=0, le=1, description="Share of hours with a dead zone")
    late_share: float = Field(default=0.01, ge=0, le=1, description="Share of live messages kept back")
    double_share: float = Field(default=0.01, ge=0, le=1, description="Share of live messages sent twice")

    @field_validator("mqtt_url")
    @classmethod
    def _is_mqtt(cls, url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme != "mqtt" or not parts.hostname:
            raise ValueError("SIANGSA_MQTT_URL must look like mqtt://host:port")
        if parts.port == 0:
            raise ValueError("SIANGSA_MQTT_URL names port 0")
        return url

    @property
    def host(self) -> str:
        """Broker's host."""
        return unquote(urlsplit(self.mqtt_url).hostname or "")

    @property
    def port(self) -> int:
        """Broker's port."""
        return urlsplit(self.mqtt_url).port or MQTT_PORT

    def mischief(self) -> Mischief:
        """Return how badly devices are treated."""
        return Mischief(self.skip_share, self.dead_zone_share, self.late_share, self.double_share)
