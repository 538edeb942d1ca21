import pytest

from data.contract import topics


@pytest.mark.parametrize("kind", ["fix", "past", "event", "receipt", "route"])
def test_topic_names_device_and_kind(kind):
    assert topics.parse(getattr(topics, kind)("dt-01")) == ("dt-01", kind)


@pytest.mark.parametrize(
    "topic", ["fleet/DT-01/fix", "fleet/ab/fix", "fleet/dt-01/fixes", "fleet/dt-01/fix/x", "x/dt-01/fix", ""]
)
def test_topic_of_another_form_is_not_ours(topic):
    assert topics.parse(topic) is None


@pytest.mark.parametrize(
    ("topic", "dialect", "names"),
    [
        ("owntracks/hp-budi/phone", "owntracks", ("hp-budi",)),
        ("owntracks/hp-budi/phone/event", "owntracks", ("hp-budi",)),
        ("positions", "traccar", ("traccar",)),
        ("positions/kantor-2", "traccar", ("kantor-2",)),
        ("356307042441013/data", "teltonika", ("356307042441013",)),
        (topics.http_owntracks("hp-budi"), "owntracks", ("hp-budi",)),
        (topics.http_traccar_client("hp-siti"), "traccar_client", ("hp-siti",)),
        (topics.http_traccar_client("hp-siti", "hp-siti"), "traccar_client", ("hp-siti",)),
        (topics.http_traccar_client("hp-siti", "a/b c"), "traccar_client", ("hp-siti", "a/b c")),
    ],
)
def test_foreign_topic_names_dialect_and_speaker(topic, dialect, names):
    assert topics.parse_foreign(topic) == topics.ForeignTopic(dialect, names)


@pytest.mark.parametrize(
    "topic",
    [
        *("owntracks", "owntracks/", "owntracks/a\x00b/c", "positions/A B", "35630704244101/data", ""),
        *("http/owntracks/a/b", "http/other/x", "fleet/dt-01/fix", "$SYS/broker", "٣٥٦٣٠٧٠٤٢٤٤١٠١٣/data"),
    ],
)
def test_other_topics_are_not_foreign(topic):
    assert topics.parse_foreign(topic) is None
