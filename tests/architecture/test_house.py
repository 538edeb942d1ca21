"""House rules as checked code: sizes, doors, walls, no prints, and `.env.example` equal to the settings."""

import ast
import importlib.metadata
import importlib.util
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
ROOMS = ("api", "geo", "ingest", "ops", "routing", "simulators", "data/store")
PACKAGES = ("api", "data", "geo", "ingest", "ops", "routing", "simulators")
DOORS = ("__init__.py", "__main__.py", "cli.py", "settings.py", "errors.py")
LONGEST_FILE = 400
LONGEST_FUNCTION = 60


def sources(*folders):
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


def tree(path):
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def functions(path):
    return [node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_has_its_doors(room):
    missing = [door for door in DOORS if not (ROOT / room / door).exists()]
    assert not missing


@pytest.mark.parametrize("room", ROOMS)
def test_main_is_a_door_and_nothing_else(room):
    lines = (ROOT / room / "__main__.py").read_text().splitlines()
    code = [line for line in lines if line.strip() and not line.startswith('"""')]
    assert len(code) <= 4


def test_no_file_is_longer_than_400_lines():
    lengths = {str(p.relative_to(ROOT)): p.read_text().count("\n") for p in sources(*PACKAGES, "tests")}
    assert not {name: length for name, length in lengths.items() if length > LONGEST_FILE}


def test_no_function_is_longer_than_60_lines():
    long = {
        f"{path.relative_to(ROOT)}:{node.name}": node.end_lineno - node.lineno + 1
        for path in sources(*PACKAGES)
        for node in functions(path)
        if node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION
    }
    assert not long


def test_nothing_prints():
    prints = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sources(*PACKAGES)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert not prints


def test_nothing_is_left_for_later():
    words = ("TODO", "FIXME", "XXX", "NotImplementedError")
    marks = [
        f"{path.relative_to(ROOT)}: {word}"
        for path in sources(*PACKAGES)
        for word in words
        if word in path.read_text(encoding="utf-8")
    ]
    assert not marks


def test_assert_stands_only_in_tests():
    asserts = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sources(*PACKAGES)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Assert)
    ]
    assert not asserts


def test_every_noqa_says_why():
    bare = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sources(*PACKAGES)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if "# noqa" in line and not re.search(r"# noqa: [A-Z0-9, ]+(- |# )\w", line)
    ]
    assert not bare


@pytest.mark.parametrize(
    ("module", "allowed"),
    [
        ("paho", ("ingest/mqtt/", "ingest/bench/", "simulators/uplink.py")),
        ("osmnx", ("geo/",)),
        ("osrm", ("geo/",)),
        ("ortools", ("routing/engines/", "routing/week/kernel/pool.py")),
        ("numba", ("routing/week/kernel/compiled.py",)),
        ("pyvrp", ("routing/engines/",)),
        ("fastapi", ("api/",)),
        ("starlette", ("api/", "ingest/http.py")),
    ],
)
def test_heavy_neighbour_is_touched_in_one_place(module, allowed):
    strangers = [
        name
        for path in sources(*PACKAGES)
        if not (name := str(path.relative_to(ROOT))).startswith(allowed) and module in imported_roots(path)
    ]
    assert not strangers


def imported_roots(path):
    roots = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            roots |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            roots.add(node.module.split(".")[0])
    return roots


def test_walls_hold():
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports"], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == 0, done.stdout


def test_rooms_import_nothing_heavy():
    script = (
        f"import {', '.join(PACKAGES)}, sys; "
        "heavy = {'osmnx', 'ortools', 'geopandas', 'pandas', 'fastapi', 'sqlalchemy', 'osrm', 'pyvrp'}; "
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert done.stdout.strip() == "[]"


def test_env_example_equals_the_settings():
    spec = importlib.util.spec_from_file_location("env_example", Path(__file__).with_name("env_example.py"))
    generator = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(generator)
    assert (ROOT / ".env.example").read_text(encoding="utf-8") == generator.text(), "run: make env"


def test_locks_name_no_address():
    lists = [*ROOT.glob("requirements*.txt"), *(ROOT / "ops" / "bootstrap").glob("*.txt")]
    assert len(lists) == 4
    for path in lists:
        text = path.read_text()
        assert "://" not in text
        assert "--find-links" not in text
        assert "--index-url" not in text


def test_every_requirement_is_locked_with_hashes():
    for path in ROOT.glob("requirements*.txt"):
        entries = path.read_text().replace("\\\n", " ").splitlines()
        assert all("--hash=sha256:" in entry for entry in entries if entry.strip())


# what FastAPI is made of and hands out itself
WITH_FASTAPI = {"starlette", "anyio", "pydantic", "pydantic-core"}


def distribution_names(requirements):
    return {re.split(r"[\[<>=!~; ]", text, maxsplit=1)[0].lower().replace("_", "-") for text in requirements}


def test_every_imported_package_is_declared():
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    homes = importlib.metadata.packages_distributions()
    undeclared = {
        f"{path.relative_to(ROOT)}: {root}"
        for path in sources(*PACKAGES)
        for root in imported_roots(path) - set(sys.stdlib_module_names) - set(PACKAGES)
        if not {name.lower().replace("_", "-") for name in homes.get(root, [root])}
        & (distribution_names(declared) | WITH_FASTAPI)
    }
    assert not undeclared


def test_every_declared_package_is_locked():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    tools = project["optional-dependencies"]["dev"]
    for name, wanted in {
        "requirements.txt": project["dependencies"],
        "requirements-dev.txt": [*project["dependencies"], *tools],
    }.items():
        locked = {line.split("==")[0] for line in (ROOT / name).read_text().splitlines() if "==" in line}
        assert not distribution_names(wanted) - locked, "run: make lock"
