"""What begins before what: a program whose work waits at each step until the test goes on."""

from __future__ import annotations

import http.client
import json
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests.web.photos import astronaut
from tests.web.program import START, Visitor, start_program

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PAGE = "page-of-one-who-waits"
STEPS = ("read", "cover", "write", "check")

# Each step lasts until a file of its name is there, or until nobody waits for the copy; a
# search for text is made again and again until there is a file "found".
HELD = """
import pathlib, time
from safeshare.web import copies, pictures
marks = pathlib.Path({marks!r})
end, text_of = copies.CopyRoutes._end, pictures.text_of
async def held_end(self, wish, tell, gone):
    def held(step):
        tell(step)
        in_vain, last = marks / "waited in vain", time.monotonic() + 60
        while not (gone.is_set() or in_vain.exists() or (marks / step.value).exists()):
            if time.monotonic() > last:
                in_vain.touch()
            time.sleep(0.01)
    return await end(self, wish, held, gone)
def held_text_of(photo, pause):
    (marks / "searching").touch()
    while not (marks / "found").exists():
        text_of(photo, pause)
    return text_of(photo, pause)
copies.CopyRoutes._end, pictures.text_of = held_end, held_text_of
"""


@dataclass
class Held:
    """A visitor of the program whose work waits."""

    visitor: Visitor
    marks: Path

    def go_on(self, *steps: str) -> None:
        for step in steps:
            (self.marks / step).touch()

    def wait_for(self, mark: str) -> None:
        last = time.monotonic() + 60
        while not (self.marks / mark).exists():
            assert time.monotonic() < last
            time.sleep(0.01)

    def ask(self, path: str) -> http.client.HTTPConnection:
        """Ask for work, without waiting for the answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.visitor.port, timeout=120)
        connection.request("POST", path, b"{}", {"Cookie": self.visitor.cookie})
        return connection


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Held]:
    marks = tmp_path_factory.mktemp("marks")
    code = HELD.format(marks=str(marks)) + START
    running = start_program(tmp_path_factory.mktemp("held"), code)
    yield Held(Visitor(running), marks)
    running.end()


@pytest.fixture
def held(started: Held) -> Iterator[Held]:
    for mark in started.marks.iterdir():
        mark.unlink()
    yield started
    assert not (started.marks / "waited in vain").exists()


def test_steps_are_told_as_they_begin(held: Held) -> None:
    _, report = held.visitor.send(astronaut(256), PAGE)
    connection = held.ask(f"/api/clean/{report['id']}")
    answer = connection.getresponse()
    told = []
    for step in STEPS:
        told.append(json.loads(answer.readline())["step"])
        held.go_on(step)  # not before: so that it was told when it began
    assert tuple(told) == STEPS
    assert "result" in json.loads(answer.readline())
    assert answer.readline() == b""
    connection.close()


def test_who_goes_away_in_the_middle_leaves_nothing(held: Held) -> None:
    _, report = held.visitor.send(astronaut(256), PAGE)
    connection = held.ask(f"/api/clean/{report['id']}")
    assert json.loads(connection.getresponse().readline()) == {"step": "read"}
    connection.sock.close()
    connection.close()
    # The next photo waits for its turn, so that the copy is over when it is taken in.
    _, other = held.visitor.send(astronaut(256), PAGE)
    held.go_on(*STEPS)
    assert "result" in held.visitor.clean(other["id"], {})[1]
    assert held.visitor.ask("GET", f"/api/result/{report['id']}")[0] == 404


def test_a_copy_goes_before_a_search_for_text_that_runs_already(held: Held) -> None:
    held.go_on(*STEPS)
    photo_id = held.visitor.send(astronaut(512), PAGE)[1]["id"]
    searching = held.ask(f"/api/text/{photo_id}")
    ended = threading.Event()
    found: list[int] = []

    def wait() -> None:
        found.append(searching.getresponse().status)
        ended.set()

    waiting = threading.Thread(target=wait)
    waiting.start()
    held.wait_for("searching")
    other = held.visitor.send(astronaut(256), PAGE)[1]["id"]
    assert "result" in held.visitor.clean(other, {})[1]
    assert not ended.is_set()
    held.go_on("found")
    waiting.join()
    searching.close()
    assert found == [200]  # it was done afterwards
