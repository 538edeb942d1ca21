"""The demo as a new user starts it: `siangsa up`, read from what it prints."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ops.ports import free_port

SIANGSA = Path(sys.executable).parent / "siangsa"
READY_TIMEOUT_S = 300
STOP_TIMEOUT_S = 45


@dataclass(frozen=True)
class RunningDemo:
    """Where the demo is and who may sign in."""

    url: str
    username: str
    password: str
    process: subprocess.Popen[str]
    lines: list[str]
    folder: Path


def plain_environment(**extra: str) -> dict[str, str]:
    """Return the environment without settings of the person who runs the tests; plans are solved quickly."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SIANGSA_")}
    # A port of its own: two demos that begin together would both find the usual one free.
    own = {"SIANGSA_OPS_PORT": str(free_port())}
    # No such server: the map is "not reachable" at once, whatever network the machine has.
    quick = {"SIANGSA_GEO_OVERPASS_URL": "http://127.0.0.1:9/api", "SIANGSA_OPS_PLAN_TIME_LIMIT_S": "3"}
    return kept | own | quick | extra


@contextmanager
def running_demo(folder: Path, *options: str) -> Iterator[RunningDemo]:
    """Start `siangsa up --demo` on `folder`, give it when the page is announced, stop it by Ctrl-C."""
    process = subprocess.Popen(
        [SIANGSA, "up", "--demo", "--data", folder, *options],
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        env=plain_environment(),
        start_new_session=True,
    )
    lines: list[str] = []
    reader = threading.Thread(target=_read, args=(process, lines), daemon=True)
    reader.start()
    try:
        _await_ready(process, lines)
        yield _announced(process, lines, folder)
    finally:
        interrupt(process)
        reader.join(5)
        if process.stderr is not None:
            process.stderr.close()


def interrupt(process: subprocess.Popen[str]) -> int:
    """Press Ctrl-C and wait for the end; kill what does not end, and say so by the exit code."""
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
    try:
        return process.wait(STOP_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        return process.wait()


def _read(process: subprocess.Popen[str], lines: list[str]) -> None:
    stream: Any = process.stderr
    for line in stream:
        lines.append(line.rstrip())  # noqa: PERF401 - the other thread reads the list while it grows


def _await_ready(process: subprocess.Popen[str], lines: list[str]) -> None:
    deadline = time.monotonic() + READY_TIMEOUT_S
    while not any("Ctrl-C" in line for line in list(lines)):
        text = "\n".join(lines)
        if process.poll() is not None:
            raise RuntimeError(f"siangsa up ended with {process.returncode}:\n{text}")
        if time.monotonic() > deadline:
            raise RuntimeError(f"siangsa up was not ready within {READY_TIMEOUT_S} s:\n{text}")
        time.sleep(0.1)


def _announced(process: subprocess.Popen[str], lines: list[str], folder: Path) -> RunningDemo:
    text = "\n".join(lines)
    url = re.search(r"Console:\s+(http://\S+)", text)
    sign_in = re.search(r"Sign in:\s+(\S+)\s+password:\s+(\S+)", text)
    if url is None or sign_in is None:
        raise RuntimeError(f"siangsa up announced no address or sign-in:\n{text}")
    return RunningDemo(url[1], sign_in[1], sign_in[2], process, lines, folder)
