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
