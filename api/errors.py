"""Errors of the api.

::

    ApiError
    ├── PolicyGapError            the policy table and the operations do not match (at build)
    ├── UnsafeSettingsError       the server must not start like this
    ├── NotSignedInError          no valid session or token
    ├── WrongCredentialsError     sign-in refused, the same words whatever was wrong
    ├── TooManyAttemptsError      sign-in tried too often
    ├── TooFastError              more requests than one caller may send
    ├── ForbiddenError            signed in, but not allowed
    ├── OneTimePasswordError      signed in with a password that must be changed first
    ├── ForeignOriginError        an unsafe request from another site
    ├── NotFoundError             no such thing, or outside the account's scope
    │   └── MissingError          something particular is not there; with a code of its own
    ├── ConflictError             the thing is not in a state that allows this
    ├── RefusedError              the request breaks a rule of the field
    ├── DeskAwayError             the process that computes on the roads is busy or away
    ├── PlanDeskAwayError         nobody at the planning desk answers
    ├── AuditUnavailableError     what must be written down cannot be, so nothing is shown
    ├── LayersOffError            the layers for maps cannot be read, and why
    └── BusyError                 as many streams are open as this process serves
"""


class ApiError(Exception):
    """Root of every error that the api raises itself."""


class PolicyGapError(ApiError):
    """The policy table and the operations do not match."""


class UnsafeSettingsError(ApiError):
    """The server must not start with these settings."""


class NotSignedInError(ApiError):
    """No valid session or token."""


class WrongCredentialsError(ApiError):
    """Sign-in refused."""


class TooManyAttemptsError(ApiError):
    """Sign-in tried too often.

    Parameters
    ----------
    retry_after_s
        Seconds until the next attempt is heard.
    """

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(f"too many attempts, try again in {retry_after_s} s")
        self.retry_after_s = retry_after_s


class TooFastError(ApiError):
    """More requests than one caller may send.

    Parameters
    ----------
    retry_after_s
        Seconds until the next one is heard.
    """

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(f"too many requests, try again in {retry_after_s} s")
        self.retry_after_s = retry_after_s


class OneTimePasswordError(ApiError):
    """Signed in with a one-time password, which opens only the way to an own one."""


class ForbiddenError(ApiError):
    """Signed in, but not allowed."""


class ForeignOriginError(ApiError):
    """An unsafe request that another site may have caused."""


class NotFoundError(ApiError):
    """No such thing, or outside the account's scope: the answer does not tell which."""


class MissingError(NotFoundError):
    """Something particular is not there, and a program may want to tell it apart.

    Parameters
    ----------
    code
        Stable code behind `urn:siangsa:`.
    message
        What is missing, for people.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class ConflictError(ApiError):
    """The thing is not in a state that allows this.

    Parameters
    ----------
    code
        Stable code behind `urn:siangsa:`.
    message
        What is the matter, for people.
    message_id
        The same in Bahasa Indonesia, where it is told to the office's people as it is.
    """

    def __init__(self, code: str, message: str, message_id: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message_id = message_id


class RefusedError(ApiError):
    """The request breaks a rule of the field.

    Parameters
    ----------
    code
        Stable code behind `urn:siangsa:`.
    message
        The rule and the value, for people.
    message_id
        The same in Bahasa Indonesia, where it is told to the office's people as it is.
    """

    def __init__(self, code: str, message: str, message_id: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message_id = message_id


class DeskAwayError(ApiError):
    """The process that computes on the roads is busy or away; a moment later it answers again."""


class PlanDeskAwayError(ApiError):
    """Nobody at the planning desk answers: its worker is away, or hangs."""


class AuditUnavailableError(ApiError):
    """What must be written down cannot be, so nothing is shown."""


class LayersOffError(ApiError):
    """The layers for map programs cannot be read: the database lacks their reader."""


class BusyError(ApiError):
    """As many streams are open as this process serves."""
