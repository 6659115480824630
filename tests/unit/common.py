"""What tests of whole photos and of the command share."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import piexif
from numpy.typing import NDArray
from PIL import Image

from safeshare.model import Plan, Region

Pixels = NDArray[np.uint8]

QUIET = Plan(detect=(), recheck=())
SECRET = b"Ann Example of Sample Street"


def tagged(pixels: Pixels, orientation: int = 1, **options: object) -> bytes:
    exif = piexif.dump(
        {
            "0th": {piexif.ImageIFD.Orientation: orientation, piexif.ImageIFD.Artist: SECRET},
            "Exif": {piexif.ExifIFD.BodySerialNumber: b"SERIAL-0123456789"},
        }
    )
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "JPEG", exif=exif, comment=b"a private remark", **options)
    return out.getvalue()


def mark(*box: float, **more: object) -> Region:
    return Region("m", "mark", "box", box, **more)  # type: ignore[arg-type] # always four here


def safeshare(*arguments: object, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "safeshare", *map(os.fspath, map(str, arguments))]
    return subprocess.run(command, input=stdin, capture_output=True, check=False)


def folder_of_photos(place: Path, scene: Pixels, portrait: Pixels) -> Path:
    """A folder: a tagged scene, a portrait, and below it a file that is no photo."""
    folder = place / "photos"
    (folder / "more").mkdir(parents=True)
    exif = piexif.dump({"0th": {piexif.ImageIFD.Artist: SECRET}})
    Image.fromarray(scene).save(folder / "IMG_20240517_184502.jpg", exif=exif)
    Image.fromarray(portrait).save(folder / "more" / "Ann.png")
    (folder / "notes.txt").write_text("not a photo")
    return folder
