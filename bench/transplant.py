"""Several photos of a person out of one: the face, laid into the heads of other people.

Photos without names hold each person once. What stands under the mask of one head (a face
with its hair line) is laid into the masks of several others, place on place by eyes, nose and
mouth, in the other head's light. Of what identifies a person in such photos nothing lies outside
of the mask, so all that an attack finds in a hidden one came through the fill: chance is what
an honest fill leaves. It says nothing about what hair and clothes give away.

A head that was known to the attacker is never used for a probe, or matching heads would
mislead the attack.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

import cv2
import numpy as np
from PIL import Image

from people import Picture, eyes_of, faces_of, photos, pixels_of
from recogniser import fit
from safeshare.errors import SafeshareError
from safeshare.redact.mask import rasterize

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from recogniser import Recogniser
    from safeshare.model import Region

    Pixels = NDArray[np.uint8]

SIDE, EYES = 640, 72
"""Pixels of a head's picture, and between its eyes: a face of 180 pixels."""

LEAST = 24
"""Pixels between the eyes in the photo; fewer make a face that is blurred already."""

LEAST_HEADS = 4
"""Two for known photos and two for probes, so that nobody gets their own."""

SAME = 0.5
"""Distance of two descriptors below which they may be one person; dlib takes 0.6."""

FEATHER = 6
"""Pixels within the mask over which a face fades into the other head."""

QUALITY = 92


@dataclass(frozen=True, slots=True)
class Head:
    """A head in a picture of its own, upright: uint8 (SIDE, SIDE, 3)."""

    frame: Pixels
    region: Region


def transplanted(folder: Path, recogniser: Recogniser, most: int, each: int) -> list[Picture]:
    """Give `each` photos of each of up to `most` people who are in the photos of a folder.

    Photos with even numbers and those with odd ones never share a head. A face lies where the
    other head's was, so that not even its place tells whose it is. Gives none of fewer than
    four people.
    """
    heads = list(islice(_different(_heads(folder), recogniser), most))
    if len(heads) < LEAST_HEADS:
        return []
    random = np.random.default_rng(0)
    hosts = [_hosts(len(heads), number % 2, random) for number in range(each)]
    return [
        Picture(f"{index:03}", laid(head, heads[row[index]]), heads[row[index]].region)
        for index, head in enumerate(heads)
        for row in hosts
    ]


def laid(donor: Head, host: Head) -> bytes:
    """Lay the face of one head into another: a JPEG file."""
    turn = fit(donor.region.landmarks, host.region.landmarks)
    face = cv2.warpAffine(donor.frame, turn, (SIDE, SIDE), borderMode=cv2.BORDER_REPLICATE)
    mask = rasterize((host.region,), (SIDE, SIDE), margin=0)
    inside = cv2.distanceTransform(mask.astype(np.uint8), cv2.DIST_L2, 5)
    share = np.minimum(inside / FEATHER, 1)[..., None]
    lit = _in_light(face.astype(np.float32), host.frame.astype(np.float32), mask)
    mixed = share * lit + (1 - share) * host.frame
    file = io.BytesIO()
    Image.fromarray(np.clip(np.rint(mixed), 0, 255).astype(np.uint8)).save(
        file, "JPEG", quality=QUALITY
    )
    return file.getvalue()


def _heads(folder: Path) -> Iterator[Head]:
    for _, data in photos(folder):
        try:
            frame, _ = pixels_of(data)
        except SafeshareError:
            continue
        for region in faces_of(frame):
            if eyes_of(region) >= LEAST and (head := _head(frame, region)):
                yield head


def _head(frame: Pixels, region: Region) -> Head | None:
    """Cut out a head, upright, at the common size; None where no face is seen there then."""
    scale = EYES / eyes_of(region)
    if scale < 1:  # a reduction by area averages first: warping alone would alias
        size = max(1, round(frame.shape[1] * scale)), max(1, round(frame.shape[0] * scale))
        frame = np.asarray(cv2.resize(frame, size, interpolation=cv2.INTER_AREA), np.uint8)
    shrunk = min(scale, 1.0)
    x, y = (shrunk * sum(point[at] for point in region.landmarks) / 5 for at in (0, 1))
    turn = cv2.getRotationMatrix2D((x, y), region.angle, max(scale, 1.0))
    turn[:, 2] += np.array((SIDE / 2 - x, SIDE / 2 - y))
    cut = cv2.warpAffine(frame, turn, (SIDE, SIDE), flags=cv2.INTER_CUBIC)
    middle = [
        found
        for found in faces_of(np.asarray(cut, np.uint8))
        if found.box[0] < SIDE / 2 < found.box[2] and found.box[1] < SIDE / 2 < found.box[3]
    ]
    return Head(np.asarray(cut, np.uint8), middle[0]) if middle and _facing(middle[0]) else None


def _facing(region: Region) -> bool:
    """Whether the nose is between the eyes: a profile fits no other head."""
    right, left, nose, *_ = region.landmarks
    return 0.25 < (nose[0] - right[0]) / (left[0] - right[0] or 1e-9) < 0.75


def _different(heads: Iterable[Head], recogniser: Recogniser) -> Iterator[Head]:
    """Leave out what the recogniser does not take for a face, and who may be there already."""
    known: list[NDArray[np.float64]] = []
    for head in heads:
        landmarks = head.region.landmarks
        if recogniser.sees(head.frame, landmarks):
            own = recogniser.descriptor(head.frame, landmarks)
            if all(np.linalg.norm(own - other) >= SAME for other in known):
                known.append(own)
                yield head


def _hosts(count: int, parity: int, random: np.random.Generator) -> list[int]:
    """Choose a head for each person: one of that parity, not their own, all equally often."""
    heads = np.arange(parity, count, 2)
    while True:
        row = random.permutation(np.resize(heads, count))
        if (row != np.arange(count)).all():
            return [int(host) for host in row]


def _in_light(
    face: NDArray[np.float32], host: NDArray[np.float32], mask: NDArray[np.bool_]
) -> NDArray[np.float32]:
    """Give a face the mean and the contrast that the host has under the mask, by channel."""
    mean, other = face[mask].mean(axis=0), host[mask].mean(axis=0)
    ratio = host[mask].std(axis=0) / np.maximum(face[mask].std(axis=0), 1)
    return np.asarray((face - mean) * np.clip(ratio, 0.5, 2) + other, np.float32)
