"""What can go wrong outside.

SimulatorsError
├── SyntheticRoadsError   roads cannot be drawn or written
├── FleetFileError        the fleet file is missing or says something impossible
└── SpoolError            a device's spool cannot be opened
"""


class SimulatorsError(Exception):
    """Root of all errors of the simulators; its text is meant for a person."""


class SyntheticRoadsError(SimulatorsError):
    """Roads cannot be drawn or written."""


class FleetFileError(SimulatorsError):
    """The fleet file is missing or says something impossible."""


class SpoolError(SimulatorsError):
    """A device's spool cannot be opened."""
