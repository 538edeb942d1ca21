"""What makes a foreign message recognisable when it comes again: its digest.

A foreign device numbers nothing. So the normal form of a fix is its number: the same position sent twice,
over two ways or in two spellings (a zero written or left out, a number as a string) has one digest.
"""

from hashlib import blake2b
from typing import Final

from msgspec.structs import replace

from data.contract.fix import Fix

_LARGEST: Final = 2**63 - 1


def identified(fix: Fix) -> Fix:
    """Return `fix` with the digest of its normal form as `seq`."""
    return replace(fix, seq=fix_digest(fix))


def fix_digest(fix: Fix) -> int:
    """Return 63 bits, never 0, of time (ms), place, speed, course, accuracy, altitude, battery, satellites.

    The device is not part of it (it is part of the key already), nor is what a gateway computes anew each
    time it repeats a position (`sent_at`, `extra`).
    """
    numbers = (
        fix.lon,
        fix.lat,
        fix.speed_kmh,
        fix.course_deg,
        fix.accuracy_m,
        fix.altitude_m,
        fix.battery_pct,
        fix.satellites,
    )
    # Adding 0.0 makes one zero of both.
    told = ["-" if number is None else repr(float(number) + 0.0) for number in numbers]
    return digest(f"{round(fix.fix_time.timestamp() * 1000)}|{'|'.join(told)}".encode())


def digest(*parts: bytes) -> int:
    """Return 63 bits, never 0, of `parts`."""
    hashed = blake2b(digest_size=8)
    for part in parts:
        hashed.update(len(part).to_bytes(4, "little"))
        hashed.update(part)
    return int.from_bytes(hashed.digest(), "little") & _LARGEST or 1
