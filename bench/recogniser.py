"""dlib's face recogniser: descriptors of faces, hidden or not, at places that are given.

The network is a ResNet of 29 layers that dlib's author trained on three million faces
(99.4 % on Labeled Faces in the Wild). Its file is read out of the package
face_recognition_models without importing it: that needs the old pkg_resources.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

from attack import Measured

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from safeshare.model import Point

    Pixels = NDArray[np.uint8]
    Floats = NDArray[np.float64]

PACKAGE = "face_recognition_models"
NETWORK = "dlib_face_recognition_resnet_model_v1.dat"

SIDE = 150
"""Pixels of the cut-out that the network sees."""

PLACES = ((0.31, 0.302), (0.69, 0.302), (0.5, 0.525), (0.338, 0.69), (0.662, 0.69))
"""Where eyes, nose and corners of the mouth lie in the cut-outs that the network was trained
with, in shares of their side: the median of our landmarks in dlib's cut-outs of 75 faces."""

FACE, HEAD = 1.0, 2.0
"""Side of a cut-out in units of that one: the face, or hair, ears and neck too."""

SMALL = 12
"""Side of a cut-out as bare pixels."""


class Recogniser:
    """Describes what is at the place of a face."""

    def __init__(self) -> None:
        import dlib

        spec = find_spec(PACKAGE)
        if spec is None or not spec.submodule_search_locations:
            raise ModuleNotFoundError(f"No module named {PACKAGE!r}", name=PACKAGE)
        models = Path(spec.submodule_search_locations[0]) / "models"
        self._network: Any = dlib.face_recognition_model_v1(str(models / NETWORK))
        self._detector: Any = dlib.get_frontal_face_detector()

    def sees(self, image: Pixels, landmarks: Sequence[Point]) -> bool:
        """Whether dlib's own detector finds a face around these landmarks."""
        x, y = (round(sum(point[at] for point in landmarks) / len(landmarks)) for at in (0, 1))
        boxes = self._detector(image, 0)
        return any(box.left() < x < box.right() and box.top() < y < box.bottom() for box in boxes)

    def descriptor(self, image: Pixels, landmarks: Sequence[Point]) -> Floats:
        """Describe one face: (128,). image: uint8 (height, width, 3)."""
        return self._described(cut(image, landmarks, FACE))

    def measured(self, images: Sequence[Pixels], places: Sequence[Sequence[Point]]) -> Measured:
        """Measure images at the landmarks of the faces that were there when they were clean."""
        pairs = list(zip(images, places, strict=True))
        faces = [cut(image, landmarks, FACE) for image, landmarks in pairs]
        heads = [cut(image, landmarks, HEAD) for image, landmarks in pairs]
        descriptors = np.array([self._described(face) for face in faces])
        return Measured(descriptors, _small(faces), _small(heads))

    def _described(self, chip: Pixels) -> Floats:
        return np.asarray(self._network.compute_face_descriptor(chip), np.float64)


def cut(image: Pixels, landmarks: Sequence[Point], around: float) -> Pixels:
    """Cut out a face, turned upright: uint8 (SIDE, SIDE, 3)."""
    middle, size = SIDE / 2, SIDE / around
    targets = [(middle + size * (x - 0.5), middle + size * (y - 0.5)) for x, y in PLACES]
    turn = fit(landmarks, targets)
    scale = float(np.hypot(turn[0, 0], turn[1, 0]))
    if scale < 1:  # a reduction by area averages first: warping alone would alias
        shape = max(1, round(image.shape[1] * scale)), max(1, round(image.shape[0] * scale))
        ratio = np.array(shape) / (image.shape[1], image.shape[0])
        image = np.asarray(cv2.resize(image, shape, interpolation=cv2.INTER_AREA), np.uint8)
        turn[:, :2] /= ratio
    chip = cv2.warpAffine(image, turn, (SIDE, SIDE), flags=cv2.INTER_LINEAR)
    return np.ascontiguousarray(chip, np.uint8)


def _small(chips: Sequence[Pixels]) -> Floats:
    """Give cut-outs as bare pixels: (cut-outs, values) 0..1."""
    small = [cv2.resize(chip, (SMALL, SMALL), interpolation=cv2.INTER_AREA) for chip in chips]
    return np.asarray(small, np.float64).reshape(len(small), -1) / 255


def fit(source: Sequence[Point], target: Sequence[Point]) -> Floats:
    """Give the turn, scale and shift (2, 3) that lay points on points, by least squares."""
    rows, values = [], []
    for (x, y), (u, v) in zip(source, target, strict=True):
        rows += [(x, -y, 1, 0), (y, x, 0, 1)]
        values += [u, v]
    (a, b, c, d), *_ = np.linalg.lstsq(np.array(rows), np.array(values), rcond=None)
    return np.array([(a, -b, c), (b, a, d)])
