"""Reading the broker's URL."""

from urllib.parse import quote

import pytest

from ingest.errors import BrokerAddressError
from ingest.mqtt.address import BrokerAddress, Certificates


def test_a_full_url_is_read_and_the_password_is_not_shown():
    address = BrokerAddress.parse("mqtt://ingest:p%40ss@127.0.0.1:1999")
    assert (address.host, address.port, address.username, address.password) == (
        "127.0.0.1",
        1999,
        "ingest",
        "p@ss",
    )
    assert "p@ss" not in repr(address)


def test_the_usual_ports_are_known():
    assert BrokerAddress.parse("mqtt://host").port == 1883
    assert BrokerAddress.parse("mqtts://host").port == 8883


@pytest.mark.parametrize("url", ["", "host:1883", "http://host", "mqtt://", "mqtt://host:many"])
def test_nonsense_is_refused_in_one_sentence_without_the_password(url):
    with pytest.raises(BrokerAddressError, match="SIANGSA_MQTT_URL"):
        BrokerAddress.parse(url)


@pytest.fixture
def files(tmp_path):
    """Give the names of three files that exist."""
    names = {name: tmp_path / f"{name} file.pem" for name in ("ca", "cert", "key")}
    for file in names.values():
        file.touch()
    return {name: str(file) for name, file in names.items()}


def test_the_files_of_an_encrypted_connection_are_read(files):
    query = "&".join(f"{name}={quote(file)}" for name, file in files.items())
    address = BrokerAddress.parse(f"mqtts://ingest@host?{query}")
    assert address.tls
    assert address.certificates == Certificates(**files)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("mqtt://host?ca={ca}", "mqtts"),
        ("mqtts://host?cert={cert}", "together"),
        ("mqtts://host?ca=/nowhere.pem", "no file"),
        ("mqtts://host?verify=no", "no option 'verify'"),
    ],
)
def test_files_that_make_no_sense_are_refused(url, told, files):
    with pytest.raises(BrokerAddressError, match=told):
        BrokerAddress.parse(url.format(**{name: quote(file) for name, file in files.items()}))
