"""The record of a run: whole lines whatever happens, and what a later run reads from them."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from safeshare.errors import BadRequest, OutputExists
from safeshare.record import Earlier, Record, whole


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


def read(path: Path) -> dict[str, Earlier]:
    with Record(path, resume=True) as record:
        return dict(record.earlier)


def entries_of(path: Path) -> list[dict[str, Any]]:
    if path.suffix == ".jsonl":
        lines = map(json.loads, path.read_text().splitlines())
        return [line for line in lines if "path" in line]
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
    assert sorted(read(place)) == [whole(f"in/{number}\n.jpg") for number in range(count)]


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
    with Record(place, resume=True) as record:
        before = sorted(record.earlier)
        record.add(entry(9))
    assert len(before) in ((3, 4) if cut < 200 else (2, 3))
    assert before == [whole(f"in/{number}\n.jpg") for number in range(len(before))]
    assert entries_of(place) == [*(entry(number) for number in range(len(before))), entry(9)]


def test_nothing_is_left_of_a_long_line_that_was_cut(place: Path) -> None:
    with Record(place) as record:
        record.add(entry(1))
        record.add(entry(2, error="x" * 5_000))
    place.write_bytes(place.read_bytes()[:-100])
    with Record(place, resume=True) as record:
        record.add(entry(3))
    assert entries_of(place) == [entry(1), entry(3)]


def test_an_entry_is_on_the_disk_as_soon_as_it_is_added(place: Path) -> None:
    with Record(place) as record:
        record.add(entry(1))
        assert json.dumps(entry(1)) in place.read_text()


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
    assert read(place)[whole("in/1\n.jpg")].sha256 == "11" * 32


def test_refused_photos_are_tried_again(place: Path) -> None:
    with Record(place) as record:
        record.add({"path": "in/0.jpg", "output": None, "outcome": "refused", "error": "cut"})
        record.add(entry(1))
    assert list(read(place)) == [whole("in/1\n.jpg")]


@pytest.mark.parametrize(
    "text", ['{"regions": []}', "[1]", '{\n "files": []}', "text\n", '{"path": 1}\n', "\0\xff"]
)
def test_what_is_no_record_is_refused_and_left_alone(place: Path, text: str) -> None:
    place.write_text(text, encoding="latin-1")
    with pytest.raises(BadRequest, match="no record"):
        read(place)
    assert place.read_text(encoding="latin-1") == text


def test_a_record_cut_in_its_first_line_begins_anew(place: Path) -> None:
    with Record(place) as record:
        record.add(entry(1))
    place.write_bytes(place.read_bytes()[:40])
    with Record(place, resume=True) as record:
        assert record.earlier == {}
        record.add(entry(2))
    assert entries_of(place) == [entry(2)]


def test_the_secret_of_random_names_stays(place: Path) -> None:
    with Record(place, keyed=True) as record:
        key = record.key
        record.add(entry(1))
    with Record(place, resume=True, keyed=True) as record:
        assert record.key == key
        assert list(record.earlier) == [whole("in/1\n.jpg")]
        record.add(entry(2))
    assert entries_of(place) == [entry(1), entry(2)]
    with Record(place.with_name(f"other{place.suffix}"), keyed=True) as other:
        assert len(other.key) == len(key) == 32
        assert other.key != key


def test_a_record_remembers_an_entry_in_little_memory(place: Path) -> None:
    finding = {"kind": "caption", "value": "x" * 10_000}
    with Record(place) as record:
        for number in range(1000):
            record.add(entry(number, removed=[finding]))
    tracemalloc.start()
    try:
        earlier = read(place)
        assert tracemalloc.get_traced_memory()[0] < 1000 * 1500
    finally:
        tracemalloc.stop()
    assert len(earlier) == 1000


def test_one_run_at_a_time_writes_a_record(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("safeshare.disk.locks.PATIENCE", 0.2)
    with Record(place) as record:
        record.add(entry(1))
        place.read_bytes()  # as a walk does that meets it; that must not open the door
        with pytest.raises(BadRequest, match="another run is writing it"):
            read(place)
        record.add(entry(2))
    assert entries_of(place) == [entry(1), entry(2)]
    assert len(read(place)) == 2
