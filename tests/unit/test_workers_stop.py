"""Many processes that are told to stop: by Ctrl-C, by a second one, by their parent's end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

SCRIPT = """
    import os, sys, threading, time
    from pathlib import Path
    from safeshare.workers import Stop, spread
    from tests.batch.led import wake
    go = Path(sys.argv[1])
    def held(number):
        os.write(1, f"start {number}\\n".encode())  # in one piece: others write as well
        while number and not go.exists():
            time.sleep(0.01)
        return number
    with Stop() as stop:
        def tell():
            while not stop.asked:
                time.sleep(0.01)
            go.touch()
        threading.Thread(target=tell, daemon=True).start()
        wake()
        for answer in spread(held, stop.before(range(100)), 2, abs):
            os.write(1, f"answer {answer}\\n".encode())
    print("stopped" if stop.asked else "done", flush=True)
"""
"""Works on a hundred things; all but the first one last until Ctrl-C was seen."""


def begun(room: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", textwrap.dedent(SCRIPT), room / "go"]
    running = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    assert running.stdout is not None
    while not running.stdout.readline().startswith("answer"):
        assert running.poll() is None
    return running


def test_an_interruption_finishes_what_is_under_way(tmp_path: Path) -> None:
    running = begun(tmp_path)
    os.killpg(running.pid, signal.SIGINT)
    assert running.stdout is not None
    lines = running.stdout.read().splitlines()
    assert running.wait(timeout=30) == 0
    started = [line for line in lines if line.startswith("start")]
    answers = [int(line.split()[1]) for line in lines if line.startswith("answer")]
    assert lines[-1] == "stopped"
    assert len(started) < 10
    assert answers == list(range(1, answers[-1] + 1))
    assert len(answers) >= 2


LONG = """
    import os, signal, threading, time
    from safeshare.workers import Stop, spread
    from tests.batch.led import wake
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's job may ignore it
    def slow(number):
        os.write(1, b"begun\\n")  # at once: two of them write
        time.sleep(60)
    with Stop() as stop:
        def tell():
            while not stop.asked:
                time.sleep(0.01)
            os.write(1, b"asked\\n")
        threading.Thread(target=tell, daemon=True).start()
        wake()
        list(spread(slow, stop.before(range(3)), {processes}, abs))
"""


@pytest.mark.parametrize("processes", [1, 2])
def test_a_second_interruption_waits_for_nothing(processes: int) -> None:
    script = textwrap.dedent(LONG.format(processes=processes))
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    command = [sys.executable, "-c", script]
    running = subprocess.Popen(command, cwd=ROOT, start_new_session=True, **pipes)
    assert running.stdout.readline() == "begun\n"
    os.killpg(running.pid, signal.SIGINT)
    while running.stdout.readline() != "asked\n":  # another process may have begun as well
        assert running.poll() is None
    os.killpg(running.pid, signal.SIGINT)
    try:
        _, said = running.communicate(timeout=20)
    finally:
        running.kill()
    assert said.strip().endswith("KeyboardInterrupt")


def test_processes_end_with_their_parent(tmp_path: Path) -> None:
    running = begun(tmp_path)
    running.kill()
    printed, _ = running.communicate(timeout=30)  # ends once no process holds the pipe any more
    assert "done" not in printed


SENDING = """
    import os, signal
    from safeshare.workers import spread
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's job may ignore it
    def large(_):
        return bytes(30_000_000)
    for _ in spread(large, range(10_000), 2, abs):
        os.write(1, b"answer\\n")
"""
"""Is nearly always in the middle of an answer."""


@pytest.mark.parametrize("after", [1, 2, 3, 5])
def test_processes_that_are_sending_answers_end_as_well(after: int) -> None:
    running = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(SENDING)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    assert running.stdout is not None
    for _ in range(after):
        assert running.stdout.readline() == b"answer\n"
    os.killpg(running.pid, signal.SIGINT)
    try:
        _, said = running.communicate(timeout=60)
    finally:
        if running.poll() is None:
            os.killpg(running.pid, signal.SIGKILL)
    assert said.strip().endswith(b"KeyboardInterrupt")
