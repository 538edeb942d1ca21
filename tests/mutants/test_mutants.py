"""Every mechanism is missed when it is removed: its tests turn red, and are green with it."""

import pytest

from tests.support.mutants import TESTS_FAILED, copy_project, run_tests
from tests.support.mutants_list import MUTANTS

pytestmark = [pytest.mark.mutants, pytest.mark.timeout(900)]


@pytest.fixture(scope="session")
def pristine(tmp_path_factory):
    """Give an unchanged copy of the project."""
    return copy_project(tmp_path_factory.mktemp("mutants"))


def test_all_tests_are_green_while_nothing_is_removed(pristine):
    tests = tuple(dict.fromkeys(test for mutant in MUTANTS for test in mutant.tests if "::" in test))
    result = run_tests(pristine, tests)
    assert result.returncode == 0, result.stdout[-4000:]


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: f"{mutant.promise}-{mutant.name}")
def test_removed_mechanism_turns_its_tests_red(pristine, mutant):
    path = pristine / mutant.file
    intact = path.read_text()
    mutant.remove_from(pristine)
    try:
        result = run_tests(pristine, mutant.tests)
    finally:
        path.write_text(intact)
    assert result.returncode == TESTS_FAILED, f"survived: {mutant.name}\n{result.stdout[-4000:]}"
