"""An office as services of the system: units, log rotation, a reverse proxy, and what runs in them."""
