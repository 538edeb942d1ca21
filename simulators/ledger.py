"""The simulators' own ledger: what was born, so that others can prove that nothing was lost."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from simulators.spool import SpoolCounts


def write_ledger(
    path: Path,
    devices: Mapping[str, tuple[int, SpoolCounts]],
    *,
    fixes_born_this_run: int = 0,
    finished: bool,
    drained_at: float | None = None,
) -> None:
    """Write the ledger as JSON, in one step, so that a reader never sees half of it.

    Parameters
    ----------
    path
        File to replace.
    devices
        Device id to (boot, its counts).
    fixes_born_this_run
        Fixes born since this process started; the counts go back to the beginning of each boot.
    finished
        Whether births have stopped for good.
    drained_at
        Unix second at which the last spool was empty; None: not drained.
    """
    counts = [count for _, count in devices.values()]
    content = {
        "finished": finished,
        "drained_at": drained_at,
        "devices": {name: {str(boot): asdict(count)} for name, (boot, count) in sorted(devices.items())},
        "totals": {
            "devices": len(counts),
            "fixes_born": sum(count.fixes_born for count in counts),
            "events_born": sum(count.events_born for count in counts),
            "parked": sum(count.parked for count in counts),
            "pending": sum(count.pending for count in counts),
            "fixes_born_this_run": fixes_born_this_run,
        },
    }
    replace_file(path, content)


def replace_file(path: Path, content: Mapping[str, object]) -> None:
    """Write `content` as JSON in one step: a reader sees the old file or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.new")
    draft.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    draft.replace(path)
