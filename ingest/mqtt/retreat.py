"""How a session that leaves for good knows that it has heard everything; pure.

The broker answers in order. When all that came is acknowledged before a question is asked, and nothing comes
before its answer, then the broker has nothing queued any more. The question is to unsubscribe, again and
again: it changes nothing after the first time.
"""


class Retreat:
    """One session's way out, over as many connections as it takes."""

    def __init__(self) -> None:
        self.drained = False
        self._questions = 0
        self._quiet_at: int | None = None

    def renew(self) -> None:
        """Begin on a new connection: questions of the old one stay without answer."""
        self._questions = 0
        self._quiet_at = None

    def step(self, *, answers: int, received: int, waiting: int) -> bool:
        """Return whether the question is to be asked now; sets `drained` when the last answer tells so.

        Parameters
        ----------
        answers
            How many questions the broker has answered on this connection.
        received
            Messages received so far.
        waiting
            Messages that are not acknowledged.
        """
        if self.drained or answers < self._questions:
            return False
        if self._questions and waiting:
            return False
        if self._quiet_at == received:
            self.drained = True
            return False
        self._questions += 1
        self._quiet_at = None if waiting else received
        return True
