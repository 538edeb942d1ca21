"""Errors of the planning room.

::

    RoutingError                 anything below; the command line prints its text and ends with 1
    ├── ProblemError             a problem contradicts itself; lists every fault at once
    ├── DayError                 a day cannot be planned (no points, no vehicles, landfill closed …)
    │   └── RoadsError           there is no usable road snapshot
    ├── WeekError                a week cannot be planned (frequencies that no days satisfy …)
    ├── PlanNotFoundError        no plan has this number
    ├── PublishError             a plan may not be published (not feasible, or it is no draft)
    ├── HandPlanError            a plan made by hand cannot be read; lists every fault at once
    ├── EditRefusedError         a change of a week by hand makes no sense; says why in both languages
    ├── StoppedError                 the work was stopped from outside before it had an answer
    ├── InstanceError            a benchmark's file cannot be read; names file, line and value
    └── EngineError              an engine gave no usable answer; the baseline answers in its stead
"""


class RoutingError(Exception):
    """Root of all foreseeable errors of this room."""


class ProblemError(RoutingError):
    """A problem contradicts itself.

    Parameters
    ----------
    faults
        One sentence each, naming the object, the rule and the value.
    """

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


class DayError(RoutingError):
    """A day cannot be planned at all; the text says what is missing."""


class RoadsError(DayError):
    """No road snapshot is current, or the current one cannot be opened."""


class WeekError(RoutingError):
    """A week cannot be planned as it is asked for; the text says what stands in the way."""


class PlanNotFoundError(RoutingError):
    """No plan has the number that was asked for."""


class PublishError(RoutingError):
    """A plan may not be published in its present state."""


class StoppedError(RoutingError):
    """The work was stopped from outside; nothing was stored."""


class HandPlanError(RoutingError):
    """A plan made by hand cannot be read.

    Parameters
    ----------
    faults
        One sentence each, naming the row and the value.
    """

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


class EditRefusedError(RoutingError):
    """A change of a week by hand makes no sense.

    Parameters
    ----------
    code
        Name of the reason, for programs.
    text_id, text_en
        One sentence for people, in Bahasa Indonesia and English.
    """

    def __init__(self, code: str, text_id: str, text_en: str) -> None:
        super().__init__(text_en)
        self.code, self.text_id, self.text_en = code, text_id, text_en


class EngineError(RoutingError):
    """An engine died, stalled or answered something unreadable."""


class InstanceError(RoutingError):
    """A benchmark's file cannot be read.

    Parameters
    ----------
    file, line
        Where; the line counts from 1, and 0 stands for the file as a whole.
    rule
        What is wrong there, with the value.
    """

    def __init__(self, file: str, line: int, rule: str) -> None:
        super().__init__(f"{file}, line {line}: {rule}" if line else f"{file}: {rule}")
