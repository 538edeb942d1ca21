"""Every program of the table has its unit, in the right order, with the rights of nobody."""

from pathlib import Path

import pytest

from ops.errors import StackError
from ops.programs import PROGRAMS
from ops.service.plan import Plan
from ops.service.surroundings import command_file, proxy_file, rotation_file
from ops.service.units import unit_files

OFFICE = Plan(data=Path("/srv/siangsa"), repository=Path("/opt/siangsa"))


def lines(text):
    return [line for line in text.splitlines() if line]


def test_target_wants_every_program_of_the_table_and_both_private_servers():
    units = unit_files(OFFICE)
    wanted = next(line for line in lines(units["siangsa.target"]) if line.startswith("Wants="))
    names = {f"siangsa-{program.slug}.service" for program in PROGRAMS}
    servers = {f"siangsa-{name}.service" for name in ("postgres", "mosquitto", "prepare")}
    assert set(wanted.removeprefix("Wants=").split()) == names | servers
    assert set(units) == names | servers | {"siangsa.target"}


def test_named_services_have_no_unit_of_ours():
    named = Plan(OFFICE.data, OFFICE.repository, private_database=False, private_broker=False)
    units = unit_files(named)
    assert not {f"siangsa-{name}.service" for name in ("postgres", "mosquitto", "keeper")} & set(units)
    assert "siangsa-postgres" not in units["siangsa-prepare.service"]
    # a database of the system's own is up before us
    assert "postgresql.service" in units["siangsa-prepare.service"]


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.slug)
def test_program_waits_for_the_preparation_and_is_started_again_for_ever(program):
    unit = lines(unit_files(OFFICE)[f"siangsa-{program.slug}.service"])
    assert "Requires=siangsa-prepare.service" in unit
    assert "After=siangsa-prepare.service" in unit
    assert {"Restart=always", "StartLimitIntervalSec=0", "PartOf=siangsa.target"} <= set(unit)
    run = f"/opt/siangsa/.venv/bin/siangsa service run {program.slug} --data /srv/siangsa"
    assert f"ExecStart={run}" in unit


@pytest.mark.parametrize("name", [name for name in unit_files(OFFICE) if name.endswith(".service")])
def test_no_unit_runs_as_root_or_writes_outside_the_data_folder(name):
    unit = lines(unit_files(OFFICE)[name])
    assert {"User=siangsa", "NoNewPrivileges=yes", "ProtectSystem=strict"} <= set(unit)
    assert [line for line in unit if line.startswith("ReadWritePaths=")] == ["ReadWritePaths=/srv/siangsa"]


def test_no_secret_stands_in_any_file():
    texts = [*unit_files(OFFICE).values(), rotation_file(OFFICE), command_file(OFFICE)]
    assert not any(word in text for text in texts for word in ("password", "SECRET", "postgresql://"))


@pytest.mark.parametrize("folder", ["/srv/our office", "/srv/50%", "/srv/a;b", "relative"])
def test_folder_that_would_need_quoting_is_refused(folder):
    with pytest.raises(StackError, match="cannot be a service's folder"):
        Plan(Path(folder), OFFICE.repository)


def test_proxy_names_the_public_host_and_keeps_a_phones_secret_out_of_its_log():
    text = proxy_file(OFFICE, port=8000, device_port=8090, public_url="https://sampah.go.id")
    assert "server_name sampah.go.id;" in text
    phones = text[text.index("location /d/") : text.index("location /api")]
    assert "access_log off;" in phones
    assert "127.0.0.1:8090" in phones
    # appended to, a client could write any address into the log of sign-ins
    assert "X-Forwarded-For $remote_addr" in text
