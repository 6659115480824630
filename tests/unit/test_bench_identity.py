"""The attack on hidden faces finds what is there, and nothing where nothing is; without dlib."""

from __future__ import annotations

import importlib
import io
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from PIL import Image

from safeshare.errors import VerificationFailed
from safeshare.model import Region
from safeshare.redact.mask import rasterize

BENCH = Path(__file__).parents[2] / "bench"
SIBLINGS = ("ranks", "attack", "rivals", "people", "recogniser", "transplant", "identity", "folder")
PEOPLE, PHOTOS = 40, 4


class Bench:
    """The bench's files as modules, which import each other by their bare names."""

    def __getattr__(self, name: str) -> ModuleType:
        return importlib.import_module(name)


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(BENCH))
    for name in SIBLINGS:
        monkeypatch.delitem(sys.modules, name, raising=False)
    yield Bench()
    for name in SIBLINGS:
        sys.modules.pop(name, None)


@pytest.fixture
def heads(bench: Any) -> list[Any]:
    """Three "heads" of noise, with a face at the same place."""
    side, random = bench.transplant.SIDE, np.random.default_rng(4)
    mouth = ((292.0, 376.0), (348.0, 376.0))
    landmarks = ((284.0, 300.0), (356.0, 300.0), (320.0, 340.0), *mouth)
    region = Region("face-1", "face", "box", (240, 230, 400, 410), landmarks=landmarks)
    frames = random.integers(90, 120, (3, side, side, 3), np.uint8)
    return [bench.transplant.Head(frame, region) for frame in frames]


def test_rank_one_and_area_by_hand(bench: Any) -> None:
    scores = np.array([[0.9, 0.1, 0.5], [0.2, 0.4, 0.6], [0.3, 0.3, 0.1]])
    own = np.array([0, 1, 1])
    assert bench.ranks.rank_one(scores, own).tolist() == [1, 0, 0.5]
    assert bench.ranks.area(scores, own).tolist() == [1, 0.5, 0.75]


def test_scores_that_say_nothing_are_chance(bench: Any) -> None:
    scores, own = np.zeros((6, 4)), np.array([0, 1, 2, 3, 0, 1])
    assert bench.ranks.rank_one(scores, own).mean() == pytest.approx(1 / 4)
    assert bench.ranks.area(scores, own).mean() == pytest.approx(1 / 2)


def test_interval_holds_the_truth_as_often_as_it_says(bench: Any) -> None:
    random, held = np.random.default_rng(1), 0
    people = np.repeat(np.arange(50), 2)
    for _ in range(60):
        values = 0.3 + np.repeat(random.normal(0, 1, 50), 2)
        found = bench.ranks.interval(values, people, 0.95)
        held += found.low <= 0.3 <= found.high
    assert 52 <= held <= 60


def test_interval_is_that_of_people_not_of_photos(bench: Any) -> None:
    values = np.random.default_rng(2).normal(0, 1, 30)
    one = bench.ranks.interval(values, np.arange(30), 0.95)
    ten = bench.ranks.interval(values.repeat(10), np.arange(30).repeat(10), 0.95)
    assert (ten.low, ten.high) == pytest.approx((one.low, one.high))


def measured(bench: Any, signal: float, noise: int) -> Any:
    """Descriptors of PHOTOS photos of each person, in which `signal` of 1 tells who it is."""
    who = np.random.default_rng(0).normal(size=(PEOPLE, 20)).repeat(PHOTOS, axis=0)
    other = np.random.default_rng(noise).normal(size=(3, PEOPLE * PHOTOS, 20))
    return bench.attack.Measured(*(signal * who + (1 - signal) * part for part in other))


@pytest.mark.parametrize("name", ["naive", "parrot", "learned"])
def test_an_attack_finds_people_who_can_be_told_apart(bench: Any, name: str) -> None:
    trials = bench.identity.rounds(np.arange(PEOPLE).repeat(PHOTOS))
    clean = measured(bench, 0.7, 1)
    told = bench.identity.attacked(clean, measured(bench, 0.6, 2), trials)
    blank = bench.identity.attacked(clean, measured(bench, 0.0, 3), trials)
    assert told[name, "rank-1"].mean() > 0.9
    assert told[name, "AUC"].mean() > 0.97
    assert blank[name, "rank-1"].mean() < 0.12
    assert 0.4 < blank[name, "AUC"].mean() < 0.6


def test_learning_finds_what_one_descriptor_does_not_tell(bench: Any) -> None:
    whole = measured(bench, 0.5, 4)
    faceless = bench.attack.Measured(np.zeros_like(whole.face), whole.pixels, whole.head)
    trials = bench.identity.rounds(np.arange(PEOPLE).repeat(PHOTOS))
    found = bench.identity.attacked(whole, faceless, trials)
    assert found["parrot", "rank-1"].mean() == pytest.approx(1 / PEOPLE)
    assert found["learned", "rank-1"].mean() > 0.7


def test_every_photo_is_a_probe_once(bench: Any) -> None:
    first, second = bench.identity.rounds(np.array([0, 0, 1, 1, 1, 0]))
    assert first.known.tolist() == [True, False, True, False, True, True]
    assert (first.known != second.known).all()


