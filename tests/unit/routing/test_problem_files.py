"""Problems and plans in files: read strictly, all faults in one answer, as the published schema says."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from routing.cli import app
from routing.errors import HandPlanError, ProblemError
from routing.judging.judge import Judge
from routing.model.plan_json import plan_from_json, plan_to_json
from routing.model.problem import Break, Window
from routing.model.problem_json import problem_from_json, problem_to_json, read_problem
from routing.model.schema import FILES, plan_schema, problem_schema, to_text

ROOT = Path(__file__).parents[3]
run = CliRunner()


@pytest.fixture(scope="module")
def document(day):
    lunch = Break(1800, (Window(39_600, 46_800),))
    full = replace(day, vehicles=tuple(replace(v, breaks=(lunch,)) for v in day.vehicles), change_price=7)
    return problem_to_json(full)


@pytest.fixture
def files(tmp_path, day, good_plan):
    problem, plan = tmp_path / "problem.json", tmp_path / "plan.json"
    problem.write_text(json.dumps(problem_to_json(day)))
    plan.write_text(json.dumps(plan_to_json(good_plan, Judge(day).judge(good_plan))))
    return problem, plan


def test_problem_survives_being_written_and_read(document):
    read = read_problem(json.dumps(document).encode())
    assert problem_to_json(read) == document == problem_to_json(problem_from_json(document))


def test_plan_survives_being_written_and_read(day, good_plan):
    written = json.loads(json.dumps(plan_to_json(good_plan, Judge(day).judge(good_plan))))
    assert plan_from_json(written) == good_plan


def test_everything_that_is_wrong_with_a_file_is_told_at_once(document):
    wrong = json.loads(json.dumps(document))
    wrong["vehicels"] = []
    wrong["vehicles"][0]["capactiy_kg"] = 5
    wrong["vehicles"][1]["capacity_kg"] = "much"
    wrong["vehicles"][2]["breaks"][0]["lable"] = "x"
    del wrong["stops"][3]["kg"]
    wrong["facilities"] = None
    wrong["matrices"]["dump_truck"]["duration_s"][0] = [1]
    wrong["matrices"]["other"] = {}
    wrong["label"], wrong["change_price"], wrong["format"] = 3, -1, "x"
    with pytest.raises(ProblemError) as caught:
        read_problem(json.dumps(wrong).encode())
    assert caught.value.faults == (
        "unknown field 'vehicels'",
        "format is 'x', but only 'siangsa-problem/1' can be read",
        "vehicles[0]: unknown field 'capactiy_kg'",
        "vehicles[1]: Expected 'int', got 'str' at '.capacity_kg'",
        "vehicles[2].breaks: unknown field 'lable'",
        "facilities must be given as a list",
        "stops[3]: Object missing required field 'kg'",
        "matrices['dump_truck'].duration_s: its rows are not of one length",
        "matrices['other']: it must have duration_s and distance_m, and nothing else",
        "label must be a text, not 3",
        "change_price must be whole rupiah, not -1",
    )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"{", "this is no JSON"),
        (b"[]", "one JSON object"),
        (b"{}", "vehicles must be given as a list; .*matrices must be given"),
    ],
)
def test_a_file_of_another_form_says_why(content, said):
    with pytest.raises(ProblemError, match=said):
        read_problem(content)


@pytest.mark.parametrize(
    ("rows", "said"),
    [([[0, 2**31], [1, 0]], "larger than 2147483647"), ([[0, 1.5], [1, 0]], "Expected 'int', got 'float'")],
)
def test_a_matrix_of_other_numbers_says_why(document, rows, said):
    wrong = {**document, "matrices": {"dump_truck": {"duration_s": rows, "distance_m": rows}}}
    with pytest.raises(ProblemError, match=said):
        read_problem(json.dumps(wrong).encode())


def test_a_plan_with_a_wrong_field_says_which():
    with pytest.raises(HandPlanError, match=r"'leave_s' - at 'routes\[0\]'"):
        plan_from_json({"routes": [{"vehicle": "a"}]})


@pytest.mark.parametrize(("name", "schema"), list(zip(FILES, (problem_schema(), plan_schema()), strict=True)))
def test_published_schema_is_what_the_types_say(name, schema):
    published = ROOT / "docs" / "schema" / name
    assert published.read_text() == to_text(schema), "run: siangsa plan schema --write docs/schema"


def test_a_field_of_every_part_is_in_the_schema_with_its_words():
    vehicle = problem_schema()["$defs"]["Vehicle"]
    assert vehicle["properties"]["latest_s"]["description"].startswith("When it must be back")
    assert "max_trips" not in vehicle["required"]


def test_solve_writes_a_plan_that_check_finds_good(files, tmp_path):
    out = tmp_path / "out.json"
    solved = run.invoke(app, ["solve", str(files[0]), "--engine", "baseline", "--out", str(out)])
    assert solved.exit_code == 0, solved.output
    assert "feasible" in solved.output
    checked = run.invoke(app, ["check", str(files[0]), str(out)])
    assert checked.exit_code == 0, checked.output
    assert "tidak ada pelanggaran" in checked.output


def test_check_times_a_hand_made_plan_and_names_the_skipped_landfill(files, tmp_path, good_plan):
    hand = tmp_path / "hand.csv"
    halts = [
        (v, code)
        for v, done in good_plan.sequences.items()
        for kind, code in done
        if v != "dt-01" or kind == "collect"
    ]
    hand.write_text("truk,titik\n" + "".join(f"{v},{code}\n" for v, code in halts))
    said = {
        lang: run.invoke(app, ["check", str(files[0]), str(hand), "--lang", lang]) for lang in ("id", "en")
    }
    assert {result.exit_code for result in said.values()} == {2}
    assert "dt-01: pulang belum dibongkar" in said["id"].output
    assert "dt-01: comes home loaded" in said["en"].output
    assert said["en"].output.count(" leaves ") == len(good_plan.routes)


def test_check_as_json_is_a_plan_with_its_verdict(files, tmp_path, day, good_plan):
    hand = tmp_path / "hand.json"
    halts = {v: [code for _, code in done] for v, done in good_plan.sequences.items()}
    hand.write_text(json.dumps({"routes": halts}))
    result = run.invoke(app, ["check", str(files[0]), str(hand), "--json"])
    answer = json.loads(result.output)
    assert answer["judgement"]["feasible"]
    assert plan_from_json(answer).sequences == good_plan.sequences


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["solve", "missing.json"], "No such file"),
        (["check", "only-one.json"], "give a problem and a plan"),
        (["check", "missing.json", "missing.csv"], "No such file"),
    ],
)
def test_a_user_s_fault_is_one_sentence(arguments, said):
    result = run.invoke(app, arguments)
    assert result.exit_code == 1
    assert said in result.output
    assert "Traceback" not in result.output
