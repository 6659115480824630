"""Photos of known people: a folder a person, the largest face of each photo."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from folder import ALL, listed
from safeshare.errors import SafeshareError
from safeshare.formats import sniff
from safeshare.pixels.codec import Photo, decode
from safeshare.pixels.depth import eight_bits
from safeshare.search import find_regions

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from safeshare.model import Region

    Pixels = NDArray[np.uint8]

LEAST_EYES = 12.0
"""Pixels between the eyes from which a recogniser can work."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One photo of a person: the file's bytes, and where the face is in the upright photo."""

    person: str
    data: bytes
    region: Region

    @property
    def face_width(self) -> float:
        """Pixels; 2.5 distances between the eyes."""
        return 2.5 * eyes_of(self.region)


def eyes_of(region: Region) -> float:
    """Give the pixels between the eyes."""
    return math.dist(region.landmarks[0], region.landmarks[1])


def pixels_of(data: bytes) -> tuple[Pixels, str]:
    """Decode a file as the program does: uint8 (height, width, 3), upright; and its format."""
    kind = sniff(data).name
    frame = eight_bits(decode(data, kind).frames[0])[..., :3]
    return np.ascontiguousarray(frame), kind


def faces_of(frame: Pixels) -> list[Region]:
    """Give the faces whose eyes the detector tells, largest first."""
    found = find_regions(Photo((frame,)), ("face",))
    told = [region for region in found if region.landmarks and eyes_of(region) >= LEAST_EYES]
    return sorted(told, key=eyes_of, reverse=True)


def photos(folder: Path) -> Iterator[tuple[Path, bytes]]:
    """Give the photos of a folder, in the order of their names."""
    for path in listed(folder, ALL):
        yield path, path.read_bytes()


def from_folders(root: Path) -> list[Picture]:
    """Give the photos of all people who have two of them or more with a face."""
    pictures = []
    for person in sorted(path for path in root.iterdir() if path.is_dir()):
        found = [made for _, data in photos(person) if (made := _picture(person.name, data))]
        pictures += found if len(found) > 1 else []
    return pictures


def _picture(person: str, data: bytes) -> Picture | None:
    try:
        faces = faces_of(pixels_of(data)[0])
    except SafeshareError:
        return None
    return Picture(person, data, faces[0]) if faces else None
