"""Streets inside a village: hamlets along the roads, lanes that branch off and mostly end blind.

Streets grow as they do in a kampung: each one branches off an older one, about at a right angle, and ends
at the next street or, more often, in front of somebody's house.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulators.synthetic_ground import Ground
from simulators.synthetic_plane import Line, Street, VillagePoint
from simulators.synthetic_tags import draw_name, draw_tags

STREETS_PER_VILLAGE = (20, 48)
"""Fewest and most streets; real villages have more, but a network of 15,000 junctions builds in seconds."""

STREETS_PER_KM2 = 5.0
STREETS_PER_HAMLET = 16
TOWN_FACTOR = 1.6
"""So many times more streets has a village of the main town."""

HAMLETS_APART_M = 330.0
TOWN_APART_M = 230.0

TRIES_PER_STREET = 15
JUNCTION_GAP_M = 17.0
CLEAR_M = 19.0
SHORTEST_M = 22.0
LONGEST_M = 260.0
TYPICAL_M = 84.0
SPREAD = 0.6
"""Lengths of blind lanes are lognormal: half of them are shorter than the typical one."""

LOOK_AHEAD = 1.5
"""A street that would end just before another one goes on to it."""

BLIND_KEPT = 0.33
"""How many of the streets that meet nothing are built."""

OPPOSITE = 0.32
"""How many junctions have a street on the other side too."""

GOES_ON, GOES_ON_M = 0.6, 900.0
"""How many of the roads to hamlets go on to a road behind, and how far they look for one."""

BOW = 0.05
"""Sideways bend of a road between hamlets as a share of its length."""

TRACKS = (0, 2)
TRACK_M = (160.0, 520.0)
STEP_M = 34.0
SWAY = 0.045


@dataclass(frozen=True, slots=True)
class Land:
    """A village's own land: what is nearer to its point than to those of its neighbours, (n, 2) metres.

    ``town`` when it belongs to the main town.
    """

    village: VillagePoint
    centre: Line
    neighbours: Line
    town: bool = False

    def holds(self, place: Line) -> bool:
        """Return whether a place, (2,) metres, belongs to this village."""
        own, others = place - self.centre, place - self.neighbours
        return bool((np.einsum("ij,ij->i", others, others) >= own @ own).all())


def village_streets(land: Land, ground: Ground, *, rng: np.random.Generator) -> list[Street]:
    """Draw a village's own streets.

    Parameters
    ----------
    land
        The village; its area decides how many streets and hamlets there are.
    ground
        The main roads and rivers around it; the streets are added.
    rng
        Source of all chance.
    """
    town = _Village(land, ground, rng, [])
    if ground.nearest(land.centre) is None:
        town.first_street()
    if land.village.site:
        town.fill(land.centre, 130.0, 5)
        return [_as_service(street) for street in town.streets]
    wanted = int(np.clip(18 + STREETS_PER_KM2 * land.village.area_km2, *STREETS_PER_VILLAGE))
    wanted = round(wanted * (TOWN_FACTOR if land.town else 1))
    hamlets = town.hamlets(max(1, round(wanted / STREETS_PER_HAMLET)))
    share = wanted / len(hamlets)
    for hamlet in hamlets:
        town.fill(hamlet, 80.0 + 46.0 * np.sqrt(share), round(share))
    town.tracks(int(rng.integers(*TRACKS, endpoint=True)))
    return town.streets


def _as_service(street: Street) -> Street:
    return Street("service", "", street.line)


@dataclass(frozen=True, slots=True)
class _Village:
    land: Land
    ground: Ground
    rng: np.random.Generator
    streets: list[Street]

    def first_street(self) -> None:
        """Draw a street through the point of a village to which no main road leads."""
        turn = self.rng.uniform(0, 2 * np.pi)
        for ahead in (np.array([np.cos(turn), np.sin(turn)]), -np.array([np.cos(turn), np.sin(turn)])):
            self._build(self.land.centre, ahead, 0.4 * self.land.village.radius_m, "unclassified")

    def hamlets(self, count: int) -> list[Line]:
        """Return the centres: the village's point, others along its roads or at the end of a new one."""
        centres = [self.land.centre]
        for _ in range(6 * count):
            if len(centres) == count:
                break
            place = self._away(0.85 * self.land.village.radius_m)
            foot = self.ground.nearest(place)
            if foot is None:
                break
            if self.rng.random() < 0.5:
                place = foot
            if self._is_new(place, centres) and self._is_joined(place, foot):
                centres.append(place)
        return centres

    def _away(self, radius_m: float) -> Line:
        turn, share = self.rng.uniform(0, 2 * np.pi), np.sqrt(self.rng.uniform(0.12, 1))
        return np.asarray(self.land.centre + radius_m * share * np.array([np.cos(turn), np.sin(turn)]))

    def _is_new(self, place: Line, centres: Sequence[Line]) -> bool:
        apart = min(float(np.hypot(*(place - centre))) for centre in centres)
        return apart > (TOWN_APART_M if self.land.town else HAMLETS_APART_M) and self.land.holds(place)

    def _is_joined(self, place: Line, foot: Line) -> bool:
        """Lead a road to a hamlet that lies off the roads; not over a river."""
        length = float(np.hypot(*(place - foot)))
        if length < 1.0:
            return True
        ahead = (place - foot) / length
        if length < SHORTEST_M or self.ground.hit(foot + ahead, ahead, length + 20.0) is not None:
            return False
        self._build(foot, ahead, length + 20.0, "unclassified" if length > 400.0 else "residential", BOW)
        if self.rng.random() < GOES_ON:
            self._go_on(foot + (length + 20.0) * ahead, ahead)
        return True

    def _go_on(self, start: Line, ahead: Line) -> None:
        """Lead the road on to the next one, so that one need not come back the same way."""
        turn = self.rng.normal(0, 0.5)
        spin = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
        hit = self.ground.hit(start + spin @ ahead, spin @ ahead, GOES_ON_M)
        if hit is not None and not hit.river and hit.distance_m > SHORTEST_M:
            self._build(start, spin @ ahead, hit.distance_m + 1.0, "residential", BOW)

    def fill(self, centre: Line, radius_m: float, count: int) -> None:
        """Draw streets around a centre until they are as many as wanted or there is no room."""
        before = len(self.streets)
        for _ in range(TRIES_PER_STREET * count):
            if len(self.streets) - before >= count:
                return
            host = self.ground.pick(centre, radius_m, self.rng)
            if host is not None:
                self._branch(host)

    def _branch(self, host: int) -> None:
        first, along = self.ground.piece(host)
        start = first + self.rng.uniform(0.04, 0.96) * along
        if self.ground.is_crowded(start, JUNCTION_GAP_M):
            return
        side = 1 if self.rng.random() < 0.5 else -1
        turn = side * (np.pi / 2 + self.rng.normal(0, 0.16))
        sides = [turn, -turn] if self.rng.random() < OPPOSITE else [turn]
        for angle in sides:
            spin = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
            self._try(start, spin @ along / np.sqrt(along @ along), host)

    def _try(self, start: Line, ahead: Line, host: int) -> None:
        wanted = min(max(self.rng.lognormal(np.log(TYPICAL_M), SPREAD), SHORTEST_M), LONGEST_M)
        hit = self.ground.hit(start, ahead, LOOK_AHEAD * wanted + CLEAR_M, skip=host)
        blind = hit is None or hit.river
        length = wanted if hit is None else hit.distance_m - (25.0 if hit.river else 0.0)
        if length < SHORTEST_M or (blind and self.rng.random() > BLIND_KEPT):
            return
        end = start + length * ahead
        if not self.land.holds(end) or not self._has_room(start, end, host, blind=blind):
            return
        if not blind and self.ground.is_crowded(end, JUNCTION_GAP_M / 2):
            return
        for place in [start] if blind else [start, end]:
            self.ground.note_junction(place)
        self._build(start, ahead, length, self._class(length, blind=blind))

    def _has_room(self, start: Line, end: Line, host: int, *, blind: bool) -> bool:
        shares = np.array([0.5, 0.75, 1.0] if blind else [0.35, 0.65])
        clear = self.ground.clear_m(start + shares[:, None] * (end - start), skip=host)
        return bool((clear >= CLEAR_M * np.minimum(1, shares + 0.3)).all())

    def _class(self, length: float, *, blind: bool) -> str:
        chance = self.rng.random()
        if blind and length < 120.0:
            return "living_street" if chance < 0.3 else "service" if chance < 0.37 else "residential"
        return "living_street" if chance < 0.06 else "residential"

    def tracks(self, count: int) -> None:
        """Lead tracks out to the fields."""
        for _ in range(4 * count):
            if count == 0:
                return
            host = self.ground.pick(self.land.centre, self.land.village.radius_m, self.rng)
            count -= host is not None and self._track(host)

    def _track(self, host: int) -> bool:
        first, along = self.ground.piece(host)
        start = first + along / 2
        turn = self.rng.uniform(0, 2 * np.pi)
        ahead, length = np.array([np.cos(turn), np.sin(turn)]), float(self.rng.uniform(*TRACK_M))
        end = start + length * ahead
        free = self.ground.hit(start, ahead, length + CLEAR_M, skip=host) is None
        if not free or self.ground.is_crowded(start, JUNCTION_GAP_M) or not self.land.holds(end):
            return False
        self.ground.note_junction(start)
        self._build(start, ahead, length, "track", BOW)
        return True

    def _build(self, start: Line, ahead: Line, length: float, highway: str, bow: float = 0.0) -> None:
        """Draw a nearly straight line of small bends; its ends stay where they are."""
        steps = max(1, round(length / STEP_M))
        share = np.linspace(0, 1, steps + 1)
        sway = np.zeros(steps + 1)
        sway[1:-1] = self.rng.normal(0, SWAY * STEP_M, steps - 1)
        sway += bow * length * self.rng.normal() * np.sin(np.pi * share)
        line = start + share[:, None] * length * ahead + sway[:, None] * np.array([-ahead[1], ahead[0]])
        self.ground.add(line, host=highway != "track")
        name = draw_name(highway, self.rng)
        self.streets.append(Street(highway, name, line, draw_tags(highway, self.rng)))
