"""The removed mechanisms; read `mutants` first."""

from tests.support.mutants import Mutant

_FAULTS = "tests/integration/ingest/test_faults.py"
_DELIVERY = "tests/integration/ingest/test_delivery.py"
_FOREIGN = "tests/integration/ingest/test_foreign_store.py"
_READINESS = "tests/integration/ingest/test_readiness.py"
_SLOTS = "tests/integration/ingest/test_slots.py"
_LANE = "ingest/lane.py"
_SORT = "data/store/queries/ingest_sort.py"
_WRITE = "data/store/queries/ingest_write.py"

MUTANTS = (
    Mutant(
        name="acknowledge-after-commit",
        promise="P1",
        file=_LANE,
        old="                for part in self._sink.settle(deliveries[done:]):\n",
        new="                self.session.acknowledge(deliveries[done:])\n"
        "                for part in self._sink.settle(deliveries[done:]):\n",
        tests=(f"{_READINESS}::test_revoked_rights_acknowledge_nothing_and_are_told_and_heal",),
    ),
    Mutant(
        name="acknowledgement-bound-to-its-connection",
        promise="P1",
        file="ingest/mqtt/window.py",
        old="if d.generation == current and free(d.mid, None) is not None",
        new="if free(d.mid, None) is not None",
        tests=("tests/unit/ingest/test_window.py",),
    ),
    Mutant(
        name="window-emptied-by-a-new-connection",
        promise="P1",
        file="ingest/mqtt/window.py",
        old="            self._places.clear()\n",
        new="",
        tests=("tests/unit/ingest/test_window.py",),
    ),
    Mutant(
        name="receipt",
        promise="P1",
        file="ingest/sink.py",
        old="for (device, boot), numbers in outcome.settled.items()",
        new="for (device, boot), numbers in ()",
        tests=(f"{_DELIVERY}::test_a_published_fix_is_stored_acknowledged_and_receipted",),
    ),
    Mutant(
        name="receipt-names-only-what-was-settled",
        promise="P1",
        file="ingest/sink.py",
        old="settled=as_ranges(numbers)",
        new="settled=[(1, max(numbers))]",
        tests=("tests/property/ingest", "tests/unit/ingest", "tests/integration/ingest/test_delivery.py"),
    ),
    Mutant(
        name="settled-ranges-are-kept",
        promise="P1",
        file=_WRITE,
        old="    _settle(cursor, done)\n",
        new="",
        tests=("tests/integration/ingest/test_delivery.py", "tests/integration/ingest/test_any_order.py"),
    ),
    Mutant(
        name="device-forgets-only-what-its-boot-is-receipted",
        promise="P1",
        file="simulators/delivery.py",
        old="        if receipt.boot != self._spool.boot:\n            return\n",
        new="",
        tests=("tests/property/simulators", "tests/unit/simulators"),
    ),
    Mutant(
        name="session-outlives-its-ingester",
        promise="P2",
        file="ingest/mqtt/connection.py",
        old="clean_start=keeps == 0,",
        new="clean_start=True,",
        tests=("tests/integration/ingest/test_session.py", f"{_FAULTS}"),
    ),
    Mutant(
        name="answer-over-http-after-commit",
        promise="P2",
        file="ingest/http_desk.py",
        old="        self._waiting[number] = future\n",
        new="        future.set_result(None)\n",
        tests=("tests/integration/ingest/test_http_faults.py",),
    ),
    Mutant(
        name="quarantine-in-the-transaction",
        promise="P3",
        file=_WRITE,
        old="    done.tell_unnamed(insert_refusals(cursor, done.refusals, done.unnamed))\n",
        new="",
        tests=(f"{_DELIVERY}::test_a_malformed_message_is_kept_with_its_bytes_and_blocks_nothing",),
    ),
    Mutant(
        name="conflict-goes-to-quarantine",
        promise="P3",
        file=_SORT,
        old="            done.add(conflict)\n",
        new="            done.tally(device_of(item)).duplicates += 1\n",
        tests=(f"{_DELIVERY}::test_the_same_identity_with_other_content_goes_to_quarantine",),
    ),
    Mutant(
        name="repeats-are-found-by-what-is-settled",
        promise="P4",
        file=_SORT,
        old="if key in first or key[2] in held.get(key[:2], ()):",
        new="if key in first:",
        tests=(_DELIVERY, "tests/integration/ingest/test_any_order.py"),
    ),
    Mutant(
        name="foreign-repeat-counts-as-duplicate",
        promise="P4",
        file=_SORT,
        old="            tally.duplicates += 1\n        return is_new\n",
        new="            tally.accepted += 1\n        return is_new\n",
        tests=(_FOREIGN,),
    ),
    Mutant(
        name="marker-never-goes-back",
        promise="P4",
        file=_WRITE,
        old="where (l.fix_time, l.boot, l.seq) < (excluded.fix_time, excluded.boot, excluded.seq)\n",
        new="",
        tests=(f"{_DELIVERY}::test_late_fix_does_not_move_latest_position",),
    ),
    Mutant(
        name="late-fix-marks-its-day",
        promise="P4",
        file=_WRITE,
        old="    mark_dirty(cursor, stored, spans, day_of)\n",
        new="",
        tests=(f"{_DELIVERY}::test_new_fixes_mark_the_day_of_the_vehicle_that_carries_the_device",),
    ),
    Mutant(
        name="closed-day-is-not-derived-anew",
        promise="P4",
        file="ingest/facts.py",
        old="if queries.is_closed(self._connection, mark.operating_day):",
        new="if False:",
        tests=("tests/integration/store/test_retention.py",),
    ),
    Mutant(
        name="leap-makes-no-visit",
        promise="P4",
        file="ingest/facts.py",
        old="fixes.track[~leaps]",
        new="fixes.track",
        tests=("tests/integration/ingest/test_leaps.py",),
    ),
    Mutant(
        name="device-speaks-only-for-itself",
        promise="P8",
        file="data/contract/codec.py",
        old="    if message.device != device:\n",
        new="    if False:\n",
        tests=(f"{_DELIVERY}::test_a_device_that_speaks_for_another_is_quarantined",),
    ),
    Mutant(
        name="revoked-account-is-told-to-the-broker",
        promise="P8",
        file="ops/mosquitto.py",
        old="process.send_signal(signal.SIGHUP)",
        new="process.send_signal(0)",
        tests=("tests/integration/ops/test_keeper.py",),
    ),
    Mutant(
        name="slot-of-a-dead-ingester-is-taken-over",
        promise="P2",
        file="ingest/slots_share.py",
        old="if at_once or given_back or now_s - self._free_since_s[number] >= self.grace_s:",
        new="if at_once or given_back:",
        tests=(f"{_SLOTS}::test_an_ingester_killed_for_good_loses_nothing_of_own_or_foreign_devices",),
    ),
)
