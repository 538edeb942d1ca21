"""`make check`'s look at known vulnerabilities: pip-audit and npm audit over what is locked.

An audit that cannot reach an advisory service must not look like one that found nothing: both tools answer
"nothing found" to a mirror that knows no advisories. So each is first asked about an old release with a known
vulnerability; whoever finds nothing there was not asked at all. Then this says so in one line and passes, or
fails with ``AUDIT=strict``. What was found stands in ``var/audit.json`` for a day.
"""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parent.parent
IGNORED: Final = "ops/audit-ignored.txt"
FRESH_FOR: Final = timedelta(days=1)
_PATIENCE_S: Final = 60
_KNOWN_BAD_PYTHON: Final = "idna==3.6\n"  # CVE-2024-3651
_KNOWN_BAD_NODE: Final = {"minimist": "0.0.8"}  # CVE-2020-7598
Run = Callable[[Sequence[str], Path], str]


@dataclass(frozen=True)
class Finding:
    """What one tool says; `checked` False: no advisory service answered."""

    tool: str
    checked: bool
    known: tuple[str, ...] = ()

    def line(self) -> str:
        """Return the finding as one line."""
        if not self.checked:
            return f"audit: {self.tool}: no advisory service answers, so nothing was checked"
        if not self.known:
            return f"audit: {self.tool}: no known vulnerability in what is locked"
        return f"audit: {self.tool}: {len(self.known)} known: {', '.join(self.known)}"


def main() -> int:
    """Look, or repeat what was found within a day; return the exit code."""
    strict = os.environ.get("AUDIT") == "strict"
    findings = look(ROOT, run, now=datetime.now(UTC), strict=strict)
    for finding in findings:
        sys.stdout.write(finding.line() + "\n")
    return int(any(finding.known or (strict and not finding.checked) for finding in findings))


def look(root: Path, ask: Run, *, now: datetime, strict: bool) -> list[Finding]:
    """Return what both tools find in the locked packages of `root`, from the cache if it is of today.

    Parameters
    ----------
    ask
        Runs a command in a folder and returns what it prints.
    strict
        Do not be content with a cache in which nothing was checked.
    """
    cache, key = root / "var" / "audit.json", _key(root)
    kept = _cached(cache, key, now)
    if kept and not (strict and not all(finding.checked for finding in kept)):
        return kept
    ignored = _ignored(root / IGNORED)
    findings = [_python(root, ask, ignored), _node(root, ask, ignored)]
    cache.parent.mkdir(exist_ok=True)
    found = {"key": key, "at": now.isoformat(), "findings": [asdict(finding) for finding in findings]}
    cache.write_text(json.dumps(found, indent=1), encoding="utf-8")
    return findings


def run(command: Sequence[str], folder: Path) -> str:
    """Return what a command prints, whatever its exit code says; nothing where it takes too long."""
    try:
        done = subprocess.run(  # noqa: S603 - our own commands, written below
            command, cwd=folder, capture_output=True, text=True, timeout=_PATIENCE_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout


def _python(root: Path, ask: Run, ignored: frozenset[str]) -> Finding:
    tool = [sys.executable, "-m", "pip_audit", "--disable-pip", "--no-deps"]
    tool += ["--progress-spinner", "off", "--timeout", "15", "--format", "json"]
    with tempfile.TemporaryDirectory() as made:
        Path(made, "known.txt").write_text(_KNOWN_BAD_PYTHON, encoding="utf-8")
        if not _in_python(ask([*tool, "-r", "known.txt"], Path(made))):
            return Finding("Python", checked=False)
    found = _in_python(ask([*tool, "-r", "requirements-dev.txt"], root))
    return Finding("Python", found is not None, _sorted(found, ignored))


def _node(root: Path, ask: Run, ignored: frozenset[str]) -> Finding:
    script = str(root / "ops" / "bootstrap" / "npm.sh")
    with tempfile.TemporaryDirectory() as made:
        _write_lock(Path(made), _KNOWN_BAD_NODE)
        known = ["bash", script, "audit", "--json", "--prefix", made]
        if not _in_node(ask(known, root)):
            return Finding("Node", checked=False)
    found = _in_node(ask(["bash", script, "audit", "--json"], root))
    return Finding("Node", found is not None, _sorted(found, ignored))


def _in_python(printed: str) -> list[str] | None:
    """Return the vulnerabilities that pip-audit prints, as package and id; None when it was of no use."""
    found = _json(printed)
    if found is None or not isinstance(found.get("dependencies"), list):
        return None
    return [
        f"{each['name']} {fault['id']}" for each in found["dependencies"] for fault in each.get("vulns", ())
    ]


def _in_node(printed: str) -> list[str] | None:
    """Return the vulnerabilities that npm prints, as package and severity; None when it was of no use."""
    found = _json(printed)
    if found is None or not isinstance(found.get("vulnerabilities"), dict):
        return None
    return [f"{name} {each.get('severity', '')}" for name, each in found["vulnerabilities"].items()]


def _json(printed: str) -> Mapping[str, Any] | None:
    try:
        found = json.loads(printed)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _sorted(found: list[str] | None, ignored: frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted(set(found or ()) - ignored))


def _ignored(path: Path) -> frozenset[str]:
    """Return what is known and does not concern us; the reason stands behind a # on the same line."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return frozenset(filter(None, (line.partition("#")[0].strip() for line in lines)))


def _write_lock(folder: Path, packages: Mapping[str, str]) -> None:
    """Write the files of a Node project that locks `packages`."""
    head = {"name": "known", "version": "1.0.0", "dependencies": dict(packages)}
    locked = {f"node_modules/{name}": {"version": version} for name, version in packages.items()}
    lock = {"name": "known", "version": "1.0.0", "lockfileVersion": 3, "packages": {"": head, **locked}}
    Path(folder, "package.json").write_text(json.dumps(head), encoding="utf-8")
    Path(folder, "package-lock.json").write_text(json.dumps(lock), encoding="utf-8")


def _key(root: Path) -> str:
    """Return a digest of what is locked and ignored."""
    digest = hashlib.sha256()
    for name in ("requirements-dev.txt", "web/package-lock.json", IGNORED):
        path = root / name
        digest.update(path.read_bytes() if path.exists() else b"")
    return digest.hexdigest()


def _cached(path: Path, key: str, now: datetime) -> list[Finding]:
    """Return the findings of the last day for the same locked packages; none: look anew."""
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        is_fresh = kept["key"] == key and now - datetime.fromisoformat(kept["at"]) < FRESH_FOR
        if not is_fresh:
            return []
        return [Finding(each["tool"], each["checked"], tuple(each["known"])) for each in kept["findings"]]
    except (OSError, ValueError, KeyError, TypeError):
        return []


if __name__ == "__main__":
    sys.exit(main())
