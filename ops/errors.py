"""What can go wrong while processes are started and watched.

::

    OpsError                    root; its text is one sentence for the person at the terminal
     ├─ ToolMissingError        a program that the machine should have is not installed
     ├─ PortTakenError          a port that we must use is held by someone else
     ├─ ServiceError            PostgreSQL or Mosquitto did not start, or died
     ├─ ProgramError            one of our own programs failed or went away
     ├─ AlreadyRunningError     another `siangsa up` holds this data folder
     └─ StackError              a folder, a setting or an answer does not fit
"""


class OpsError(Exception):
    """Root of all errors of this package."""


class ToolMissingError(OpsError):
    """A program is not installed; the message says which and what brings it."""


class PortTakenError(OpsError):
    """Another program listens on a port that was chosen for us."""


class ServiceError(OpsError):
    """A private service did not start, did not answer, or died."""


class ProgramError(OpsError):
    """One of our own programs ended when it should not, or with a failure."""


class AlreadyRunningError(OpsError):
    """Another `siangsa up` runs on the same data folder."""


class StackError(OpsError):
    """A data folder, a setting or a program's answer does not fit."""
