"""When a session that leaves has heard everything."""

from ingest.mqtt.retreat import Retreat


def test_it_asks_at_once_and_is_done_when_nothing_came_before_the_answer():
    retreat = Retreat()
    assert retreat.step(answers=0, received=5, waiting=0)
    assert not retreat.step(answers=0, received=5, waiting=0)
    assert not retreat.drained
    assert not retreat.step(answers=1, received=5, waiting=0)
    assert retreat.drained


def test_what_came_before_the_answer_makes_it_ask_again_when_that_is_acknowledged():
    retreat = Retreat()
    assert retreat.step(answers=0, received=5, waiting=0)
    assert not retreat.step(answers=1, received=7, waiting=2)
    assert retreat.step(answers=1, received=7, waiting=0)
    assert not retreat.drained
    retreat.step(answers=2, received=7, waiting=0)
    assert retreat.drained


def test_a_question_asked_while_something_waits_proves_nothing():
    """The broker sends the next queued message only for an acknowledgement."""
    retreat = Retreat()
    assert retreat.step(answers=0, received=5, waiting=3)
    assert not retreat.step(answers=1, received=5, waiting=3)
    assert retreat.step(answers=1, received=5, waiting=0)
    assert not retreat.drained


def test_a_new_connection_asks_anew():
    retreat = Retreat()
    assert retreat.step(answers=0, received=5, waiting=0)
    retreat.renew()
    assert retreat.step(answers=0, received=5, waiting=0)
    assert not retreat.drained
