"""A port is chosen once and kept; a damaged note of it is one sentence."""

import json

import pytest

from ops.errors import StackError
from ops.ports import CHOICE, free_port, kept_port


def test_port_is_chosen_once_and_kept_beside_others(tmp_path):
    path = tmp_path / "new" / "ports.json"
    first, second = kept_port(path), kept_port(path, "tls")
    assert (kept_port(path), kept_port(path, "tls")) == (first, second)
    assert json.loads(path.read_text()) == {"port": first, "tls": second}


@pytest.mark.parametrize("text", ["{", '{"port": "x"}', '{"port": null}', "[1]", "7"])
def test_damaged_note_is_named(tmp_path, text):
    path = tmp_path / "ports.json"
    path.write_text(text)
    with pytest.raises(StackError, match=r"ports\.json is damaged"):
        kept_port(path)


def test_chosen_port_is_never_one_that_outgoing_connections_borrow():
    assert all(free_port() in CHOICE for _ in range(50))
    assert CHOICE.stop <= 32_768
