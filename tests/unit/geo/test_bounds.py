import pytest

from geo.errors import BoundsError
from geo.roads.bounds import Bounds


def test_text_and_parse_are_inverse():
    box = Bounds(110.55, -6.86, 111.02, -6.35)
    assert Bounds.parse(box.text()) == box


@pytest.mark.parametrize(
    "text", ["", "1,2,3", "a,b,c,d", "1,2,3,4,5", "2,0,1,1", "0,1,1,0", "-181,0,1,1", "0,0,nan,1"]
)
def test_what_is_no_box_is_refused(text):
    with pytest.raises(BoundsError):
        Bounds.parse(text)


def test_the_edge_belongs_to_the_box():
    box = Bounds(110.0, -7.0, 111.0, -6.0)
    assert box.contains(110.0, -6.0)
    assert not box.contains(109.999, -6.5)
