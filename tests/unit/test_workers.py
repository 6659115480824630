"""Many processes: order, laziness, interruptions, and processes that die."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from safeshare.workers import AHEAD, spread
from tests.batch.common import wait_for

"""From where a script may import what tests share."""


def double(number: int) -> int:
    time.sleep(0.02 * (number % 3))
    return 2 * number


def where(_: int) -> int:
    return os.getpid()


def met(folder: Path) -> int:
    """Give the process's number once two of them work at the same time."""
    (folder / f"{os.getpid()}").touch()
    wait_for(lambda: len(list(folder.iterdir())) == 2)
    return os.getpid()


def deadly(number: int) -> int:
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def dies_once(flag: Path) -> str:
    if not flag.exists():
        flag.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return "done"


def refuses(number: int) -> int:
    raise ValueError(f"no {number}")


def lost(number: int) -> int:
    return -number


@pytest.mark.parametrize("processes", [1, 2, 3])
def test_answers_come_in_the_order_of_the_things(processes: int) -> None:
    assert list(spread(double, range(20), processes, lost)) == [2 * n for n in range(20)]


def test_several_processes_work_and_none_is_this_one(tmp_path: Path) -> None:
    pids = set(spread(met, [tmp_path, tmp_path], 2, lambda _: 0))
    assert len(pids) == 2
    assert os.getpid() not in pids


def test_one_process_is_not_this_one_either() -> None:
    (pid,) = set(spread(where, range(2), 1, lost))
    assert pid != os.getpid()


def test_one_process_takes_the_next_thing_when_the_one_before_is_answered() -> None:
    """A watched folder's next photo may be long in coming."""
    told = []

    def things() -> Iterator[int]:
        for number in range(3):
            told.append(f"taken {number}")
            yield number

    for answer in spread(double, things(), 1, lost):
        told.append(f"answered {answer // 2}")
    assert told == [f"{step} {number}" for number in range(3) for step in ("taken", "answered")]


def threads(_: int) -> tuple[str | None, str | None]:
    return os.environ.get("OMP_NUM_THREADS"), os.environ.get("OPENCV_FOR_THREADS_NUM")


@pytest.mark.parametrize(("processes", "share"), [(1, "4"), (2, "2"), (3, "1"), (8, "1")])
def test_processes_share_the_processors(
    monkeypatch: pytest.MonkeyPatch, processes: int, share: str
) -> None:
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    monkeypatch.setattr("safeshare.workers.available", lambda: 4)
    assert list(spread(threads, range(1), processes, lost)) == [(share, share)]
    assert "OMP_NUM_THREADS" not in os.environ


def first_is_free(mark: Path) -> None:
    if mark.name != "0":
        wait_for((mark.parent / "go").exists)


def test_things_are_taken_a_few_ahead(tmp_path: Path) -> None:
    taken = []

    def things() -> Iterator[Path]:
        for number in range(1000):
            taken.append(number)
            yield tmp_path / f"{number}"

    answers = spread(first_is_free, things(), 2, lambda _: None)
    next(answers)
    assert len(taken) <= 2 * AHEAD + 1
    (tmp_path / "go").touch()
    answers.close()


def first_is_slow(mark: Path) -> int:
    """Give how many others of the folder were done when this was."""
    if mark.name == "0":
        wait_for(lambda: len(list(mark.parent.iterdir())) == LATER)
    else:
        mark.touch()
    return len(list(mark.parent.iterdir()))


LATER = 29
"""Things that the other process is given while one is busy: more than are under way at a time."""


def test_a_slow_thing_keeps_no_other_process_idle(tmp_path: Path) -> None:
    things = [tmp_path / f"{number}" for number in range(LATER + 1)]
    first, *others = spread(first_is_slow, things, 2, lost=lambda _: 0)
    assert first == LATER
    assert others == list(range(1, LATER + 1))


@pytest.mark.parametrize("processes", [1, 2])
def test_what_kills_its_process_takes_nothing_else_along(processes: int) -> None:
    assert list(spread(deadly, range(12), processes, lost)) == [0, 1, 2, -3, *range(4, 12)]


def test_what_dies_once_is_tried_again(tmp_path: Path) -> None:
    things = [tmp_path / f"{number}" for number in range(3)]
    assert list(spread(dies_once, things, 2, lambda _: "lost")) == ["done"] * 3


def test_an_error_is_raised_here() -> None:
    with pytest.raises(ValueError, match="no 0"):
        list(spread(refuses, range(3), 2, lost))
