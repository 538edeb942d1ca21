"""Under which addresses a system is reached decides about cookies, links, proxies and certificates."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from cryptography import x509

from ops import network
from ops.errors import StackError
from ops.folder import DataFolder
from ops.settings import OpsSettings

ADDRESS = "192.168.1.10"


@dataclass
class FakeWorld:
    """What `settle_network` needs of a world."""

    settings: OpsSettings
    folder: DataFolder
    values: dict[str, str] = field(default_factory=dict)


@pytest.fixture
def world(tmp_path, monkeypatch):
    for name in ("SIANGSA_API_SECURE_COOKIE", "SIANGSA_API_TRUSTED_PROXIES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(network, "lan_address", lambda _wanted: ADDRESS)

    def make(**settings):
        values = {"SIANGSA_API_HOST": "127.0.0.1", "SIANGSA_INGEST_HTTP_PORT": "8090"}
        return FakeWorld(OpsSettings(**settings), DataFolder(tmp_path), values)

    return make


@pytest.mark.parametrize(("url", "secure"), [("https://x.go.id", "true"), ("http://x.go.id", "false")])
def test_cookie_goes_over_https_only_where_the_public_address_is_https(world, url, secure):
    office = world(public_url=url)
    network.settle_network(office, 8000)
    assert office.values["SIANGSA_API_SECURE_COOKIE"] == secure
    assert office.values["SIANGSA_PUBLIC_URL"] == url
    assert office.values["SIANGSA_API_TRUSTED_PROXIES"] == "127.0.0.1"
    assert office.values["SIANGSA_API_HOST"] == "127.0.0.1"


def test_system_of_this_machine_alone_trusts_no_proxy_and_needs_no_https(world):
    office = world()
    network.settle_network(office, 8000)
    assert not {"SIANGSA_API_SECURE_COOKIE", "SIANGSA_API_TRUSTED_PROXIES"} & set(office.values)
    assert network.console_url(office, 8000) == "http://127.0.0.1:8000"


def test_open_to_the_network_everything_speaks_tls_under_one_certificate(world):
    office = world(lan="auto")
    network.settle_network(office, 8000)
    values = office.values
    assert network.console_url(office, 8000) == f"https://{ADDRESS}:8000"
    assert values["SIANGSA_API_HOST"] == values["SIANGSA_INGEST_HTTP_HOST"] == ADDRESS
    assert values["SIANGSA_DEVICE_URL"] == f"https://{ADDRESS}:8090"
    assert values["SIANGSA_API_SECURE_COOKIE"] == "true"
    assert "SIANGSA_API_TRUSTED_PROXIES" not in values
    certificate = x509.load_pem_x509_certificate(Path(values["SIANGSA_TLS_CERTIFICATE"]).read_bytes())
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert ADDRESS in map(str, names.get_values_for_type(x509.IPAddress))
    assert Path(values["SIANGSA_TLS_AUTHORITY"]).exists()
    # the broker's keeper, a process of its own, must find the same names
    assert office.settings.lan == values["SIANGSA_OPS_LAN"] == ADDRESS


def test_address_of_another_machine_is_refused():
    with pytest.raises(StackError, match="no address of this machine"):
        network.lan_address("kantor")
