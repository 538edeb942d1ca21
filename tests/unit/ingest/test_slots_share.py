"""Which slot an ingester takes or gives back, told from one view."""

from data.store.queries.slots import Slot, View
from ingest.slots_share import Chooser, Move

ME, OTHER, DEAD = 1, 2, 3
GRACE_S = 5.0


def view(*holders, members=(ME,)):
    """Return a view of slots 1, 2, ... held by `holders` (None: nobody)."""
    slots = tuple(Slot(number, False, holder) for number, holder in enumerate(holders, 1))
    return View(slots, frozenset(members), ME)


def test_who_comes_alone_takes_what_lies_there_at_once():
    assert Chooser(GRACE_S).choose(view(None, None), 0.0) == Move(take=1)


def test_the_slot_of_a_dead_ingester_is_left_alone_for_the_grace():
    chooser = Chooser(GRACE_S)
    chooser.choose(view(ME, DEAD, members=(ME, DEAD)), 0.0)
    assert chooser.choose(view(ME, None), 1.0) == Move()
    assert chooser.choose(view(ME, None), 5.9) == Move()
    assert chooser.choose(view(ME, None), 6.1) == Move(take=2)


def test_a_holder_that_comes_back_within_the_grace_begins_it_anew():
    chooser = Chooser(GRACE_S)
    chooser.choose(view(ME, None, members=(ME, DEAD)), 0.0)
    chooser.choose(view(ME, OTHER, members=(ME, OTHER)), 4.0)
    assert chooser.choose(view(ME, None), 5.5) == Move()
    assert chooser.choose(view(ME, None), 10.6) == Move(take=2)


def test_what_another_gave_back_is_free_at_once():
    chooser = Chooser(GRACE_S)
    chooser.choose(view(OTHER, OTHER, members=(ME, OTHER)), 0.0)
    assert chooser.choose(view(OTHER, None, members=(ME, OTHER)), 0.1) == Move(take=2)


def test_a_new_slot_is_free_at_once():
    chooser = Chooser(GRACE_S)
    chooser.choose(view(ME, OTHER, members=(ME, OTHER)), 0.0)
    assert chooser.choose(view(ME, OTHER, None, members=(ME, OTHER)), 0.1) == Move(take=3)


def test_who_holds_two_more_than_another_gives_the_last_one_back():
    assert Chooser(GRACE_S).choose(view(ME, ME, members=(ME, OTHER)), 0.0) == Move(give=2)
    assert Chooser(GRACE_S).choose(view(ME, ME, OTHER, members=(ME, OTHER)), 0.0) == Move()


def test_nobody_gives_more_than_what_is_free_already_would_even_out():
    assert Chooser(GRACE_S).choose(view(ME, ME, None, None, members=(ME, OTHER)), 0.0) == Move()
    assert Chooser(GRACE_S).choose(view(ME, ME, ME, None, members=(ME, OTHER)), 0.0) == Move(give=3)


def test_who_holds_more_than_another_leaves_a_free_slot_to_it():
    chooser = Chooser(0.0)
    assert chooser.choose(view(ME, None, members=(ME, OTHER)), 9.0) == Move()
