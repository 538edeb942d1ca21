"""The configuration of a private Mosquitto, and why each line that matters stands there.

- ``max_inflight_messages 0``: a window of 20 (the default) never fills a batch of the ingester.
- ``max_queued_messages``: the default queue of 1,000 drops messages while it tells the publisher "success";
  two million last for hours without an ingester.
- No ``per_listener_settings``: with it, Mosquitto 2.0 drops what it should keep for an absent ingester. So
  all listeners share one password file and one rights file.
- Trackers that show a certificate have a listener of their own, as Mosquitto takes no password where it
  takes the name from the certificate.
"""

from dataclasses import dataclass
from pathlib import Path

CONFIG = "mosquitto.conf"

_COMMON = """\
allow_anonymous false
password_file {home}/passwords
acl_file {home}/acl
persistence true
persistence_location {home}/
autosave_interval {autosave_s}
max_inflight_messages 0
max_queued_messages 2000000
max_queued_bytes 0
max_packet_size 1048576
persistent_client_expiration 14d
sys_interval 5
set_tcp_nodelay true
connection_messages false
log_dest stderr
log_type error
log_type warning
log_type notice
log_timestamp_format %Y-%m-%dT%H:%M:%S
pid_file {home}/pid
"""
_PLAIN = """\
listener {port} {host}
"""
_TLS = """\
listener {tls_port} {tls_host}
certfile {home}/server.crt
keyfile {home}/server.key
tls_version tlsv1.2

listener {certificate_port} {tls_host}
certfile {home}/server.crt
keyfile {home}/server.key
cafile {home}/trackers-ca.crt
crlfile {home}/revoked.crl
require_certificate true
use_identity_as_username true
tls_version tlsv1.2
"""


@dataclass(frozen=True)
class Ports:
    """Where the broker listens.

    Parameters
    ----------
    plain
        Without encryption, on the loopback interface: for programs of this machine.
    tls
        TLS with name and password: phones, gateways on other machines. None: no such listener.
    certificate
        TLS with a client certificate, whose common name is the user name: Teltonika. None as with `tls`.
    """

    plain: int
    tls: int | None = None
    certificate: int | None = None


def config_text(home: Path, ports: Ports, *, host: str, tls_host: str, autosave_s: int) -> str:
    """Return the configuration file of a broker whose files lie in `home`."""
    text = _COMMON + "\n" + _PLAIN + ("\n" + _TLS if ports.tls is not None else "")
    return text.format(
        home=home,
        host=host,
        port=ports.plain,
        tls_host=tls_host,
        tls_port=ports.tls,
        certificate_port=ports.certificate,
        autosave_s=autosave_s,
    )
