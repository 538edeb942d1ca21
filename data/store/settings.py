"""Settings of the store."""

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class StoreSettings(BaseSettings):
    """Where the store is; `SIANGSA_DATABASE_URL` is shared by all programs."""

    model_config = SettingsConfigDict(env_prefix="SIANGSA_", extra="ignore")

    database_url: str = Field(description="postgresql://user:password@host:port/database")
    store_pool_size: int = Field(default=5, ge=1, le=50, description="Database connections per program")
