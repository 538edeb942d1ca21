"""The container starts what a machine starts: same script, same commands, settings that exist."""

import os
import re
from pathlib import Path

from ops.console import commands

ROOT = Path(__file__).resolve().parents[3]
COMPOSE = (ROOT / "compose.yaml").read_text()
DOCKERFILE = (ROOT / "ops/container/Dockerfile").read_text()
START = ROOT / "ops/container/start.sh"


def test_settings_handed_to_the_container_exist():
    known = set(re.findall(r"^#(SIANGSA_\w+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    handed = set(re.findall(r"^ +(SIANGSA_\w+):", COMPOSE, re.MULTILINE)) - {"SIANGSA_ADMIN"}
    assert handed <= known


def test_image_is_made_by_the_same_setup_and_runs_as_nobody_special():
    assert "RUN ops/bootstrap/setup.sh" in DOCKERFILE
    assert DOCKERFILE.index("USER siangsa") < DOCKERFILE.index("ENTRYPOINT")


def test_start_script_can_be_run_and_names_commands_that_exist():
    called = set(re.findall(r"siangsa (\w+) (?:/data|--data)", START.read_text()))
    assert called == {"init", "upgrade", "up"}
    assert called <= set(commands())
    assert os.access(START, os.X_OK)
    # the last one takes the first process' place, so that a stop reaches it
    assert START.read_text().rstrip().endswith("exec siangsa up --data /data")


def test_nothing_secret_or_local_goes_into_the_image():
    left_out = set((ROOT / ".dockerignore").read_text().split())
    assert {".env", "var", ".git", ".venv", ".tools"} <= left_out
