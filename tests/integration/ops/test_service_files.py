"""What we write for systemd, nginx and logrotate is what they can read, by their own verdict."""

import shutil
import subprocess
from pathlib import Path

import pytest

from ops.service.plan import Plan
from ops.service.surroundings import proxy_file, rotation_file
from ops.service.units import unit_files


@pytest.fixture
def office(tmp_path):
    data = tmp_path / "office"
    (data / "logs").mkdir(parents=True)
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    program = tmp_path / ".venv" / "bin" / "siangsa"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    return Plan(data, tmp_path, user="root")


def tool(name):
    """Return a program of the machine, or let the test pass by where it is not installed."""
    found = shutil.which(name, path="/usr/sbin:/usr/bin:/sbin:/bin")
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def verdict(*argv):
    done = subprocess.run(argv, capture_output=True, text=True, check=False, timeout=60)
    return done.returncode, done.stdout + done.stderr


def test_systemd_finds_no_fault_in_the_units(office, tmp_path):
    units = tmp_path / "units"
    units.mkdir()
    for name, text in unit_files(office).items():
        (units / name).write_text(text)
    code, said = verdict(tool("systemd-analyze"), "verify", "--man=no", *map(str, units.iterdir()))
    assert (code, [line for line in said.splitlines() if "siangsa" in line]) == (0, [])


def test_logrotate_reads_the_rotation(office, tmp_path):
    (office.logs / "api.log").write_text("a line\n")
    file = tmp_path / "rotation"
    file.write_text(rotation_file(office))
    code, said = verdict(tool("logrotate"), "-d", "-f", "-s", str(tmp_path / "state"), str(file))
    assert code == 0, said
    assert "error" not in said
    assert f"considering log {office.logs}/api.log" in said


def test_nginx_reads_the_example(office, tmp_path):
    nginx = tool("nginx")
    text = proxy_file(office, port=8000, device_port=8090, public_url="https://sampah.go.id")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    request = ("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=sampah.go.id")
    verdict(tool("openssl"), *request, "-keyout", str(key), "-out", str(certificate))
    for name, path in (("privkey", key), ("fullchain", certificate)):
        text = text.replace(f"/etc/letsencrypt/live/sampah.go.id/{name}.pem", str(path))
    site, main = tmp_path / "site.conf", tmp_path / "nginx.conf"
    site.write_text(text)
    main.write_text(_main(tmp_path, site))
    code, said = verdict(nginx, "-t", "-c", str(main))
    assert code == 0, said


def _main(folder: Path, site: Path) -> str:
    return (
        f"pid {folder}/pid;\nerror_log {folder}/error.log;\nevents {{}}\n"
        f"http {{ access_log {folder}/access.log; include {site}; }}\n"
    )
