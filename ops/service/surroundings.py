"""What stands around the services: log rotation, an example of a proxy, a short command for people."""

from urllib.parse import urlsplit

from ops.service.plan import Plan

_ROTATION = """\
# Written by siangsa service install. The programs keep their files open, so these are copied and emptied.
{logs}/*.log {{
    su {user} {user}
    daily
    maxsize 50M
    rotate 14
    missingok
    notifempty
    compress
    delaycompress
    copytruncate
}}
"""

_PROXY = """\
# Siangsa behind nginx: /etc/nginx/sites-available/siangsa, linked into sites-enabled.
# The certificate: sudo certbot certonly --nginx -d {host}   (or the paths of the regency's own)
# In {data}/siangsa.env: SIANGSA_PUBLIC_URL=https://{host}

server {{
    listen 80;
    listen [::]:80;
    server_name {host};
    return 301 https://$host$request_uri;
}}

server {{
    listen 443 ssl http2;
    listen [::]:443 ssl http2;
    server_name {host};

    ssl_certificate     /etc/letsencrypt/live/{host}/fullchain.pem;
    ssl_certificate_key /etc/letsencrypt/live/{host}/privkey.pem;
    ssl_protocols TLSv1.2 TLSv1.3;
    add_header Strict-Transport-Security "max-age=31536000" always;

    # the largest upload (a list to import); everything else is limited by the api itself
    client_max_body_size 51m;

    # who asks, for the sign-in log and the limits; a client's own X-Forwarded-For is thrown away
    proxy_set_header Host $http_host;
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_set_header X-Forwarded-Proto $scheme;
    proxy_http_version 1.1;
    proxy_set_header Connection "";

    # phones; the address of Traccar Client holds its secret, so it is not logged
    location /d/ {{
        access_log off;
        proxy_pass http://127.0.0.1:{device_port};
    }}

    # the live stream: lines go out as they come, and the line stays open
    location /api/v1/stream {{
        proxy_buffering off;
        proxy_read_timeout 1h;
        proxy_pass http://127.0.0.1:{port};
    }}

    location / {{
        proxy_read_timeout 120s;
        proxy_pass http://127.0.0.1:{port};
    }}
}}
"""

_COMMAND = """\
#!/bin/sh
# Written by siangsa service install: siangsa, pointed at the office of this machine.
SIANGSA_DATA_DIR="${{SIANGSA_DATA_DIR:-{data}}}"
export SIANGSA_DATA_DIR
exec {siangsa} "$@"
"""
_NO_NAME = "sampah.example.go.id"


def rotation_file(plan: Plan) -> str:
    """Return the text of `/etc/logrotate.d/siangsa`."""
    return _ROTATION.format(logs=plan.logs, user=plan.user)


def proxy_file(plan: Plan, *, port: int, device_port: int, public_url: str | None) -> str:
    """Return an example of nginx' site: TLS outside, our two ports on the loopback interface inside."""
    host = urlsplit(public_url or "").hostname or _NO_NAME
    return _PROXY.format(data=plan.data, host=host, port=port, device_port=device_port)


def command_file(plan: Plan) -> str:
    """Return the text of `/usr/local/bin/siangsa`."""
    return _COMMAND.format(data=plan.data, siangsa=plan.siangsa)
