"""Console and interface speak TLS with our own authority's papers; whoever trusts it is in."""

import os
import ssl
import subprocess
import sys
from contextlib import contextmanager

import httpx
import pytest

from data.contract.clock import real_now
from ops.certificates import Authority
from ops.ports import LOOPBACK, answers, free_port
from tests.support.waiting import wait_until

pytestmark = pytest.mark.services


@contextmanager
def console(database_url, folder, port):
    """Run the api with TLS on `port`."""
    papers = Authority(folder / "tls")
    papers.papers([LOOPBACK], None, real_now())
    (folder / "secret").write_text("s" * 48)
    named = {
        "SIANGSA_DATABASE_URL": database_url,
        "SIANGSA_SECRET_FILE": str(folder / "secret"),
        "SIANGSA_API_PORT": str(port),
        "SIANGSA_TLS_CERTIFICATE": str(folder / "tls" / "server.crt"),
        "SIANGSA_TLS_KEY": str(folder / "tls" / "server.key"),
        "SIANGSA_TLS_AUTHORITY": str(folder / "tls" / "ca.crt"),
    }
    with subprocess.Popen([sys.executable, "-m", "api", "run"], env=os.environ | named) as process:
        try:
            wait_until(lambda: answers(port) or process.poll() is not None)
            yield f"https://{LOOPBACK}:{port}"
        finally:
            process.terminate()


def test_authority_is_offered_and_vouches_for_the_console(database_url, tmp_path):
    port = free_port()
    with console(database_url, tmp_path, port) as address:
        with pytest.raises(httpx.ConnectError, match="CERTIFICATE"):
            httpx.get(f"{address}/ca.crt")
        trust = ssl.create_default_context(cafile=str(tmp_path / "tls" / "ca.crt"))
        offered = httpx.get(f"{address}/ca.crt", verify=trust)
        assert offered.text == (tmp_path / "tls" / "ca.crt").read_text()
        assert offered.headers["content-type"] == "application/x-x509-ca-cert"
        assert httpx.get(f"{address}/api/v1/health/live", verify=trust).json() == {"status": "ok"}
        with pytest.raises(httpx.TransportError):
            httpx.get(f"http://{LOOPBACK}:{port}/")
