from __future__ import annotations

import json
from typing import Any

import pytest

from safeshare.model import Finding, Outcome, Region, Report, Result, Severity
from safeshare.web.answers import report_answer, result_answer, visible
from safeshare.web.store import Kept, StoredPhoto

LOW = Finding("software", "EXIF", "made with X", Severity.LOW)
HIGH = Finding("location", "EXIF GPS", "a position", Severity.HIGH, "48.85, 2.29", (48.85, 2.29))
HIDDEN = Finding("thumbnail", "EXIF", "a preview", Severity.HIGH, picture=b"jpeg")


def outline(region: Region) -> tuple[tuple[float, float], ...]:
    return tuple((float(i), region.box[1]) for i in range(2_000))


def answer_of(*regions: Region, name: str | None = None) -> dict[str, Any]:
    report = Report("gif", 10, 10, 3, (LOW, HIGH, HIDDEN), regions)
    photo = StoredPhoto("page", b"", report, b"", name)
    return report_answer(Kept("id", ("older",)), photo, outline)


@pytest.mark.parametrize(("format_", "smear", "margin"), [("gif", 0, 1), ("tiff", 16, 16)])
def test_the_page_is_told_how_far_covers_grow(format_: str, smear: int, margin: int) -> None:
    report = Report(format_, 10, 10, 1, (), (), smear)
    photo = StoredPhoto("page", b"", report, b"", None)
    assert report_answer(Kept("id", ()), photo, outline)["margin"] == margin


def test_findings_come_worst_first() -> None:
    answer = answer_of()
    assert [finding["severity"] for finding in answer["findings"]] == ["high", "high", "low"]
    assert answer["findings"][0]["value"] == "48.85, 2.29"


def test_position_and_hidden_picture_come_with_their_finding() -> None:
    location, hidden, software = answer_of()["findings"]
    assert (location["place"]["latitude"], location["place"]["longitude"]) == (48.85, 2.29)
    assert hidden["picture"] == 2
    assert not {"place", "picture"} & set(software)
    assert "picture" not in location


def test_name_is_harmless_and_dropped_photos_are_told() -> None:
    answer = answer_of(name="gpj\u202e.exe")
    assert answer["name"] == "gpj\N{REPLACEMENT CHARACTER}.exe"
    assert answer["dropped"] == ["older"]
    assert answer_of()["name"] == ""


def test_regions_of_later_frames_are_counted_but_not_drawn() -> None:
    here = Region("a", "face", "box", (0, 0, 5, 5), frame=0)
    everywhere = Region("b", "mark", "box", (0, 0, 5, 5))
    later = Region("c", "face", "box", (0, 0, 5, 5), frame=2)
    answer = answer_of(here, everywhere, later)
    assert [region["id"] for region in answer["regions"]] == ["a", "b"]
    assert answer["later"] == 1


def test_outlines_are_thinned() -> None:
    answer = answer_of(Region("a", "face", "box", (0, 0, 5, 5)))
    assert 100 < len(answer["regions"][0]["outline"]) <= 400


def test_answers_are_plain_json() -> None:
    result = Result(b"x" * 7, "gif", 3, 4, Outcome.CLEANED, (HIGH,), (), ("the room",), True, 5, 0)
    shown = Region("a", "face", "box", (0, 0, 5, 5), on=False)
    covered = Region("b", "face", "box", (0, 0, 5, 5))
    answer = json.loads(json.dumps(result_answer(result, "photo.gif", ("face",), (shown, covered))))
    assert answer["bytes"] == 7
    assert answer["outcome"] == "cleaned"
    assert answer["removed"][0]["kind"] == "location"
    assert (answer["faces_left"], answer["looked_for"]) == (0, ["face"])
    assert answer["faces_shown"] == 1
    assert "data" not in answer


def test_what_steers_a_display_is_made_visible() -> None:
    mark = "\N{REPLACEMENT CHARACTER}"
    assert visible("gpj\u202e.exe") == f"gpj{mark}.exe"
    assert visible("a\x1b[2Jb\x00") == f"a{mark}[2Jb{mark}"
    assert visible("lone \ud800") == f"lone {mark}"
    assert visible("one\ntwo") == "one two"
    assert visible("<b>José</b> 😀") == "<b>José</b> 😀"
    assert len(visible("x" * 5_000)) == 2_000
