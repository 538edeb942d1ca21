import pytest

from tests.support.mutants_list import MUTANTS


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_every_mutant_still_finds_its_mechanism(mutant):
    assert mutant.fits(), f"{mutant.file} holds this not exactly once: {mutant.old!r}"
