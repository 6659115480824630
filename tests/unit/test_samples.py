"""The sample photos hold what their README claims."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import piexif
import pillow_heif
import pytest
from PIL import Image, ImageChops, ImageStat

SAMPLES = Path(__file__).parents[2] / "samples"
SCRIPT = SAMPLES / "make_samples.py"
OWNER, SERIAL = b"Mona Muster", b"FICT-0042-123456"


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-B", str(SCRIPT), *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={**os.environ, **environment},
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("samples") / "new"
    done = run(str(folder))
    assert done.returncode == 0, done.stderr
    return folder


def degrees(parts: tuple[tuple[int, int], ...]) -> float:
    return sum(top / bottom / 60**power for power, (top, bottom) in enumerate(parts))


def position(exif: dict[str, dict[int, tuple[tuple[int, int], ...]]]) -> tuple[float, float]:
    gps = exif["GPS"]
    return (
        round(degrees(gps[piexif.GPSIFD.GPSLatitude]), 5),
        round(degrees(gps[piexif.GPSIFD.GPSLongitude]), 5),
    )


def difference(one: Image.Image, other: Image.Image) -> float:
    """Return the mean absolute difference of two pictures, 0..255."""
    return max(ImageStat.Stat(ImageChops.difference(one, other)).mean)


def test_same_files_as_the_committed_ones_all_small(made: Path) -> None:
    committed = {p.name for p in SAMPLES.iterdir() if p.suffix not in {".py", ".md", ""}}
    sizes = {path.name: path.stat().st_size for path in made.iterdir()}
    assert set(sizes) == committed
    assert max(sizes.values()) < 250_000
    assert sum(sizes.values()) < 1_000_000
    assert sum((SAMPLES / name).stat().st_size for name in committed) < 1_000_000


def test_committed_pictures_are_the_script_s_output(made: Path) -> None:
    pillow_heif.register_heif_opener()
    for path in made.iterdir():
        with Image.open(path) as new, Image.open(SAMPLES / path.name) as committed:
            assert new.size == committed.size, path.name
            assert difference(new.convert("RGB"), committed.convert("RGB")) < 3, path.name


def test_readme_names_every_file(made: Path) -> None:
    text = (SAMPLES / "README.md").read_text(encoding="utf-8")
    assert [p.name for p in made.iterdir() if f"| {p.name} |" not in text] == []


def test_street_portrait_gives_away_place_owner_and_number(made: Path) -> None:
    exif = piexif.load(str(made / "street-portrait.jpg"))
    assert position(exif) == (48.85837, 2.29448)
    assert exif["0th"][piexif.ImageIFD.Artist] == OWNER
    assert exif["Exif"][piexif.ExifIFD.CameraOwnerName] == OWNER
    assert exif["Exif"][piexif.ExifIFD.BodySerialNumber] == SERIAL
    assert exif["Exif"][piexif.ExifIFD.DateTimeOriginal] == b"2024:05:17 18:45:02"
    assert exif["0th"][piexif.ImageIFD.Model] == b"Imaginary One"


def test_street_portrait_s_thumbnail_shows_the_hidden_face(made: Path) -> None:
    path = made / "street-portrait.jpg"
    thumbnail = Image.open(io.BytesIO(piexif.load(str(path))["thumbnail"]))
    with Image.open(path) as picture:
        small = picture.resize(thumbnail.size, Image.Resampling.LANCZOS)
    face, street = (17, 63, 36, 82), (50, 20, 70, 60)
    assert thumbnail.size == (160, 120)
    assert difference(thumbnail.crop(street), small.crop(street)) < 12
    assert difference(thumbnail.crop(face), small.crop(face)) > 20


def test_chat_has_texts_and_bytes_after_its_end(made: Path) -> None:
    path = made / "chat-screenshot.png"
    data = path.read_bytes()
    with Image.open(path) as picture:
        picture.load()
        assert picture.info["Author"] == "Mona Muster"
        assert "Fiction Street" in picture.info["Description"]
        assert "Sampler: Euler a" in picture.info["parameters"]
    assert all(chunk in data for chunk in (b"tEXtAuthor", b"iTXtDescription", b"zTXtparameters"))
    assert len(data) - (data.index(b"IEND") + 8) == 20_000


def test_sideways_lies_down_without_its_tag(made: Path) -> None:
    with Image.open(made / "sideways.webp") as stored, Image.open(made / "group.jpg") as group:
        assert stored.getexif()[0x0112] == 6
        assert 0x0112 not in group.getexif()
        upright = stored.convert("RGB").rotate(-90)
    # The flag's stars are in the upper left corner, the helmet in the lower right one.
    assert ImageStat.Stat(upright.crop((380, 400, 440, 460))).mean[0] < 60
    assert ImageStat.Stat(upright.crop((330, 20, 380, 70))).mean[0] > 150


def test_phone_has_place_owner_number_and_thumbnail(made: Path) -> None:
    heif = pillow_heif.open_heif(made / "phone.heic")
    exif = piexif.load(heif.info["exif"])
    assert position(exif) == (52.51628, 13.37770)
    assert exif["Exif"][piexif.ExifIFD.CameraOwnerName] == OWNER
    assert exif["Exif"][piexif.ExifIFD.BodySerialNumber] == SERIAL
    assert heif.info["thumbnails"] == [160]


def test_group_names_people(made: Path) -> None:
    with Image.open(made / "group.jpg") as picture:
        assert b'mwg-rs:Name="Ada Example"' in picture.info["xmp"]
        assert b"Fiction Club" in picture.info["comment"]
        assert b"Exampleton" in picture.info["photoshop"][0x0404]
        assert b"Mona Muster" in picture.info["photoshop"][0x0404]


def test_edited_closeup_hides_the_untouched_one_behind_its_end(made: Path) -> None:
    data = (made / "IMG_20240517_184502.jpg").read_bytes()
    first, _, second = data.partition(b"\xff\xd9\xff\xd8")
    covered = Image.open(io.BytesIO(first + b"\xff\xd9"))
    untouched = Image.open(io.BytesIO(b"\xff\xd8" + second))
    face, rest = (140, 70, 190, 150), (0, 0, 60, 300)
    assert covered.size == untouched.size
    assert difference(covered.crop(rest), untouched.crop(rest)) < 6
    assert difference(covered.crop(face), untouched.crop(face)) > 80


def test_wave_moves_and_carries_a_comment(made: Path) -> None:
    with Image.open(made / "wave.gif") as animation:
        assert animation.n_frames == 6
        assert b"Mona Muster" in animation.info["comment"]
        first = animation.convert("RGB")
        animation.seek(3)
        assert difference(first, animation.convert("RGB")) > 10


def test_says_what_is_missing_without_scikit_image(tmp_path: Path) -> None:
    (tmp_path / "skimage.py").write_text("raise ImportError('not here')\n", encoding="utf-8")
    done = run(str(tmp_path / "out"), PYTHONPATH=str(tmp_path))
    assert done.returncode == 1
    assert "scikit-image" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()
