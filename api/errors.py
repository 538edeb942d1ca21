"""Errors of the api.

::

    ApiError
    ├── PolicyGap            the policy table and the operations do not match (at build)
    ├── UnsafeSettings       the server must not start like this
    ├── NotSignedIn          no valid session or token
    ├── WrongCredentials     sign-in refused, the same words whatever was wrong
    ├── TooManyAttempts      sign-in tried too often
    ├── Forbidden            signed in, but not allowed
    ├── ForeignOrigin        an unsafe request from another site
    ├── NotFound             no such thing, or outside the account's scope
    ├── Conflict             the thing is not in a state that allows this
    └── Refused              the request breaks a rule of the field
"""


class ApiError(Exception):
    """Root of every error that the api raises itself."""


class PolicyGap(ApiError):
    """The policy table and the operations do not match."""


class UnsafeSettings(ApiError):
    """The server must not start with these settings."""


class NotSignedIn(ApiError):
    """No valid session or token."""


class WrongCredentials(ApiError):
    """Sign-in refused."""


class TooManyAttempts(ApiError):
    """Sign-in tried too often.

    Parameters
    ----------
    retry_after_s
        Seconds until the next attempt is heard.
    """

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(f"too many attempts, try again in {retry_after_s} s")
        self.retry_after_s = retry_after_s


class Forbidden(ApiError):
    """Signed in, but not allowed."""


class ForeignOrigin(ApiError):
    """An unsafe request that another site may have caused."""


class NotFound(ApiError):
    """No such thing, or outside the account's scope: the answer does not tell which."""


class Conflict(ApiError):
    """The thing is not in a state that allows this.

    Parameters
    ----------
    code
        Stable code behind `urn:siangsa:`.
    message
        What is the matter, for people.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Refused(ApiError):
    """The request breaks a rule of the field.

    Parameters
    ----------
    code
        Stable code behind `urn:siangsa:`.
    message
        The rule and the value, for people.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
