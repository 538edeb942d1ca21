"""Roads that several rooms' tests drive on, built once."""

from pathlib import Path

import pytest

from tests.support.town import build_town


@pytest.fixture(scope="session")
def town(tmp_path_factory) -> Path:
    """Give the folder of the town's road snapshot, with the profiles of dump truck and arm-roll."""
    return build_town(tmp_path_factory.mktemp("town"))
