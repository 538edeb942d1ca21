"""`DIR/siangsa.env`: the settings of one office, written once with comments and changed by its people."""

import os
from collections.abc import Mapping
from pathlib import Path

from ops.environment import apply_defaults, read_env

OFFICE_ENV = "siangsa.env"

_TEMPLATE = """\
# Settings of this office's Siangsa. A line without # holds; take the # away to change what is behind it.
# After a change: stop and start (siangsa up, or: sudo systemctl restart siangsa.target).
# Every other setting is explained in .env.example of the program folder and may stand here too.

# --- Where people find the console and phones report (docs/office.md, "An address of its own")
# Set it once a reverse proxy with a certificate stands before the console, for example
# https://sampah.jepara.go.id . Links, QR codes and the broker's certificate name it.
{public_url}

# Without a domain: open console, phones and broker with TLS on the office's own network.
# auto: the address of this machine there; or an address of this machine, such as 192.168.1.10 .
{lan}

# --- Ports on this machine, chosen when this folder was made
SIANGSA_OPS_PORT={port}
SIANGSA_INGEST_HTTP_PORT={device_port}
SIANGSA_INGEST_METRICS_PORT={metrics_port}
# The broker's and the database's are kept in mosquitto.json and postgres.json beside this file.

# --- Working hours: the operating day begins at DAY_START; trucks work from SHIFT_START to SHIFT_END
#SIANGSA_ZONE=Asia/Jakarta
#SIANGSA_DAY_START=03:00:00
#SIANGSA_SHIFT_START=06:00:00
#SIANGSA_SHIFT_END=14:00:00

# --- Services of the machine instead of private ones (docs/office.md, "An existing database or broker")
#SIANGSA_DATABASE_URL=postgresql://user:password@host:5432/siangsa
#SIANGSA_MQTT_URL=mqtt://user:password@host:1883

# --- Planning
# The plan that is made at the end of each shift is published by itself; false: a person looks first.
#SIANGSA_ROUTING_PUBLISH_NEXT_DAY=true
# Seconds that the solvers get for a day
#SIANGSA_ROUTING_TIME_LIMIT_S=15

# --- Privacy: outside the shift only administrators see where trucks are and were
#SIANGSA_OFF_SHIFT_TRACKING=hide

# --- Roads: whom the map server may write to when our questions trouble it
#SIANGSA_GEO_CONTACT=it@example.go.id
"""


def office_env(ports: Mapping[str, int], *, public_url: str | None, lan: str | None) -> str:
    """Return the text of a new office's settings file.

    Parameters
    ----------
    ports
        `port`, `device_port` and `metrics_port`.
    public_url, lan
        What the person has named; None leaves the line as a comment.
    """
    return _TEMPLATE.format(
        **ports,
        public_url=f"SIANGSA_PUBLIC_URL={public_url}" if public_url else "#SIANGSA_PUBLIC_URL=https://...",
        lan=f"SIANGSA_OPS_LAN={lan}" if lan else "#SIANGSA_OPS_LAN=auto",
    )


def adopt_office(folder: Path | None) -> None:
    """Take over the settings file of the office that a command concerns; what the environment names wins.

    Parameters
    ----------
    folder
        The folder that the command names; None: the one of `SIANGSA_DATA_DIR`. A demo's has no such file.
    """
    place = folder or os.environ.get("SIANGSA_DATA_DIR")
    if place:
        apply_defaults(read_env(Path(place) / OFFICE_ENV))
