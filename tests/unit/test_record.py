"""The record of a run: whole lines whatever happens, and what a later run reads from them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from safeshare.errors import BadRequest, CannotReadOrWrite, OutputExists
from safeshare.record import Record, read


def entry(number: int, **other: object) -> dict[str, Any]:
    return {
        "path": f"in/{number}\n.jpg",
        "output": f"out/photo-{number:04}.jpg",
        "outcome": "cleaned",
        "source": {"bytes": 10 + number, "modified": 1_700_000_000_000_000_000},
        "sha256": "00" * 32,
        "plan": "abc",
        **other,
    }


def entries_of(path: Path) -> list[dict[str, Any]]:
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in path.read_text().splitlines()]
    files: list[dict[str, Any]] = json.loads(path.read_text())["files"]
    return files


@pytest.fixture(params=["run.json", "run.jsonl"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return tmp_path / str(request.param)


@pytest.mark.parametrize("count", [0, 1, 3])
def test_a_finished_record_is_json_for_its_owner_alone(place: Path, count: int) -> None:
    with Record(place) as record:
        for number in range(count):
            record.add(entry(number))
    assert entries_of(place) == [entry(number) for number in range(count)]
    assert place.stat().st_mode & 0o777 == 0o600
    assert sorted(read(place)) == [f"in/{number}\n.jpg" for number in range(count)]


def test_a_record_is_never_overwritten(place: Path) -> None:
    place.write_text("mine")
    with pytest.raises(OutputExists), Record(place):
        pass
    assert place.read_text() == "mine"


@pytest.mark.parametrize("cut", [0, 1, 5, 40, 200])
def test_a_cut_record_goes_on_behind_its_last_whole_line(place: Path, cut: int) -> None:
    with Record(place) as record:
        for number in range(4):
            record.add(entry(number))
    place.write_bytes(place.read_bytes()[: len(place.read_bytes()) - cut])
    before = read(place)
    assert len(before) in (3, 4) if cut < 200 else (2, 3)
    with Record(place, resume=True) as record:
        record.add(entry(9))
    assert entries_of(place) == [*(one.line for one in before.values()), entry(9)]


def test_a_record_cut_to_nothing_begins_anew(place: Path) -> None:
    place.touch()
    assert read(place) == {}
    with Record(place, resume=True) as record:
        record.add(entry(1))
    assert entries_of(place) == [entry(1)]


def test_of_a_photo_that_was_done_twice_the_last_line_counts(place: Path) -> None:
    with Record(place) as record:
        record.add(entry(1))
        record.add(entry(1, sha256="11" * 32))
    assert read(place)["in/1\n.jpg"].sha256 == "11" * 32


def test_refused_photos_are_tried_again(place: Path) -> None:
    with Record(place) as record:
        record.add({"path": "in/0.jpg", "output": None, "outcome": "refused", "error": "cut"})
        record.add(entry(1))
    assert list(read(place)) == ["in/1\n.jpg"]


def test_what_is_no_record_is_refused(place: Path) -> None:
    place.write_text('{"regions": []}')
    with pytest.raises(BadRequest, match="no record"):
        read(place)
    with pytest.raises(CannotReadOrWrite):
        read(place.with_name("gone.json"))
