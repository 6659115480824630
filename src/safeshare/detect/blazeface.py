"""MediaPipe's full-range face detector: the second opinion on large and odd faces.

Its model (BlazeFace: Bazarevsky et al., arXiv 1907.05047) looks at 192 x 192
pixels, so one call sees faces down to about a tenth of the image's side.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from safeshare.model import Detection, Point

if TYPE_CHECKING:
    from mediapipe import Image
    from mediapipe.tasks.python.vision import FaceDetector
    from numpy.typing import NDArray

LOWEST = 0.4
"""Score under which the model's boxes are not even looked at."""

FOREHEAD = 0.25
"""Share of the box's height that is added on top: the model's boxes end at the brows."""

_lock = threading.Lock()


def find(image: NDArray[np.uint8], threshold: float) -> list[Detection]:
    """Find large faces in one pass.

    image: uint8 (height, width, 3) sRGB, at least 16 pixels a side. threshold:
    of the score, LOWEST..1. Returns detections in the image's pixels; boxes may
    reach over the edge. Landmarks: both eyes, nose, and the mouth's centre twice.
    """
    with _lock, _quiet_stderr():
        found = _detector().detect(_picture(image)).detections
    height, width = image.shape[:2]
    return [
        _detection(face, width, height) for face in found if face.categories[0].score >= threshold
    ]


@cache
def _detector() -> FaceDetector:
    from mediapipe.tasks import python as tasks
    from mediapipe.tasks.python import vision

    model = files("safeshare.detect") / "models" / "face_detection_full_range_sparse.tflite"
    options = vision.FaceDetectorOptions(
        base_options=tasks.BaseOptions(model_asset_buffer=model.read_bytes()),
        min_detection_confidence=LOWEST,
    )
    detector = vision.FaceDetector.create_from_options(options)
    # It lives until the process ends, when its finalizer would fail: its thread is gone by then.
    detector.close = lambda: None
    return detector


@contextmanager
def _quiet_stderr() -> Iterator[None]:
    """Drop what native code prints: half a hundred lines that no option turns off."""
    sys.stderr.flush()
    kept = os.dup(2)
    with Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)


def _picture(image: NDArray[np.uint8]) -> Image:
    import mediapipe as mp

    return mp.Image(image_format=mp.ImageFormat.SRGB, data=np.ascontiguousarray(image))


def _detection(face: object, width: int, height: int) -> Detection:
    box = face.bounding_box  # type: ignore[attr-defined] # mediapipe ships no types
    x0, y0 = float(box.origin_x), float(box.origin_y)
    x1, y1 = x0 + box.width, y0 + box.height
    points = [(p.x * width, p.y * height) for p in face.keypoints[:4]]  # type: ignore[attr-defined]
    landmarks: tuple[Point, ...] = (*points, points[3]) if len(points) == 4 else ()
    score = float(face.categories[0].score)  # type: ignore[attr-defined]
    return Detection("face", (x0, y0 - FOREHEAD * (y1 - y0), x1, y1), score, landmarks)
