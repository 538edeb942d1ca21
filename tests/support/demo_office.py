"""What the office does while the demo runs: accounts, a Traccar server and what that forwards."""

import contextlib
import json
import re
import subprocess
from datetime import UTC, datetime
from urllib.parse import urlsplit

import httpx

from tests.support.demo_stack import SIANGSA, RunningDemo, plain_environment
from tests.support.mqtt_peer import Door, Peer, eventually

GATEWAY = "traccar"


class Office:
    """Commands on the folder of a running demo."""

    def __init__(self, demo: RunningDemo) -> None:
        self._url = demo.url
        self._environment = plain_environment(SIANGSA_DATA_DIR=str(demo.folder))

    def run(self, *words: str) -> str:
        """Return what `siangsa` prints."""
        done = subprocess.run(
            [SIANGSA, *words], env=self._environment, capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def account(self, name: str, role: str) -> str:
        """Make an account, choose a password of its owner's at its first sign-in, and return that."""
        once = self.run("account", "add", name, "--role", role).strip().rsplit(" ", 1)[-1]
        with httpx.Client(base_url=self._url, headers={"Origin": self._url}) as desk:
            desk.post("/api/v1/session", json={"username": name, "password": once}).raise_for_status()
            chosen = {"old": once, "new": "truk datang pagi-pagi"}
            desk.post("/api/v1/session/password", json=chosen).raise_for_status()
        return chosen["new"]

    @contextlib.contextmanager
    def traccar(self):
        """Let a Traccar server speak for trackers; give its connection to the broker."""
        configuration = self.run("device", "gateway", GATEWAY, "--rotate")
        found = re.search(r"mqtt://[^<\s]+", configuration)
        assert found is not None, configuration
        address = urlsplit(found[0])
        tries: list[Peer] = []

        def let_in():
            # the broker learns of the new secret a moment after the command has ended
            tries.append(Peer(address.username, address.password, Door(address.port)).begin())
            return tries[-1].up.wait(1)

        try:
            eventually(let_in, what="the server's sign-in")
            yield tries[-1]
        finally:
            for peer in tries:
                peer.leave()


def forwarded(unique_id: str, moment: datetime, **more) -> str:
    """Return a position as Traccar forwards it."""
    time = moment.astimezone(UTC).isoformat()
    times = {"fixTime": time, "deviceTime": time, "serverTime": time, "valid": True}
    place = {"latitude": -6.59, "longitude": 110.67, "speed": 0.0, "course": 90.0, "attributes": {}}
    return json.dumps({"position": times | place | more, "device": {"uniqueId": unique_id}})
