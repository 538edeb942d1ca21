import json

import pytest
from typer.testing import CliRunner

from ops import bench, cli
from ops.errors import StackError
from ops.faults.bench import run as run_faults

MACHINE = {"measured_at": "t", "cores": 2, "memory_gb": 1, "system": "s", "python": "3"}


def result_of(*names):
    figures = {name: {"lost": 0, "by_kind": {"a": 1}} for name in names}
    return {"machine": MACHINE, "short": True, "figures": figures}


@pytest.fixture
def asked(monkeypatch):
    """Replace the measurement by a note of what was asked for."""
    asked = {}

    def run_benches(names, *, short, tell, options):
        tell("bench under way")
        asked.update(names=names, short=short, options=options)
        return result_of(*(names or ["faults", "ingest"]))

    monkeypatch.setattr(bench, "run_benches", run_benches)
    return asked


def test_one_bench_with_json_prints_its_figures_flat_and_nothing_else(asked):
    told = CliRunner().invoke(cli.bench_app, ["faults", "--faults", "7", "--short", "--json"])
    assert told.exit_code == 0
    assert json.loads(told.stdout) == {
        "bench": "faults",
        "lost": 0,
        "by_kind": {"a": 1},
        "short": True,
        "machine": MACHINE,
    }
    assert asked == {"names": ["faults"], "short": True, "options": {"faults": 7}}


def test_several_benches_with_json_print_one_object(asked):
    told = CliRunner().invoke(cli.bench_app, ["--json"])
    assert set(json.loads(told.stdout)["figures"]) == {"faults", "ingest"}
    assert asked["options"] == {}


def test_a_page_and_its_json_are_written_whole(asked, tmp_path):
    page = tmp_path / "page.md"
    assert CliRunner().invoke(cli.bench_app, ["ingest", "--out", str(page)]).exit_code == 0
    assert "| lost | 0 |" in page.read_text()
    assert json.loads(page.with_suffix(".json").read_text()) == result_of("ingest")


def test_an_option_that_no_chosen_bench_takes_is_refused():
    with pytest.raises(StackError, match="--faults"):
        bench.run_benches(["roads"], short=True, tell=lambda _: None, options={"faults": 3})


def test_an_unknown_bench_is_named_before_anything_starts():
    with pytest.raises(StackError, match="no bench named nothing"):
        bench.run_benches(["nothing", "faults"], short=True, tell=lambda _: None)


def test_the_bench_of_faults_takes_the_options_of_the_command_line():
    assert bench._taken(run_faults, {"faults": 3, "seed": 2, "other": 1}) == {"faults": 3, "seed": 2}
