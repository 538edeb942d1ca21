"""Reading the broker's URL."""

import pytest

from ingest.errors import BrokerAddressError
from ingest.session import BrokerAddress


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
