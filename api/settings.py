"""Settings of the api, prefix `SIANGSA_API_`."""

from pathlib import Path
from typing import Literal

from pydantic import AliasChoices, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from api.errors import UnsafeSettingsError

SECRET_MIN_BYTES = 32


class ApiSettings(BaseSettings):
    """How the api listens, signs in and limits.

    `SIANGSA_DATABASE_URL` and `SIANGSA_SECRET_FILE` are shared by several programs and keep their names.
    """

    model_config = SettingsConfigDict(env_prefix="SIANGSA_API_", frozen=True, populate_by_name=True)

    database_url: SecretStr = Field(
        default=SecretStr("postgresql://siangsa@127.0.0.1:5432/siangsa"),
        validation_alias="SIANGSA_DATABASE_URL",
    )
    secret_file: Path | None = Field(default=None, validation_alias="SIANGSA_SECRET_FILE")

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    secure_cookie: bool = Field(default=False, description="Send the cookie over HTTPS only")
    allowed_origins: tuple[str, ...] = Field(
        default=(), description="Further origins that may send unsafe requests, besides the api's own"
    )
    session_hours: float = Field(default=12, gt=0, le=24)
    sign_in_tries: int = Field(
        default=8, ge=1, description="Wrong attempts per name and address in 15 minutes"
    )
    sign_in_keep_days: int = Field(
        default=180, ge=1, le=3_650, description="Days that the log of sign-ins reaches back"
    )
    trusted_proxies: str = Field(
        default="",
        description="Addresses, with commas between, of reverse proxies whose X-Forwarded-For and"
        " X-Forwarded-Proto are believed",
    )
    caller_per_s: float = Field(
        default=100, ge=0, description="Requests per second that one account may send for long; 0: no limit"
    )
    caller_burst: int = Field(default=1_500, ge=1, description="Requests that one account may send at once")
    address_per_s: float = Field(
        default=400, ge=0, description="Requests per second that one address may send for long; 0: no limit"
    )
    address_burst: int = Field(default=6_000, ge=1, description="Requests that one address may send at once")
    no_signal_s: float = Field(default=600, gt=0, description="Stack seconds without a fix until 'no signal'")
    late_s: float = Field(
        default=900, ge=0, description="Seconds behind the plan until a stop counts as late"
    )
    threads: int = Field(default=12, ge=1, le=64, description="Requests that may use the database at once")
    desk_wait_s: float = Field(
        default=3, gt=0, le=30, description="Seconds that a question to the planning desk may take"
    )
    stream_limit: int = Field(default=500, ge=1, description="Open streams per process")
    streams_per_account: int = Field(default=60, ge=1, description="Open streams of one account per process")
    body_limit_bytes: int = Field(default=1_000_000, ge=1024)
    track_points: int = Field(default=5_000, ge=10, description="Most coordinates in one track")
    tile_features: int = Field(default=20_000, ge=100, description="Most features in one tile")
    export_rows: int = Field(default=200_000, ge=100, description="Most rows of a list handed out as a file")
    basemap_style_url: str | None = Field(default=None, description="Style of an external base map")
    ingest_host: str = Field(default="127.0.0.1", validation_alias="SIANGSA_INGEST_METRICS_HOST")
    ingest_port: int | None = Field(
        default=None, ge=1, le=65_535, validation_alias="SIANGSA_INGEST_METRICS_PORT"
    )
    public_url: str | None = Field(
        default=None,
        validation_alias="SIANGSA_PUBLIC_URL",
        pattern=r"^https?://[A-Za-z0-9._:\[\]-]+(/[A-Za-z0-9._~/-]*)?$",
        description="Address under which people reach the console; links to layers and data begin with it",
    )
    ogc_database_url: SecretStr | None = Field(
        default=None,
        validation_alias="SIANGSA_OGC_DATABASE_URL",
        description="The reader of the layers for QGIS; default: role <owner>_ogc, see siangsa db ogc-role",
    )
    open_data: bool = Field(default=False, description="Hand out open data to everybody under /open")
    open_data_publisher: str = Field(
        default="Dinas Lingkungan Hidup Kabupaten Jepara", description="Who publishes the open data"
    )
    open_data_licence: str = Field(
        default="https://creativecommons.org/licenses/by/4.0/", description="Licence of the open data"
    )
    device_url: str | None = Field(
        default=None,
        validation_alias=AliasChoices("SIANGSA_DEVICE_URL", "SIANGSA_PUBLIC_URL"),
        description="Address under which phones reach the device HTTP; default: SIANGSA_PUBLIC_URL",
    )
    off_shift_tracking: Literal["show", "hide"] = Field(
        default="show",
        validation_alias="SIANGSA_OFF_SHIFT_TRACKING",
        description="hide: outside the shift only administrators see where trucks are and were",
    )
    off_shift_margin_s: float = Field(
        default=3_600,
        ge=0,
        le=43_200,
        validation_alias="SIANGSA_OFF_SHIFT_MARGIN_S",
        description="Seconds before and after the shift that still count as shift",
    )
    static_dir: Path | None = Field(
        default=None, description="The built console; default: inside the package"
    )

    @property
    def proxies(self) -> frozenset[str]:
        """Addresses of the trusted reverse proxies."""
        return frozenset(each.strip() for each in self.trusted_proxies.split(",") if each.strip())


def read_secret(settings: ApiSettings) -> bytes:
    """Return the key that signs session cookies.

    Raises
    ------
    UnsafeSettingsError
        No file is named, it cannot be read, or it holds less than 32 bytes.
    """
    if settings.secret_file is None:
        raise UnsafeSettingsError("SIANGSA_SECRET_FILE must name a file with the key that signs sessions")
    try:
        secret = settings.secret_file.read_bytes().strip()
    except OSError as error:
        raise UnsafeSettingsError(f"cannot read {settings.secret_file}: {error.strerror}") from error
    if len(secret) < SECRET_MIN_BYTES:
        raise UnsafeSettingsError(f"{settings.secret_file} holds {len(secret)} bytes, at least 32 are needed")
    return secret
