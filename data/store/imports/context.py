"""What rows are checked against: the store's villages, classes, pools and vehicles."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.store import models
from data.store.imports.faults import CellError
from data.store.imports.gazetteer import Gazetteer, load_gazetteer
from data.store.imports.validation import plain


@dataclass(frozen=True, slots=True)
class Context:
    """What rows are checked against; keys are plain words (no case, no spaces).

    Attributes
    ----------
    classes
        Code or name of a vehicle class to its code.
    pools, hand_overs
        Code or name of a pool, or of a hand-over place (TPS), in use to its id.
    vehicles
        Plate or id of a vehicle in use to the ids that are called so.
    devices, device_ids
        Real devices in use by what they call themselves; all ids that are, or were, taken.
    gateways
        Servers in use that speak for trackers.
    """

    gazetteer: Gazetteer
    today: date
    classes: Mapping[str, str]
    pools: Mapping[str, int]
    vehicles: Mapping[str, frozenset[str]]
    devices: Mapping[str, models.Device]
    device_ids: frozenset[str]
    gateways: tuple[str, ...]
    hand_overs: Mapping[str, int] = field(default_factory=dict)

    def class_code(self, word: str) -> str:
        """Return the code of a vehicle class named by code or name.

        Raises
        ------
        CellError
            There is none.
        """
        found = self.classes.get(plain(word))
        if found is None:
            raise _unknown("unknown_class", "kelas kendaraan tidak dikenal", word, dict(self.classes))
        return found

    def pool(self, word: str | None) -> int:
        """Return the id of a pool; of the only one where no word is given.

        Raises
        ------
        CellError
            There is none, or several and no word decides.
        """
        if word is None:
            only = set(self.pools.values())
            if len(only) != 1:
                raise CellError("unknown_pool", "isi pool (garasi) kendaraan", "fill in the pool")
            return only.pop()
        found = self.pools.get(plain(word))
        if found is None:
            raise _unknown("unknown_pool", "pool (garasi) tidak dikenal", word, dict.fromkeys(self.pools, ""))
        return found

    def tps(self, word: str) -> int:
        """Return the id of a hand-over place named by code or name.

        Raises
        ------
        CellError
            There is none.
        """
        found = self.hand_overs.get(plain(word))
        if found is None:
            known = dict.fromkeys(self.hand_overs, "")
            raise _unknown("unknown_tps", "TPS serah terima tidak dikenal", word, known)
        return found

    def vehicle(self, word: str) -> str:
        """Return the id of the vehicle with that plate, however it is spaced, or id.

        Raises
        ------
        CellError
            There is none, or several have the plate.
        """
        found = sorted(self.vehicles.get(plain(word), ()))
        if not found:
            raise _unknown("unknown_vehicle", "tidak ada kendaraan dengan pelat ini", word, {})
        if len(found) > 1:
            hint = f"ada beberapa kendaraan: tulis kodenya, {' atau '.join(found)}"
            raise CellError("ambiguous_vehicle", hint, suggestions=tuple(found))
        return found[0]


def load_context(session: Session, today: date) -> Context:
    """Return what the store knows on `today`."""
    return Context(
        load_gazetteer(session),
        today,
        _classes(session),
        _facilities(session, "pool", today),
        _vehicles(session),
        _devices(session),
        frozenset(session.scalars(select(models.Device.id))),
        tuple(session.scalars(select(models.Gateway.id).where(models.Gateway.valid_to.is_(None)))),
        _facilities(session, "tps", today),
    )


def _classes(session: Session) -> dict[str, str]:
    entry = models.VehicleClass
    found: dict[str, str] = {}
    for code, *names in session.execute(
        select(entry.code, entry.name_id, entry.name_en).order_by(entry.code)
    ):
        for word in (code, *names):
            found.setdefault(plain(word), code)
    return found


def _facilities(session: Session, kind: str, today: date) -> dict[str, int]:
    entry = models.Facility
    in_use = entry.valid_to.is_(None) | (entry.valid_to > today)
    rows = session.execute(select(entry.id, entry.code, entry.name).where(entry.kind == kind, in_use))
    return {plain(word): number for number, *words in rows for word in words}


def _vehicles(session: Session) -> dict[str, frozenset[str]]:
    entry = models.Vehicle
    named: dict[str, set[str]] = defaultdict(set)
    for number, plate in session.execute(select(entry.id, entry.plate).where(entry.valid_to.is_(None))):
        named[plain(plate)].add(number)
        named[plain(number)].add(number)
    return {word: frozenset(numbers) for word, numbers in named.items()}


def _devices(session: Session) -> dict[str, models.Device]:
    entry = models.Device
    name = func.coalesce(entry.external_id, entry.id)
    query = select(name, entry).where(entry.valid_to.is_(None), entry.simulated.is_(False))
    return dict(session.execute(query).tuples().all())


def _unknown(rule: str, hint: str, word: str, known: Mapping[str, str]) -> CellError:
    from rapidfuzz import process

    close = process.extract(plain(word), list(known), limit=3, score_cutoff=60)
    words = tuple(dict.fromkeys(known[name] or name for name, _, _ in close))
    return CellError(rule, hint + (f"; mungkin {' / '.join(words)}" if words else ""), suggestions=words)
