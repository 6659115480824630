"""The worked examples of docs/architecture.md, done as they stand there: they do what they say."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture import test_imports

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "architecture.md"
CARRIED = ("models", "towns", "world")
"""Folders that the build fills; a copy of the house only points to them."""

MOST_LINES = 30

Blocks = list[tuple[str, str]]


def blocks_of(title: str) -> Blocks:
    """Give language and text of each code block below a heading."""
    section = PAGE.read_text("utf-8").partition(f"### {title}\n")[2].split("\n## ")[0]
    return re.findall(r"^```(python|diff)\n(.*?)^```$", section.split("\n### ")[0], re.M | re.S)


def built(blocks: Blocks, root: Path) -> Path:
    """Copy the house and do in the copy what the blocks say."""
    for source in sorted((ROOT / "src").rglob("*")):
        place = root / source.relative_to(ROOT)
        place.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir() and source.name in CARRIED:
            place.symlink_to(source)
        elif source.is_file() and not {*CARRIED, "__pycache__"} & set(source.parts):
            shutil.copyfile(source, place)
    for language, text in blocks:
        if language == "python":  # its first line is a comment with its path
            (root / text.removeprefix("# ").split("\n")[0]).write_text(text, "utf-8")
        for name, change in re.findall(r"^--- (\S+)\n((?:(?!--- ).*\n)*)", text, re.M):
            change_file(root / name, change)
    return root / "src"


def change_file(file: Path, change: str) -> None:
    """Apply hunks, divided by @@, each of which must fit at exactly one place."""
    text = file.read_text("utf-8")
    for hunk in change.split("@@\n"):
        lines = hunk.splitlines(keepends=True)
        old = "".join(line[1:] for line in lines if line[0] in " -")
        new = "".join(line[1:] for line in lines if line[0] in " +")
        assert text.count(old) == 1, f"{file.name} has changed: {old}"
        text = text.replace(old, new)
    file.write_text(text, "utf-8")


def run(house: Path, *arguments: str) -> None:
    done = subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, check=False, cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(house)},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def lines_of_code(blocks: Blocks) -> int:
    """Count what has to be written: neither imports nor docstrings nor blank lines."""
    return sum(
        len(list(statements(text))) if language == "python" else len(re.findall(r"^\+", text, re.M))
        for language, text in blocks
    )


def statements(text: str) -> Iterator[str]:
    told: set[int] = set()
    for node in ast.walk(ast.parse(text)):
        said = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if said or isinstance(node, ast.Import | ast.ImportFrom):
            told |= set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    for number, line in enumerate(text.splitlines(), 1):
        if number not in told and line.strip() and not line.lstrip().startswith("#"):
            yield line


COMMON = """
import io, sys
import numpy as np
from PIL import Image
from safeshare import clean, inspect, verify
from safeshare.model import Plan, Region
assert __import__("safeshare").__file__.startswith(sys.path[1]), "not the copy of the house"
drawn = np.random.default_rng(5).integers(0, 60, (240, 320, 3), np.uint8)
drawn += np.linspace(20, 150, 320, dtype=np.uint8)[:, None]

def file(pixels, kind="PNG"):
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, kind)
    return out.getvalue()

def shown(data):
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))
"""

FORMAT = """
import pytest
from safeshare.errors import UnreadableImage
from safeshare.formats import sniff
rows = drawn.tobytes()
bare = b"P6\\n320 240\\n255\\n" + rows
odd = b"P6\\n# by Mona Muster\\n320\\t240\\n# in Berlin\\n255\\n" + rows
odd += file(drawn, "JPEG") + b"more"
assert [sniff(data).name for data in (bare, odd, file(drawn))] == ["ppm", "ppm", "png"]

kinds = [block.kind for block in sniff(odd).walk(odd)]
assert kinds == ["picture", "comment", "comment", "second picture", "trailer"], kinds
report = inspect(odd)
assert (report.format, report.width, report.height) == ("ppm", 320, 240)
assert "by Mona Muster" in [finding.value.strip() for finding in report.findings]
assert {"comment", "hidden-picture", "trailer"} <= {finding.kind for finding in report.findings}

copy = clean(odd, Plan())
assert copy.format == "png" and not copy.lossless and verify(copy.data) == ()
assert np.array_equal(shown(copy.data), drawn) and b"Mona" not in copy.data
mark = Region("mark-1", "mark", "box", (100, 80, 160, 140))
other = drawn.copy()
other[80:140, 100:160] = 0
twins = {clean(b"P6 320 240 255\\n" + each.tobytes(), Plan(regions=(mark,))).data
         for each in (drawn, other)}
assert len(twins) == 1

assert verify(bare) == ()
assert [finding.kind for finding in verify(bare + b"more")] == ["leftover"]
assert [finding.kind for finding in verify(odd)] == ["unreadable"]
for cut in (bare[:-1], b"P6", b"P6\\n320 240\\n", b"P6" + b" " * 10**6 + bare[2:]):
    with pytest.raises(UnreadableImage):
        clean(cut, Plan())
