"""Where the broker is, and how we prove there who we are."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from ingest.errors import BrokerAddressError

_TLS_OPTIONS: Final = ("ca", "cert", "key")


@dataclass(frozen=True, slots=True)
class Certificates:
    """Files (PEM) of an encrypted connection.

    Parameters
    ----------
    ca
        Who may have signed the broker's certificate; None: whom the system trusts.
    cert, key
        Our own certificate and its key, for a broker that demands one.
    """

    ca: str | None = None
    cert: str | None = None
    key: str | None = None


@dataclass(frozen=True, slots=True)
class BrokerAddress:
    """Where the broker is and who we are there."""

    host: str
    port: int
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    tls: bool = False
    certificates: Certificates = Certificates()

    @classmethod
    def parse(cls, url: str) -> "BrokerAddress":
        """Read ``mqtt://user:password@host:port`` or ``mqtts://…?ca=FILE&cert=FILE&key=FILE``.

        Raises
        ------
        BrokerAddressError
            When scheme, host, port or the files make no sense; the message names no password.
        """
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError as error:
            raise BrokerAddressError("the port in SIANGSA_MQTT_URL is not a number") from error
        if parts.scheme not in {"mqtt", "mqtts"} or not parts.hostname:
            raise BrokerAddressError("SIANGSA_MQTT_URL must look like mqtt://user:password@host:port")
        tls = parts.scheme == "mqtts"
        return cls(
            host=parts.hostname,
            port=port or (8883 if tls else 1883),
            username=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
            tls=tls,
            certificates=_certificates(parts, tls=tls),
        )


def _certificates(parts: SplitResult, *, tls: bool) -> Certificates:
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    unknown = sorted(set(options) - set(_TLS_OPTIONS))
    if unknown:
        raise BrokerAddressError(f"SIANGSA_MQTT_URL has no option {unknown[0]!r}; known are ca, cert, key")
    if options and not tls:
        raise BrokerAddressError("certificates in SIANGSA_MQTT_URL need the scheme mqtts://")
    if ("cert" in options) != ("key" in options):
        raise BrokerAddressError("SIANGSA_MQTT_URL needs cert and key together")
    for name, file in options.items():
        if not Path(file).is_file():
            raise BrokerAddressError(f"SIANGSA_MQTT_URL: there is no file {file!r} for {name}")
    return Certificates(**options)
