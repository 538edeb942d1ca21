"""Writes `.env.example` from the settings classes of all rooms: `python tests/architecture/env_example.py`.

A test compares the committed file with this text, so the two cannot part.
"""

import importlib
import inspect
import sys
from pathlib import Path

from pydantic import AliasChoices
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined
from pydantic_settings import BaseSettings

ROOT = Path(__file__).resolve().parent.parent.parent
ROOMS = ("data", "geo", "ingest", "routing", "api", "simulators", "ops")
HEAD = """\
# All settings of Siangsa. Copy this file to .env and take away the # of what you want to change.
# What stands in the environment wins over .env. Generated from the settings classes (make env).
"""


def settings_classes() -> list[type[BaseSettings]]:
    """Return every settings class of every room, by module and name."""
    found = []
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("settings.py")):
            module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
            found += [
                value
                for _, value in inspect.getmembers(module, inspect.isclass)
                if issubclass(value, BaseSettings) and value.__module__ == module.__name__
            ]
    return found


def env_name(kind: type[BaseSettings], name: str, field: FieldInfo) -> str:
    """Return the environment variable of a field."""
    alias = field.validation_alias
    if isinstance(alias, AliasChoices):
        alias = alias.choices[0]
    if isinstance(alias, str):
        return alias.upper()
    return f"{kind.model_config.get('env_prefix', '')}{name}".upper()


def shown_default(field: FieldInfo) -> str:
    """Return the default as one would write it; empty when there is none."""
    value = field.get_default(call_default_factory=True)
    if value is PydanticUndefined or value is None or value in ((), [], ""):
        return ""
    if hasattr(value, "get_secret_value"):
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:g}"
    return str(value)


def text() -> str:
    """Return the whole file; a setting that several rooms share stands where it is met first."""
    lines, seen = [HEAD], set()
    for kind in settings_classes():
        block = []
        for name, field in kind.model_fields.items():
            variable = env_name(kind, name, field)
            if variable in seen:
                continue
            seen.add(variable)
            if field.description:
                block.append(f"# {field.description}")
            block.append(f"#{variable}={shown_default(field)}")
        if block:
            lines += [f"# --- {kind.__module__}: {first_line(kind)}", *block, ""]
    return "\n".join(lines)


def first_line(kind: type[BaseSettings]) -> str:
    """Return what the settings are about."""
    return (kind.__doc__ or "").strip().splitlines()[0]


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    (ROOT / ".env.example").write_text(text(), encoding="utf-8")