with pytest.raises(UnreadableImage):
    verify(bare[:-1])
"""

DETECTOR = """
import cv2
stamped = drawn.copy()
cv2.putText(stamped, "98 7 21", (220, 230), cv2.FONT_HERSHEY_SIMPLEX, 0.6, (255, 140, 40), 2)
report = inspect(file(stamped), detectors=("date",))
assert [region.id for region in report.regions] == ["date-1"], report.regions
assert [finding.kind for finding in report.findings] == ["time"], report.findings
for other in (drawn, np.roll(stamped, -80, axis=0)):
    nothing = inspect(file(other), detectors=("date",))
    assert (nothing.regions, nothing.findings) == ((), ())

ink = (stamped != drawn).any(axis=2)
copy = clean(file(stamped), Plan(detect=("date",), recheck=("date",)))
assert [region.id for region in copy.redacted] == ["date-1"] and verify(copy.data) == ()
assert not (shown(copy.data)[ink][:, 0] > 200).any(), "digits show"
assert clean(file(drawn), Plan(detect=("date",), recheck=("date",))).lossless
left = inspect(copy.data, detectors=("date",))
assert left.regions == ()
off = Region("date-1", "date", "box", report.regions[0].box, on=False)
kept = clean(file(stamped), Plan(detect=("date",), recheck=("date",), regions=(off,)))
assert "One date is left visible, as you decided." in kept.remaining
"""

STYLE = """
from safeshare.redact.styles import STYLES
from safeshare.redact.backdrop import LAYERS
from safeshare.flags import Style
assert list(STYLES) == list(LAYERS) == [style.value for style in Style]
mark = Region("mark-1", "mark", "ellipse", (20, 80, 110, 140))
plan = Plan(detect=(), recheck=(), regions=(mark,), style="lines")
rows, columns = np.mgrid[80:140, 20:110] + 0.5
covered = np.zeros((240, 320), bool)
covered[80:140, 20:110] = ((rows - 110) / 30) ** 2 + ((columns - 65) / 45) ** 2 <= 1
copy = clean(file(drawn), plan)
assert verify(copy.data) == () and copy.redacted == (mark,)
darker, lighter = np.unique(shown(copy.data)[covered], axis=0).astype(int)
assert abs(lighter - drawn[covered].mean(axis=0)).max() < 12 and (darker == lighter // 2).all()
other = drawn.copy()
other[covered] = 255 - other[covered]
for kind, encoder in (("png", "PNG"), ("webp", "BMP"), ("jpeg", "TIFF")):
    into = Plan(detect=(), recheck=(), regions=(mark,), style="lines", format=kind)
    assert clean(file(drawn, encoder), into).data == clean(file(other, encoder), into).data
outside = np.ones((240, 320), bool)
outside[75:145, 15:115] = False
outside[75:82, 15:22] = True  # a corner of the box is no part of the ellipse
assert np.array_equal(shown(copy.data)[outside], drawn[outside])
"""

EXAMPLES = [("Add a format", FORMAT), ("Add a detector", DETECTOR), ("Add a style", STYLE)]


@pytest.mark.parametrize(("title", "use"), EXAMPLES)
def test_an_example_does_what_it_says(title: str, use: str, tmp_path: Path) -> None:
    house = built(blocks_of(title), tmp_path)
    run(house, "-c", COMMON + use)


@pytest.mark.parametrize(("title", "use"), EXAMPLES)
def test_without_its_last_change_an_example_does_not_work(
    title: str, use: str, tmp_path: Path
) -> None:
    """What the page says is what is used, down to the last row of a table."""
    *blocks, (language, change) = blocks_of(title)
    last = change.rpartition("\n--- ")[0] + "\n"
    house = built([*blocks, (language, last)], tmp_path)
    with pytest.raises(AssertionError, match="Traceback"):
        run(house, "-c", COMMON + use)


@pytest.mark.parametrize("title", [title for title, _ in EXAMPLES])
def test_an_example_keeps_the_order_of_imports(
    title: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = built(blocks_of(title), tmp_path)
    monkeypatch.setattr(test_imports, "HOUSE", house / "safeshare")
    assert len(test_imports.modules()) > 200
    for path in test_imports.modules():
        test_imports.test_a_room_imports_only_what_stands_before_it(path)
        test_imports.test_a_library_stays_in_its_rooms(path)
    test_imports.test_the_verifier_shares_no_code_with_the_writers()


@pytest.mark.parametrize("title", [title for title, _ in EXAMPLES])
def test_an_example_is_short(title: str) -> None:
    assert 10 < lines_of_code(blocks_of(title)) < MOST_LINES


def test_a_new_style_is_tried_by_the_property_tests_themselves(tmp_path: Path) -> None:
    house = built(blocks_of("Add a style"), tmp_path)
    chosen = "tests/property/test_noninterference.py", "-k", "odd_masks and lines"
    run(house, "-m", "pytest", "-q", "-p", "no:cacheprovider", *chosen)
