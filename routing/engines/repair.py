"""From whatever an engine hands over to a plan of the full model that keeps every rule."""

from routing.engines.days import restore, to_loads, to_sequences
from routing.errors import EngineError
from routing.plan import Sequences
from routing.problem import Problem


def mend(problem: Problem, sequences: Sequences) -> Sequences:
    """Return feasible halts per truck that keep as much of the given ones as the rules allow.

    What cannot be kept is put in elsewhere, as is what the engine left out, where it fits and is worth
    its price.

    Raises
    ------
    EngineError
        When a vehicle, stop or facility is named that the problem does not have.
    """
    check_names(problem, sequences)
    return to_sequences(restore(problem, to_loads(sequences)))


def check_names(problem: Problem, sequences: Sequences) -> None:
    """Refuse what names things that the problem does not have.

    Raises
    ------
    EngineError
        With the first such name.
    """
    known = {
        "collect": {s.code for s in problem.stops},
        "unload": {f.code for f in problem.facilities},
    }
    vehicles = {v.id for v in problem.vehicles}
    for vehicle, halts in sequences.items():
        if vehicle not in vehicles:
            raise EngineError(f"there is no vehicle {vehicle!r} in the problem")
        for kind, code in halts:
            if code not in known.get(kind, ()):
                raise EngineError(f"there is no {kind} at {code!r} in the problem")
