"""Talks to an Overpass server: politely, with an end, and never taking half an answer for a whole one."""

import json
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import PackageNotFoundError, version
from random import Random
from typing import TYPE_CHECKING, Any, Final

from geo.errors import OverpassRefused, OverpassUnreachable

if TYPE_CHECKING:
    import httpx

DECISION_S: Final = 10.0
"""Within this time it is decided whether the server can be reached."""

SILENCE_S: Final = 120.0
"""A server that computes says nothing for up to its own limit of 90 s; after this it is taken for dead."""

TEMPORARY: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
FIRST_PAUSE_S, LONGEST_PAUSE_S = 2.0, 120.0
ATTEMPTS: Final = 8
LARGEST_ANSWER: Final = 512 * 1024 * 1024
SLOT: Final = re.compile(r"Slot available after: \S+ in (-?\d+) seconds")
HEAVY: Final = re.compile(r"timed out|out of memory|memory limit|maxsize", re.IGNORECASE)


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class World:
    """Time and chance as the client sees them; tests put their own in."""

    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    now: Callable[[], datetime] = _utc_now
    random: Random = field(default_factory=Random)


class TooHeavyError(Exception):
    """The server gave up a question because of its own limits: ask for less."""


class _TemporaryError(Exception):
    """It did not work this time; ``wait_s`` is what the server wishes, None when it does not say."""

    def __init__(self, reason: str, wait_s: float | None = None) -> None:
        super().__init__(reason)
        self.wait_s = wait_s


def user_agent(contact: str = "") -> str:
    """Return how the client names itself, as the rules of public servers ask.

    Parameters
    ----------
    contact
        An address of the operator; empty when none is given.
    """
    try:
        number = version("siangsa")
    except PackageNotFoundError:
        number = "0"
    about = f"roads for waste collection{'; ' + contact if contact else ''}"
    return f"siangsa/{number} ({about})"


def probe(url: str, limit_s: float, agent: str = "siangsa") -> None:
    """Return when an Overpass server answers in time.

    Parameters
    ----------
    url
        Base of the API.
    limit_s
        Seconds until it is given up, name lookup included.
    agent
        How to name oneself.

    Raises
    ------
    OverpassUnreachable
        When there is no answer, or one that no Overpass gives (such as a sign-in page of the network).
    """
    failure: list[str] = ["it does not answer"]
    # A thread, because looking up a name cannot be interrupted and may take a minute without a network.
    asking = threading.Thread(target=_ask_status, args=(url, limit_s, agent, failure), daemon=True)
    asking.start()
    asking.join(limit_s)
    if failure:
        raise OverpassUnreachable(f"no map from {url}: {failure[0]} (decided within {limit_s:g} s)")


def _ask_status(url: str, limit_s: float, agent: str, failure: list[str]) -> None:
    """Empty the list of failures when the server answers as an Overpass does, else replace its text."""
    import httpx

    try:
        answer = httpx.get(f"{url}/status", timeout=limit_s, headers={"User-Agent": agent})
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        failure[:] = [str(error) or type(error).__name__]
        return
    # Busy is not away: the roads are asked for patiently afterwards.
    if answer.status_code not in {200, 429}:
        failure[:] = [f"its status is {answer.status_code} {answer.reason_phrase}"]
    else:
        failure[:] = ["its status is a web page"] if answer.text.lstrip().startswith("<") else []


