"""The corpus, flattened into one table a question."""

from __future__ import annotations

import hashlib
import io

from PIL import Image

from safeshare.formats import FORMATS
from tests.corpus import bmp, gif, heif, jpeg, jxl, png, tiff, webp

BUILDERS = {
    "jpeg": jpeg,
    "png": png,
    "webp": webp,
    "gif": gif,
    "tiff": tiff,
    "bmp": bmp,
    "heif": heif,
    "jxl": jxl,
}
PLANTED = {
    f"{container}: {name}": (data, marker)
    for container, builder in BUILDERS.items()
    for name, (data, marker) in builder.planted().items()
}
SHAPES = {
    f"{container}: {name}": data
    for container, builder in BUILDERS.items()
    for name, data in builder.shapes().items()
}
EVERYTHING = {name: builder.with_everything() for name, builder in BUILDERS.items()}
LOSSLESS = [name for name, entry in FORMATS.items() if entry.strip]


def lossless(name: str) -> bool:
    """Tell whether a file of one of the tables has a lossless copy."""
    return name.split(":", maxsplit=1)[0] in LOSSLESS


def frames(data: bytes) -> list[tuple[str, tuple[int, int], object, str]]:
    """Decode every frame: mode, size, duration and a digest of the pixels."""
    image = Image.open(io.BytesIO(data))
    count = getattr(image, "n_frames", 1) if image.format != "MPO" else 1
    found = []
    for number in range(count):
        if number:
            image.seek(number)
        digest = hashlib.sha256(image.convert("RGBA").tobytes()).hexdigest()
        duration = image.info.get("duration") if count > 1 else None
        found.append((image.mode, image.size, duration, digest))
    return found