@pytest.mark.parametrize(
    ("style", "weakest", "code"),
    [(0.0, 0.6, 0), (0.0, 0.0, 2), (0.6, 0.6, 1)],
    ids=["holds", "proves nothing", "fails"],
)
def test_verdict(
    bench: Any, capsys: pytest.CaptureFixture[str], style: float, weakest: float, code: int
) -> None:
    people = np.arange(PEOPLE).repeat(PHOTOS)
    trials = bench.identity.rounds(people)
    probes = np.concatenate([people[~trial.known] for trial in trials])
    told = {"black": 0.0, "blur": style, "Gaussian 5 %": weakest}
    clean = measured(bench, 0.7, 1)
    found = {
        name: bench.identity.attacked(clean, measured(bench, signal, 5), trials)
        for name, signal in told.items()
    }
    assert bench.identity.verdict(bench.identity.report(found, probes), ["blur"]) == code
    assert ("FAILS" in capsys.readouterr().out) == (code == 1)


def test_who_gets_no_copy_is_left_out_of_all_rows(
    bench: Any,
    heads: list[Any],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    region, data = heads[0].region, _png(heads[0].frame)
    names = [f"{person:02}" for person in range(PEOPLE) for _ in range(PHOTOS)]
    pictures = [bench.people.Picture(name, data, region) for name in names]

    def hidden(picture: Any, method: str) -> Any:
        if (picture.person, method) == ("07", "blur"):
            raise VerificationFailed("it shows.")
        return heads[0].frame

    class Reader:
        def measured(self, images: list[Any], places: list[Any]) -> Any:
            assert len(images) == len(places) == len(pictures)
            return measured(bench, 0.6, 1)

    monkeypatch.setattr(bench.identity, "hidden", hidden)
    refused: set[str] = set()
    methods = ("clean", "black", "blur", bench.rivals.WEAKEST)
    found = dict(bench.identity.measure(pictures, methods, Reader(), refused))
    assert refused == {"07"}
    assert bench.identity.judged(pictures, found, refused, ["blur"]) == 2
    said = capsys.readouterr().out
    assert f"{PEOPLE - 1} people, {(PEOPLE - 1) * PHOTOS} photos" in said
    assert "(left out, a copy refused: 1)" in said


def test_rivals_change_the_mask_only_and_the_control_reads_nothing(bench: Any) -> None:
    random = np.random.default_rng(3)
    one = random.integers(0, 256, (90, 70, 3), np.uint8)
    mask = np.zeros((90, 70), bool)
    mask[15:80, 11:60] = np.hypot(*np.mgrid[-1:1:65j, -1:1:49j]) < 1
    other = np.where(mask[..., None], random.integers(0, 256, one.shape, np.uint8), one)
    for name, fill in bench.rivals.RIVALS.items():
        hidden, alike = (bench.rivals.hide(image, mask, 40, fill) for image in (one, other))
        assert (hidden[~mask] == one[~mask]).all(), name
        assert (hidden[mask] != one[mask]).any(), name
        assert (hidden == alike).all() == (name == bench.rivals.CONTROL), name


def test_a_cut_out_has_the_face_where_the_network_wants_it(bench: Any) -> None:
    image = np.zeros((900, 700, 3), np.uint8)
    places = np.array(bench.recogniser.PLACES) @ [[0, 400], [-400, 0]] + (600, 150)
    for x, y in places:
        image[round(y) - 6 : round(y) + 7, round(x) - 6 : round(x) + 7] = 255
    chip = bench.recogniser.cut(image, [tuple(place) for place in places], 1.0)
    for x, y in bench.recogniser.PLACES:
        assert chip[round(150 * y), round(150 * x)].min() > 200
    assert chip.shape == (150, 150, 3)
    assert chip.mean() < 10


def test_photos_made_of_one_photo_differ_under_the_mask_only(bench: Any, heads: list[Any]) -> None:
    host, *donors = heads
    first, second = (bench.people.pixels_of(bench.transplant.laid(one, host))[0] for one in donors)
    shape = first.shape[:2]
    # JPEG spreads what is under a mask over its blocks: 16 pixels down and 16 across.
    assert (first != second)[rasterize((host.region,), shape, margin=0)].any()
    assert not (first != second)[~rasterize((host.region,), shape, margin=23)].any()


def test_the_control_and_the_styles_hide_the_face_by_way_of_a_file(
    bench: Any, heads: list[Any]
) -> None:
    host, other = heads[0], heads[1].frame
    mask = rasterize((host.region,), other.shape[:2], margin=0)
    frames = host.frame, np.where(mask[..., None], other, host.frame)
    pictures = [bench.people.Picture("a", _png(frame), host.region) for frame in frames]
    for method in ("black", "blur", "mosaic", "solid", bench.rivals.WEAKEST):
        one, alike = (bench.identity.hidden(picture, method) for picture in pictures)
        assert (one == alike).all() == (method != bench.rivals.WEAKEST), method
        assert (one[mask] != host.frame[mask]).any(), method


def test_no_head_serves_two_sides_and_nobody_is_their_own(bench: Any) -> None:
    rows = [bench.transplant._hosts(9, parity, np.random.default_rng(parity)) for parity in (0, 1)]
    assert not set(rows[0]) & set(rows[1])
    assert all(host != person for row in rows for person, host in enumerate(row))


def _png(frame: np.ndarray[Any, Any]) -> bytes:
    file = io.BytesIO()
    Image.fromarray(frame).save(file, "PNG")
    return file.getvalue()