class OverpassClient:
    """Asks one server, one question at a time.

    Parameters
    ----------
    http
        Sends the requests; its base URL is the server's.
    world
        Clock, sleep and chance.
    deadline
        Moment of the clock at which everything must have an end.
    told
        Told why it waits.
    """

    def __init__(
        self,
        http: "httpx.Client",
        world: World,
        deadline: float,
        told: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.http, self.world, self.deadline, self.told = http, world, deadline, told

    def ask(self, question: str) -> bytes:
        """Return the raw, whole answer to a question in Overpass QL.

        Parameters
        ----------
        question
            The question.

        Raises
        ------
        OverpassRefused
            When the server will not answer, however often it is asked.
        OverpassUnreachable
            When it did not answer before the deadline, or not in eight attempts.
        TooHeavyError
            When the question is more than the server does at once.
        """
        attempt = 0
        while True:
            try:
                return self._once(question)
            except _TemporaryError as error:
                attempt += 1
                if attempt == ATTEMPTS:
                    raise self._given_up(f"{error}, {ATTEMPTS} times") from error
                self._wait(attempt, error)

    def _once(self, question: str) -> bytes:
        import httpx

        try:
            with self.http.stream(
                "POST", "interpreter", data={"data": question}, timeout=self._patience()
            ) as response:
                if response.status_code != 200:
                    raise self._complaint(response)
                body = self._body(response)
        except httpx.HTTPError as error:
            raise _TemporaryError(f"the answer broke off ({str(error) or type(error).__name__})") from error
        _check_whole(body)
        return body

    def _patience(self) -> "httpx.Timeout":
        """Return the client's timeouts, none longer than what is left."""
        import httpx

        usual, left = self.http.timeout, max(0.1, self.deadline - self.world.clock())
        limits = (usual.connect, usual.read, usual.write, usual.pool)
        connect, read, write, pool = (left if limit is None else min(limit, left) for limit in limits)
        return httpx.Timeout(connect=connect, read=read, write=write, pool=pool)

    def _body(self, response: "httpx.Response") -> bytes:
        parts = bytearray()
        for part in response.iter_bytes():
            parts += part
            if self.world.clock() > self.deadline:
                raise self._given_up("the answer comes too slowly")
            if len(parts) > LARGEST_ANSWER:
                raise TooHeavyError
        return bytes(parts)

    def _complaint(self, response: "httpx.Response") -> Exception:
        said = f"{response.status_code} {response.reason_phrase}"
        if response.status_code not in TEMPORARY:
            text = re.sub(r"<[^>]+>|\s+", " ", response.read()[:2_000].decode("utf-8", "replace")).strip()
            return OverpassRefused(f"{self.http.base_url} gave no roads: {said} {text[-300:]}".strip())
        wait_s = _retry_after(response.headers.get("Retry-After"), self.world.now())
        if wait_s is None and response.status_code == 429:
            wait_s = self._next_slot()
        return _TemporaryError(f"it says {said}", wait_s)

    def _next_slot(self) -> float | None:
        """Return the seconds until the server lets us ask again, as its status tells; None if it does not."""
        import httpx

        try:
            text = self.http.get("status").text
        except httpx.HTTPError:
            return None
        if re.search(r"^\s*[1-9]\d* slots? available now", text, re.MULTILINE):
            return 0.0
        waits = [float(found) for found in SLOT.findall(text)]
        return max(1.0, min(waits)) if waits else None

    def _wait(self, attempt: int, error: _TemporaryError) -> None:
        backoff = min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2.0 ** (attempt - 1))
        # Jitter, so that two clients that were sent away together do not come back together.
        pause = backoff * self.world.random.uniform(0.5, 1.5)
        if error.wait_s is not None:
            pause = error.wait_s + self.world.random.uniform(0.0, 1.0)
        if self.world.clock() + pause > self.deadline:
            raise self._given_up(str(error)) from error
        self.told(f"{error}; again in {pause:.0f} s")
        self.world.sleep(pause)

    def _given_up(self, reason: str) -> OverpassUnreachable:
        return OverpassUnreachable(f"{self.http.base_url} was given up: {reason}")


def _retry_after(value: str | None, now: datetime) -> float | None:
    """Read the header of that name: seconds, or a date."""
    if value is None:
        return None
    if value.strip().isdecimal():
        return float(value)
    try:
        return max(0.0, (parsedate_to_datetime(value) - now).total_seconds())
    except (ValueError, TypeError):
        return None


def _check_whole(body: bytes) -> None:
    """Raise unless the body is one whole answer of Overpass."""
    try:
        answer: Any = json.loads(body)
    except ValueError as error:
        page = body.lstrip()[:1] == b"<"
        raise _TemporaryError("it answers with a web page" if page else "the answer is cut off") from error
    if not isinstance(answer, dict) or not isinstance(answer.get("elements"), list):
        raise _TemporaryError("the answer has no list of elements")
    remark = str(answer.get("remark", ""))
    if "error" in remark:
        if HEAVY.search(remark):
            raise TooHeavyError(remark)
        raise _TemporaryError(f"it remarks: {remark}")
