"""Figures by which networks are held against one another, on a network small enough to count by hand."""

import pytest
from typer.testing import CliRunner

from geo.position import offset
from geo.roads.network import Node, Way, assemble
from geo.roads.xml import write_xml
from simulators.cli import app
from simulators.synthetic_likeness import likeness, table

# a street of 300 m from west to east with two lanes to the north, one of them of two pieces and one-way
PLACES = [(0, 0), (100, 0), (200, 0), (300, 0), (100, 40), (200, 30), (200, 60)]


@pytest.fixture
def network():
    nodes = [Node(i, *offset(110.66, -6.6, east, north), {}) for i, (east, north) in enumerate(PLACES, 1)]
    street = Way(1, (1, 2, 3, 4), {"highway": "tertiary", "name": "Jalan A"})
    lanes = [
        Way(2, (2, 5), {"highway": "residential", "bridge": "yes", "width": "3"}),
        Way(3, (3, 6, 7), {"highway": "residential", "oneway": "yes", "surface": "gravel"}),
    ]
    return assemble(nodes, [street, *lanes])


def test_ends_junctions_and_blocks_are_counted(network):
    figures = likeness(network)
    assert (figures.junctions, figures.dead_ends, figures.three_way) == (2, 4, 1.0)
    assert figures.blind_share == pytest.approx(4 / 6)
    # pieces of 100, 100, 100, 40 and 60 m, of which the middle one alone does not end blind
    assert (figures.block_m, figures.blind_m) == (pytest.approx(100, rel=0.01), pytest.approx(80, rel=0.01))
    assert figures.apart_m == pytest.approx(100, rel=0.01)


def test_shares_are_of_the_length(network):
    figures = likeness(network)
    assert figures.km == pytest.approx(0.4, rel=0.01)
    assert figures.named == figures.by_class["tertiary"] == pytest.approx(0.75, rel=0.01)
    assert figures.one_way == figures.surface == pytest.approx(0.15, rel=0.01)
    assert figures.width == pytest.approx(0.1, rel=0.01)
    assert figures.bridges == pytest.approx(250, rel=0.01)


def test_table_has_a_column_for_each_network_and_a_row_for_each_figure(network):
    lines = table({"a": likeness(network), "b": likeness(network)}).splitlines()
    assert lines[0] == "|  | a | b |"
    assert {line.count("|") for line in lines} == {4}
    assert "| tertiary | 75.0% | 75.0% |" in lines


def test_command_compares_files_and_refuses_others_in_one_sentence(network, tmp_path):
    write_xml(network, tmp_path / "town.osm")
    done = CliRunner().invoke(app, ["likeness", str(tmp_path / "town.osm")])
    assert done.stdout.startswith("|  | town |")
    lost = CliRunner().invoke(app, ["likeness", str(tmp_path / "gone.osm")])
    assert lost.exit_code == 1
    assert len(lost.stderr.splitlines()) == 1
