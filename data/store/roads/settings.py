"""Settings of the roads keeper."""

from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

type LogFormat = Literal["text", "json"]


class KeeperSettings(BaseSettings):
    """How the roads keeper speaks."""

    model_config = SettingsConfigDict(env_prefix="SIANGSA_ROADS_", extra="ignore")

    log_format: LogFormat = Field(default="json", description="How the roads keeper logs: text or json")
