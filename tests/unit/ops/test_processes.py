"""The supervisor: restarts what crashes, stops everything in order, leaves nothing behind."""

import sys
import time

import psutil
import pytest

from ops.children import Command, keep_small, kill_group, start, tail
from ops.errors import ProgramError, ToolMissingError
from ops.processes import MemoryWatch, Supervisor, run_to_end

WAIT_S = 10


def command(tmp_path, code, name="program"):
    return Command(name, [sys.executable, "-c", code], tmp_path / f"{name}.log")


def wait_for(condition):
    deadline = time.monotonic() + WAIT_S
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


@pytest.fixture
def told():
    return []


@pytest.fixture
def supervisor(told):
    with Supervisor(told.append, lambda _children: None) as supervisor:
        yield supervisor


SLEEP = "import time; time.sleep(60)"


def test_crashed_program_is_started_again(supervisor, told, tmp_path, monkeypatch):
    monkeypatch.setattr("ops.processes.FIRST_WAIT_S", 0.05)
    first = supervisor.run("program", command(tmp_path, SLEEP), wave=0)
    kill_group(first.pid)
    wait_for(lambda: not first.running())

    def again():
        supervisor.look_after()
        child = supervisor.find("program")
        return child is not None and child.pid != first.pid and child.running()

    wait_for(again)
    assert "starting it again" in told[0]


def test_each_crash_in_a_row_doubles_the_wait(supervisor, told, tmp_path, monkeypatch):
    monkeypatch.setattr("ops.processes.FIRST_WAIT_S", 0.01)
    supervisor.run("program", command(tmp_path, "raise SystemExit(3)"), wave=0)

    def crashed_thrice():
        supervisor.look_after()
        return len(told) >= 3

    wait_for(crashed_thrice)
    assert [line.split(" in ")[1].split(";")[0] for line in told[:3]] == ["0.01 s", "0.02 s", "0.04 s"]
    assert "code 3" in told[0]


def test_released_program_may_end(supervisor, told, tmp_path):
    child = supervisor.run("program", command(tmp_path, ""), wave=0)
    supervisor.release("program")
    wait_for(lambda: not child.running())
    supervisor.look_after()
    assert not told
    assert supervisor.find("program") is None


def test_lower_wave_has_ended_before_the_next_is_asked(tmp_path):
    code = (
        "import signal, sys, time\n"
        "def end(*_):\n"
        "    open({path!r}, 'a').write(f'{name} {{time.monotonic()}}\\n'); sys.exit()\n"
        "signal.signal(signal.SIGTERM, end)\n"
        "open({ready!r}, 'w').close()\n"
        "time.sleep(60)\n"
    )
    order = tmp_path / "order"
    with Supervisor(lambda _text: None, lambda _children: None) as supervisor:
        for wave, name in ((1, "late"), (0, "early")):
            ready = tmp_path / f"{name}.ready"
            text = code.format(path=str(order), name=name, ready=str(ready))
            supervisor.run(name, command(tmp_path, text, name), wave=wave)
            wait_for(ready.exists)
    assert [line.split()[0] for line in order.read_text().splitlines()] == ["early", "late"]


def test_program_that_ignores_the_stop_signal_is_killed_with_its_children(tmp_path):
    code = (
        "import signal, subprocess, sys, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "print(child.pid, flush=True); time.sleep(60)\n"
    )
    child = start(command(tmp_path, code))
    wait_for(lambda: (tmp_path / "program.log").read_text().strip())
    grandchild = int((tmp_path / "program.log").read_text())
    assert child.stop(grace_s=0.2) < 0
    wait_for(lambda: not psutil.pid_exists(grandchild) or psutil.Process(grandchild).status() == "zombie")


def test_step_shows_every_line_and_returns_them(told, tmp_path):
    assert run_to_end(command(tmp_path, "print('one'); print(); print('two')"), told.append) == ["one", "two"]
    assert told == ["one", "two"]
    assert (tmp_path / "program.log").read_text() == "one\n\ntwo\n"


def test_failed_step_is_told_by_its_last_line(told, tmp_path):
    with pytest.raises(ProgramError, match=r"^the road file is damaged$"):
        run_to_end(command(tmp_path, "print('x'); raise SystemExit('the road file is damaged')"), told.append)


def test_program_that_does_not_exist_is_one_clear_error(tmp_path):
    with pytest.raises(ToolMissingError, match="could not be started"):
        start(Command("ghost", ["/does/not/exist"], tmp_path / "ghost.log"))


def test_tail_of_a_log_is_its_last_lines(tmp_path):
    (tmp_path / "log").write_text("a\n\nb\nc\nd\n")
    assert tail(tmp_path / "log", 2) == "c | d"
    assert tail(tmp_path / "none") == ""


def test_log_that_has_grown_large_is_set_aside(tmp_path):
    log = tmp_path / "api.log"
    log.write_text("x" * 100)
    keep_small(log, 100)
    assert log.exists()
    keep_small(log, 99)
    assert not log.exists()
    assert (tmp_path / "api.log.1").read_text() == "x" * 100


def test_memory_is_watched_only_when_wanted():
    with MemoryWatch(active=True, every_s=0.01) as watch:
        wait_for(lambda: watch.peak_mb > 5)
    with MemoryWatch(active=False) as idle:
        pass
    assert idle.peak_bytes == 0
