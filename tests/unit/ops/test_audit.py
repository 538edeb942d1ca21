"""An audit that asked nobody never looks like one that found nothing."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ops import audit

NOW = datetime(2026, 11, 22, tzinfo=UTC)
KNOWN_PYTHON = {"dependencies": [{"name": "idna", "vulns": [{"id": "CVE-2024-3651"}]}]}
KNOWN_NODE = {"vulnerabilities": {"minimist": {"severity": "critical"}}}
NONE_PYTHON = {"dependencies": [{"name": "httpx", "version": "1", "vulns": []}]}
NONE_NODE = {"vulnerabilities": {}}
# what a mirror without advisories makes the tools say
SKIPPED = {"dependencies": [{"name": "idna", "skip_reason": "Dependency not found on PyPI"}]}
REFUSED = {"statusCode": 405, "body": ""}


@pytest.fixture
def root(tmp_path):
    (tmp_path / "web").mkdir()
    (tmp_path / "ops" / "bootstrap").mkdir(parents=True)
    (tmp_path / "requirements-dev.txt").write_text("httpx==1\n")
    (tmp_path / "web" / "package-lock.json").write_text("{}")
    return tmp_path


class Tools:
    """Answers as pip-audit and npm would; the questions about the known release first."""

    def __init__(self, known_python, python, known_node, node):
        self.answers = {"py": [known_python, python], "node": [known_node, node]}
        self.asked = 0

    def __call__(self, command, folder):
        self.asked += 1
        tool = "py" if "pip_audit" in command else "node"
        about_known = "known.txt" in command or "--prefix" in command
        answer = self.answers[tool][0 if about_known else 1]
        return answer if isinstance(answer, str) else json.dumps(answer)


def test_nothing_known_is_said_as_such(root):
    tools = Tools(KNOWN_PYTHON, NONE_PYTHON, KNOWN_NODE, NONE_NODE)
    found = audit.look(root, tools, now=NOW, strict=True)
    assert [(each.checked, each.known) for each in found] == [(True, ()), (True, ())]
    assert "no known vulnerability" in found[0].line()


@pytest.mark.parametrize("silence", ["", "Traceback: no such host", SKIPPED, REFUSED, "[]"])
def test_a_service_that_does_not_know_what_is_known_was_not_asked(root, silence):
    tools = Tools(silence, NONE_PYTHON, silence, NONE_NODE)
    found = audit.look(root, tools, now=NOW, strict=False)
    assert [each.checked for each in found] == [False, False]
    assert "nothing was checked" in found[0].line()
    assert tools.asked == 2, "the locked packages are not sent to a service that knows nothing"


def test_what_is_known_is_named_and_what_is_ignored_with_a_reason_is_not(root):
    python = {"dependencies": [{"name": "a", "vulns": [{"id": "X-1"}, {"id": "X-2"}]}]}
    (root / audit.IGNORED).write_text("# head\na X-2  # we never call it\n")
    found = audit.look(root, Tools(KNOWN_PYTHON, python, KNOWN_NODE, KNOWN_NODE), now=NOW, strict=False)
    assert [each.known for each in found] == [("a X-1",), ("minimist critical",)]


def test_a_day_long_nobody_is_asked_again_unless_something_changed(root):
    tools = Tools(KNOWN_PYTHON, NONE_PYTHON, KNOWN_NODE, NONE_NODE)
    first = audit.look(root, tools, now=NOW, strict=True)
    assert audit.look(root, tools, now=NOW + timedelta(hours=23), strict=True) == first
    assert tools.asked == 4
    audit.look(root, tools, now=NOW + timedelta(hours=25), strict=True)
    assert tools.asked == 8
    (root / "requirements-dev.txt").write_text("httpx==2\n")
    audit.look(root, tools, now=NOW + timedelta(hours=25), strict=True)
    assert tools.asked == 12


def test_strict_is_not_content_with_a_cache_in_which_nobody_was_asked(root):
    audit.look(root, Tools("", "", "", ""), now=NOW, strict=False)
    tools = Tools(KNOWN_PYTHON, NONE_PYTHON, KNOWN_NODE, NONE_NODE)
    assert [each.checked for each in audit.look(root, tools, now=NOW, strict=False)] == [False, False]
    assert [each.checked for each in audit.look(root, tools, now=NOW, strict=True)] == [True, True]


@pytest.mark.parametrize(
    ("findings", "strict", "code"),
    [
        ([audit.Finding("Python", True)], False, 0),
        ([audit.Finding("Python", False)], False, 0),
        ([audit.Finding("Python", False)], True, 1),
        ([audit.Finding("Python", True, ("a X-1",))], False, 1),
    ],
)
def test_the_exit_code_says_it_to_make(monkeypatch, capsys, findings, strict, code):
    monkeypatch.setenv("AUDIT", "strict" if strict else "")
    monkeypatch.setattr(audit, "look", lambda *_, **__: findings)
    assert audit.main() == code
    assert capsys.readouterr().out.startswith("audit: Python: ")


def test_a_broken_cache_and_a_missing_tool_are_no_errors(root):
    (root / "var").mkdir()
    (root / "var" / "audit.json").write_text('{"key": 1')
    assert audit._cached(root / "var" / "audit.json", "x", NOW) == []
    assert audit.run(["no-such-tool"], Path.cwd()) == ""
