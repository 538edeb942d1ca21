"""Points for tests of weeks: one village, one Monday."""

from datetime import date

from data.store import models
from data.store.seed import point

MONDAY = date(2026, 11, 23)
JAMBU = "33.20.07.2011"


def a_point(session, code="P1", **values):
    """Store a stop in Jambu that is weighed: 100 kg a day."""
    row = {
        "code": code, "name": code, "village_code": JAMBU, "geom": point(110.7, -6.55), "kind": "stop",
        "stream": "residue", "amount_kg_day": 100.0, "service_s": 300, "weekdays": [], "allowed_classes": [],
        "sample": False, "source": "timbangan", "confidence": "A", "valid_from": date(2026, 1, 1),
    } | values  # fmt: skip
    entry = models.CollectionPoint(**row)
    session.add(entry)
    session.flush()
    return entry
