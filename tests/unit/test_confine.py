"""A process that opens photos has no network and no endless memory."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from safeshare import confine

ATTEMPTS = """
import json, socket, subprocess, sys, threading
from safeshare.confine import confine
begin, answers = threading.Event(), {}

def attempt(name):
    try:
        socket.socket(getattr(socket, name), socket.SOCK_DGRAM).close()
        return "open"
    except PermissionError:
        return "refused"

def earlier():
    begin.wait()
    answers["thread"] = attempt("AF_INET")

thread = threading.Thread(target=earlier)
thread.start()
answers["before"] = attempt("AF_INET")
answers["reasons"] = confine()
begin.set()
thread.join()
answers |= {name: attempt(name) for name in ("AF_INET", "AF_INET6", "AF_PACKET", "AF_UNIX")}
child = [sys.executable, "-c", "import socket; socket.socket()"]
answers["child"] = subprocess.run(child, capture_output=True).returncode
one, other = socket.socketpair()
one.send(b"here")
answers["pair"] = other.recv(4).decode()
try:
    bytearray(confine.__globals__["MOST_MEMORY"])
    answers["memory"] = "endless"
except MemoryError:
    answers["memory"] = "bounded"
print(json.dumps(answers))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="a filter of Linux")
def test_internet_sockets_are_refused_in_every_thread_and_child() -> None:
    asked = [sys.executable, "-c", ATTEMPTS]
    answers = json.loads(subprocess.run(asked, capture_output=True, check=True).stdout)
    assert answers == {
        "before": "open",
        "reasons": [],
        "thread": "refused",
        "AF_INET": "refused",
        "AF_INET6": "refused",
        "AF_PACKET": "refused",
        "AF_UNIX": "open",
        "child": 1,
        "pair": "here",
        "memory": "bounded",
    }


def test_a_machine_without_the_filter_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confine.platform, "machine", lambda: "pdp11")
    assert confine.drop_network() == "this system can't cut a program off the network"


def test_the_command_works_without_a_network_and_says_what_it_could_not_give_up() -> None:
    code = (
        "import sys; sys.platform = 'linux'; from safeshare import confine; "
        "confine.MACHINES.clear(); from safeshare.cli import main; main(['verify', 'README.md'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "can't cut a program off the network" in done.stderr
    assert done.returncode == 3
