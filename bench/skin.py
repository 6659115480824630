"""Tattoos drawn onto real skin: bare patches in photos of people, found by face and tone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from folder import listed
from safeshare.detect import detect
from safeshare.formats import sniff
from safeshare.pixels.codec import decode
from safeshare.pixels.depth import eight_bits
from tattoos import INKS, MOTIFS, Mask, Scene, tattooed

Pixels = NDArray[np.uint8]

LEAST_RADIUS = 26
"""Pixels of the smallest patch; on a smaller one no tattoo can be told."""

PATCHES = 3
"""Of one photo, at most."""

TONE, SHADE = 8.0, 60.0
"""How far the colour (a, b of CIELAB) and the lightness of skin may be from the face's."""


LEAST_WARM, LEAST_LIGHT = 132, 50
"""Red and yellow of 8-bit CIELAB, and lightness, that a face must have to tell what skin is."""


@dataclass(frozen=True, slots=True)
class Patch:
    """A round piece of skin: where it is in a photo, and whether on the face."""

    x: int
    y: int
    radius: int
    on_face: bool


def inked_photos(folder: Path) -> Iterator[Scene]:
    """Give the photos of a folder with one tattoo each, on every patch of skin that is found."""
    number = 0
    for path in listed(folder):
        data = path.read_bytes()
        photo = decode(data, sniff(data).name)
        image = np.ascontiguousarray(eight_bits(photo.frames[0])[..., :3])
        for patch in patches(image):
            motif = list(MOTIFS)[number % len(MOTIFS)]
            ink = list(INKS)[number // len(MOTIFS) % len(INKS)]
            turn = float(np.random.default_rng(number).uniform(-40, 40))
            inked, where = tattooed(
                image, motif, ink, (patch.x, patch.y), round(1.25 * patch.radius), turn
            )
            place = "face" if patch.on_face else "body"
            number += 1
            yield Scene(f"{place}, {motif}, {ink}, {path.stem}", inked, where)


def patches(image: Pixels) -> list[Patch]:
    """Find round pieces of bare skin: of a face's tone, and with no edge in them."""
    faces = [seen for seen in detect(image, ("face",)) if seen.score > 0.6]
    if not faces:
        return []
    bare = np.zeros(image.shape[:2], bool)
    lab = cv2.cvtColor(cv2.GaussianBlur(image, (0, 0), 2), cv2.COLOR_RGB2Lab).astype(np.float32)
    boxes = [tuple(max(0, round(value)) for value in face.box) for face in faces]
    for box in boxes:
        bare |= _of_tone(lab, box)
    bare &= ~_edges(lab[..., 0])
    room = cv2.distanceTransform(np.pad(bare, 1).astype(np.uint8), cv2.DIST_L2, 5)[1:-1, 1:-1]
    found: list[Patch] = []
    while len(found) < PATCHES:
        _, radius, _, (x, y) = cv2.minMaxLoc(room)
        if radius < LEAST_RADIUS:
            break
        on_face = any(x0 <= x < x1 and y0 <= y < y1 for x0, y0, x1, y1 in boxes)
        found.append(Patch(x, y, round(radius), on_face))
        cv2.circle(room, (x, y), round(2.2 * radius), 0.0, cv2.FILLED)
    return found


def _of_tone(lab: NDArray[np.float32], box: tuple[int, ...]) -> Mask:
    x0, y0, x1, y1 = box
    across, down = (x1 - x0) // 4, (y1 - y0) // 4
    cheeks = lab[y0 + down : y1 - down, x0 + across : x1 - across].reshape(-1, 3)
    if not len(cheeks):
        return np.zeros(lab.shape[:2], bool)
    light, *colour = (float(value) for value in np.median(cheeks, axis=0))
    if min(colour) < LEAST_WARM or light < LEAST_LIGHT:  # a grey photo, a night
        return np.zeros(lab.shape[:2], bool)
    away = np.hypot(lab[..., 1] - colour[0], lab[..., 2] - colour[1])
    return np.asarray((away < TONE) & (np.abs(lab[..., 0] - light) < SHADE))


def _edges(light: NDArray[np.float32]) -> Mask:
    """Where something ends: the rim of an arm, a wrinkle, an eye."""
    slope = np.hypot(cv2.Scharr(light, -1, 1, 0), cv2.Scharr(light, -1, 0, 1)) / 16
    return np.asarray(slope > 5)
