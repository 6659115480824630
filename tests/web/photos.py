"""A photo that gives things away: NASA's public-domain portrait with metadata of its own."""

from __future__ import annotations

from io import BytesIO

import piexif
import skimage.data
from PIL import Image

HOSTILE_OWNER = "<img src=x onerror=alert(1)>"

EXIF = {
    "0th": {piexif.ImageIFD.Make: b"Canon", piexif.ImageIFD.Model: b"EOS R5"},
    "Exif": {
        piexif.ExifIFD.BodySerialNumber: b"0123456789",
        piexif.ExifIFD.CameraOwnerName: HOSTILE_OWNER.encode(),
        piexif.ExifIFD.DateTimeOriginal: b"2024:05:04 14:03:11",
    },
    "GPS": {
        piexif.GPSIFD.GPSLatitudeRef: b"N",
        piexif.GPSIFD.GPSLatitude: ((48, 1), (51, 1), (3013, 100)),
        piexif.GPSIFD.GPSLongitudeRef: b"E",
        piexif.GPSIFD.GPSLongitude: ((2, 1), (17, 1), (4020, 100)),
    },
}


def astronaut(side: int = 1024) -> bytes:
    """A square JPEG of one face with a position, an owner, a time and a serial number."""
    out = BytesIO()
    portrait = Image.fromarray(skimage.data.astronaut()).resize((side, side))
    portrait.save(out, "JPEG", quality=92, exif=piexif.dump(EXIF))
    return out.getvalue()
