"""CenterFace: the strong base of the face search.

An anchor-free detector (Xu, Yan, Yang, Zhang, Xing, Wan: "CenterFace: Joint
Face Detection and Alignment Using Face as Point", arXiv 1911.03599).
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from safeshare.detect.onnx import run, session
from safeshare.model import Detection, Point

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from onnxruntime import InferenceSession

STRIDE = 4
"""Pixels of the input a cell of the output."""

ALIGNMENT = 32
"""Both sides of the input are multiples of this."""

SAME_FACE = 0.3
"""Overlap (intersection over union) above which two peaks are one face."""


def find(image: NDArray[np.uint8], threshold: float) -> list[Detection]:
    """Find faces at the size that the image has; see `look`."""
    return look(image, threshold)[0]


def look(image: NDArray[np.uint8], threshold: float) -> tuple[list[Detection], NDArray[np.float32]]:
    """Find faces at the size that the image has.

    image: uint8 (height, width, 3) sRGB. threshold: of the score, 0..1. Faces
    of about 8 pixels and more are seen. Returns detections in the image's
    pixels, best first, one a face; boxes may reach over the edge; and the heat of each cell
    of STRIDE pixels, float (rows, columns) 0..1.
    """
    heat, size, offset, marks = _infer(image)
    rows, columns = np.nonzero(heat > threshold)
    scores = heat[rows, columns]
    order = np.argsort(-scores, kind="stable")
    rows, columns, scores = rows[order], columns[order], scores[order]
    tall, wide = np.exp(size[:, rows, columns]) * STRIDE
    top = (rows + offset[0, rows, columns] + 0.5) * STRIDE - tall / 2
    left = (columns + offset[1, rows, columns] + 0.5) * STRIDE - wide / 2
    boxes = np.stack([left, top, left + wide, top + tall], axis=1)
    ys = marks[0::2, rows, columns] * tall + top
    xs = marks[1::2, rows, columns] * wide + left
    found = [_detection(boxes[i], float(scores[i]), xs[:, i], ys[:, i]) for i in _best(boxes)]
    return found, heat[: -(-image.shape[0] // STRIDE), : -(-image.shape[1] // STRIDE)]


def _infer(image: NDArray[np.uint8]) -> tuple[NDArray[np.float32], ...]:
    """Run the network: heat (rows, columns), the other outputs (channels, rows, columns)."""
    import cv2

    height, width = image.shape[:2]
    padded = np.zeros(
        (*(-(-side // ALIGNMENT) * ALIGNMENT for side in (height, width)), 3), np.uint8
    )
    padded[:height, :width] = image
    heat, size, offset, marks = run(_network(), cv2.dnn.blobFromImage(padded))
    return heat[0, 0], size[0], offset[0], marks[0]


@cache
def _network() -> InferenceSession:
    return session("centerface.onnx")


def _best(boxes: NDArray[np.floating]) -> list[int]:
    """Indices of boxes that overlap no better one much (boxes sorted best first)."""
    kept: list[int] = []
    area = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    for index, box in enumerate(boxes):
        others = boxes[kept]
        wide = np.minimum(box[2], others[:, 2]) - np.maximum(box[0], others[:, 0])
        tall = np.minimum(box[3], others[:, 3]) - np.maximum(box[1], others[:, 1])
        shared = np.maximum(wide, 0) * np.maximum(tall, 0)
        if not (shared / (area[index] + area[kept] - shared) > SAME_FACE).any():
            kept.append(index)
    return kept


def _detection(
    box: NDArray[np.floating], score: float, xs: NDArray[np.floating], ys: NDArray[np.floating]
) -> Detection:
    points: tuple[Point, ...] = tuple((float(x), float(y)) for x, y in zip(xs, ys, strict=True))
    x0, y0, x1, y1 = (float(value) for value in box)
    return Detection("face", (x0, y0, x1, y1), score, points)
