"""What the driver reads: short sentences in two languages, roads without a name not spoken of."""

import pytest

from geo.roads.asking.steps import Step, steps_of
from geo.roads.asking.steps_words import ENGLISH, INDONESIAN, far, tell


def step(kind="turn", modifier="left", *, way=("", ""), exit_number=0, metres=350.0, bearing=0):
    name, ref = way
    return Step(kind, modifier, exit_number, name, ref, metres, 60.0, (110.0, -6.0), bearing)


def told(kind, *, metres, name="", modifier=None, exit_number=None):
    turn = {"type": kind, "location": [110.0, -6.0], "bearing_after": 90.0}
    turn |= {} if modifier is None else {"modifier": modifier}
    turn |= {} if exit_number is None else {"exit": exit_number}
    return {"maneuver": turn, "name": name, "distance": metres, "duration": metres / 5}


@pytest.mark.parametrize(
    ("made", "indonesian", "english"),
    [
        (
            step(way=("Jalan Pemuda", "24")),
            "Belok kiri ke Jalan Pemuda, lalu 350 m",
            "Turn left into Jalan Pemuda, then 350 m",
        ),
        (step(metres=1234), "Belok kiri, lalu 1,2 km", "Turn left, then 1.2 km"),
        (
            step(modifier="right", way=("", "25;AH2"), metres=4),
            "Belok kanan ke jalan nomor 25, lalu 10 m",
            "Turn right into road 25, then 10 m",
        ),
        (
            step("roundabout", "slight left", way=("Jalan Mastrip", ""), exit_number=2),
            "Di bundaran, ambil jalan keluar ke-2 ke Jalan Mastrip, lalu 350 m",
            "At the roundabout, take exit 2 into Jalan Mastrip, then 350 m",
        ),
        (
            step("depart", "", way=("Jalan Desa", ""), bearing=46),
            "Mulai ke arah timur laut di Jalan Desa, lalu 350 m",
            "Start towards the north-east on Jalan Desa, then 350 m",
        ),
        (step("depart", "right", bearing=359), "Mulai ke arah utara, lalu 350 m", None),
        (step("arrive", "right"), "Tiba di tujuan, di sebelah kanan", "You have arrived, on the right"),
        (step("arrive", ""), "Tiba di tujuan", "You have arrived"),
        (step("fork", "slight left"), "Di percabangan, ambil kiri, lalu 350 m", None),
        (step("new name", "straight", way=("Jalan B", "")), "Lurus terus, masuk Jalan B, lalu 350 m", None),
        (step("continue", "uturn"), "Putar balik, lalu 350 m", "Make a U-turn, then 350 m"),
        (step("roundabout", "left"), "Masuk bundaran, lalu 350 m", "Enter the roundabout, then 350 m"),
        (step("of a later OSRM", "left"), "Belok kiri, lalu 350 m", "Turn left, then 350 m"),
    ],
)
def test_a_step_reads_as_one_short_sentence(made, indonesian, english):
    assert tell(made) == indonesian
    if english is not None:
        assert tell(made, "en") == english


def test_both_languages_know_the_same_words():
    for table in ("turns", "sides", "forks", "kinds", "onto"):
        assert getattr(INDONESIAN, table).keys() == getattr(ENGLISH, table).keys()
    assert len(INDONESIAN.compass) == len(ENGLISH.compass) == 8


@pytest.mark.parametrize(
    ("metres", "said"), [(0, "10 m"), (994, "990 m"), (996, "1,0 km"), (12_345, "12,3 km")]
)
def test_distances_are_said_as_a_driver_says_them(metres, said):
    assert far(metres) == said


def test_entering_and_leaving_a_roundabout_are_one_step():
    steps = steps_of(
        [
            told("depart", metres=100.0, name="A"),
            told("roundabout", metres=30.0, modifier="slight left", exit_number=3),
            told("exit roundabout", metres=400.0, name="B", modifier="slight left", exit_number=3),
            told("roundabout", metres=20.0, exit_number=1),
            told("arrive", metres=0.0, name="C"),
        ]
    )
    assert [one.kind for one in steps] == ["depart", "roundabout", "roundabout", "arrive"]
    assert (steps[1].exit, steps[1].name, steps[1].distance_m) == (3, "B", 430.0)
    assert sum(one.distance_m for one in steps) == 550.0


def test_a_way_that_ends_in_a_roundabout_keeps_its_last_step():
    (only,) = steps_of([told("rotary", metres=30.0, exit_number=2)])
    assert (only.kind, only.exit) == ("rotary", 2)
