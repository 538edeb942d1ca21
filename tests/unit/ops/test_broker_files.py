"""The broker's files change only when an account does, and tell what a change would take away."""

from dataclasses import replace

import pytest

from ops.accounts import device_account, gateway_account, ingest_account, owntracks_account
from ops.broker_files import BrokerFiles
from ops.homes import Home

ACCOUNTS = [
    ingest_account("secret-of-ingest"),
    device_account("dt-01", "one"),
    owntracks_account("hp-budi", "two"),
]


@pytest.fixture
def files(tmp_path):
    return BrokerFiles(Home(tmp_path, None))


def test_same_accounts_are_written_once_and_told_once(files):
    assert not files.complete()
    assert files.write(ACCOUNTS)
    assert files.complete()
    assert files.untold
    files.told()
    assert not files.write(ACCOUNTS)
    assert not files.untold


@pytest.mark.parametrize(
    ("after", "takes"),
    [
        (ACCOUNTS, False),
        ([*ACCOUNTS, gateway_account("traccar", "positions", "three")], False),
        (ACCOUNTS[:-1], True),
        ([*ACCOUNTS[:-1], owntracks_account("hp-budi", "rotated")], True),
        ([*ACCOUNTS[:-1], replace(ACCOUNTS[-1], writes=())], True),
        ([*ACCOUNTS[:-1], replace(ACCOUNTS[-1], writes=("owntracks/hp-budi/#", "more"))], False),
    ],
)
def test_only_a_lost_account_right_or_password_takes_something_away(files, after, takes):
    files.write(ACCOUNTS)
    assert files.takes_rights_away(after) is takes


def test_papers_are_files_of_the_broker_too(files):
    assert files.write(ACCOUNTS, {"server.crt": "one"})
    assert files.write(ACCOUNTS, {"server.crt": "two"})
    assert (files.home.path / "server.crt").read_text() == "two"
    assert (files.home.path / "server.crt").stat().st_mode & 0o077 == 0


def test_folder_of_an_earlier_version_without_papers_is_not_complete(files):
    files.write(ACCOUNTS)
    assert not files.complete(["server.crt"])
    files.write(ACCOUNTS, {"server.crt": "one"})
    assert files.complete(["server.crt"])


def test_empty_list_of_accounts_still_makes_the_files(files):
    assert files.write([])
    assert files.complete()
