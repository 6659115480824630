"""Write the sample photos: `python samples/make_samples.py [OUTDIR]`.

Needs scikit-image (for the public-domain portrait), Pillow, pillow-heif and
piexif. Every name, number and address in the files is invented; the places are
landmarks. README.md beside this script says what each file shows.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path

import pillow_heif
from PIL import Image, ImageDraw, PngImagePlugin

from envelopes import GATE, TOWER, exif, iptc_segment, people_xmp
from scenes import FACE, beach, blanket, chat, cutout, meadow, mosaicked, place, portrait, street

GROUP = (1120, 840)


def street_portrait() -> bytes:
    """A street with a passer-by whose face was hidden; the thumbnail still shows it."""
    scene = street()
    place(scene, cutout(0.62, mirrored=True), (40, 290))
    place(scene, cutout(1.0), (380, 96))
    preview = _jpeg(scene.resize((160, 120), Image.Resampling.LANCZOS))
    hidden = mosaicked(scene, (88, 318, 176, 408))
    block = exif("2024:05:17 18:45:02", place=TOWER, owned=True, thumbnail=preview)
    return _jpeg(hidden, exif=block)


def chat_screenshot() -> bytes:
    """A chat as PNG with an author, a generator's prompt, and the uncropped picture's rest."""
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Author", "Mona Muster")
    texts.add_text("Creation Time", "2024-05-17T19:02:11+02:00")
    texts.add_itxt("Description", "Chat with Mona, Fiction Street 12", lang="en")
    settings = "portrait of Mona Muster at the tower\nSteps: 28, Sampler: Euler a, Seed: 424242"
    texts.add_text("parameters", settings, zip=True)
    whole = chat()
    shown = whole.crop((0, 0, 480, 540)).quantize(128)
    before = _encoded(whole.quantize(128), "PNG", optimize=True)
    after = _encoded(shown, "PNG", optimize=True, pnginfo=texts)
    # Some screenshot editors overwrote the old file without cutting it to length.
    return after + before[-20_000:]


def sideways() -> bytes:
    """The portrait stored lying on its side, with the tag that turns it upright."""
    stored = portrait().transpose(Image.Transpose.ROTATE_90)
    return _encoded(stored, "WEBP", quality=85, exif=exif("2024:05:18 09:30:00", orientation=6))


def phone() -> bytes:
    """A beach photo as phones store it, with a position and a thumbnail of its own."""
    scene = beach()
    place(scene, cutout(0.8, mirrored=True), (190, 78))
    heif = pillow_heif.from_pillow(scene)
    heif.info["thumbnails"] = [160]
    out = io.BytesIO()
    heif.save(out, quality=60, exif=exif("2024:05:19 12:00:00", place=GATE, owned=True))
    return out.getvalue()


def group() -> bytes:
    """The portrait many times: large, small, mirrored, lying on either side, upside down."""
    scene = meadow(*GROUP)
    for person, at in (
        (cutout(0.40), (500, 262)),
        (cutout(0.40, mirrored=True), (640, 272)),
        (cutout(0.62, turn=180), (790, 0)),
        (cutout(0.72, turn=90), (730, 440)),
        (cutout(0.66, turn=270, mirrored=True), (530, 600)),
        (cutout(0.75, mirrored=True), (230, 462)),
        (cutout(1.0), (-20, 340)),
    ):
        place(scene, person, at)
    blanket(scene, (480, 425, 790, 490), "#4f7a4a")
    blanket(scene, (700, 425, 890, 690), "#31507a")
    blanket(scene, (730, 590, 890, 836), "#8a3b4c")
    names = people_xmp(
        ["Ada Example", "Bea Beispiel"], [(0.17, 0.54, 0.09, 0.15), (0.30, 0.65, 0.07, 0.11)]
    )
    whole = _jpeg(scene, xmp=names, comment="Picnic of the Fiction Club, please do not share")
    press = [(80, "Mona Muster"), (90, "Exampleton"), (120, "Ada and Bea at the picnic")]
    return whole[:2] + iptc_segment(press) + whole[2:]


def edited_closeup() -> bytes:
    """A close-up whose face was painted over, with the untouched picture behind its end."""
    untouched = portrait().crop((60, 0, 400, 300))
    covered = untouched.copy()
    x0, y0, x1, y1 = FACE
    ImageDraw.Draw(covered).ellipse((x0 - 75, y0 - 20, x1 - 45, y1 + 14), fill="#1d1d1f")
    return _jpeg(covered, exif=exif("2024:05:17 18:45:02")) + _jpeg(untouched)


def wave() -> bytes:
    """The portrait moving from side to side, with a comment."""
    frames = []
    for step in (0, 16, 32, 48, 32, 16):
        scene = meadow(240, 200)
        place(scene, cutout(0.5), (10 + step, 12))
        frames.append(scene.quantize(64, dither=Image.Dither.NONE))
    comment = b"Made by Mona Muster, Fiction Street 12"
    return _encoded(
        frames[0],
        "GIF",
        save_all=True,
        append_images=frames[1:],
        duration=120,
        loop=0,
        comment=comment,
    )


SAMPLES: dict[str, Callable[[], bytes]] = {
    "street-portrait.jpg": street_portrait,
    "chat-screenshot.png": chat_screenshot,
    "sideways.webp": sideways,
    "phone.heic": phone,
    "group.jpg": group,
    "IMG_20240517_184502.jpg": edited_closeup,
    "wave.gif": wave,
}
"""Name of each sample and the function that makes its bytes."""


def main(folder: Path) -> None:
    """Write all samples into a folder, which is made if it is missing."""
    portrait()  # says what is missing before anything is written
    folder.mkdir(parents=True, exist_ok=True)
    for name, make in SAMPLES.items():
        data = make()
        (folder / name).write_bytes(data)
        print(f"{name}: {len(data):,} bytes")


def _jpeg(picture: Image.Image, **metadata: bytes | str) -> bytes:
    return _encoded(picture, "JPEG", quality=85, **metadata)


def _encoded(picture: Image.Image, form: str, **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, form, **options)
    return out.getvalue()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
