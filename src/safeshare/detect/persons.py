"""Somebody without a face: a body, a turned head, an arm.

MediaPipe's selfie segmenter marks what stands in the foreground, people above all, but
dogs, flowers and cars too. What it marks in all of several views of a photo is a
person more often than not: enough for a hint, not for a region.
"""

from __future__ import annotations

import threading
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np

from safeshare.detect.plotless import load
from safeshare.detect.quiet import quiet_stderr
from safeshare.model import Finding, Severity

if TYPE_CHECKING:
    from mediapipe.tasks.python.vision import ImageSegmenter
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]
    Likely = NDArray[np.float32]

SHORTEST = 256
"""Pixels of the shorter side of the copy that is looked at; the model itself has 256 x 256."""

SMALLEST = 32
"""Pixels: a photo with a shorter side shows nobody."""

LIKELY = 0.8
"""From this likelihood on a pixel is somebody's."""

SHARE = 0.05
"""Share of the photo that somebody takes up at least."""

_lock = threading.Lock()


def person_findings(image: Pixels) -> tuple[Finding, ...]:
    """Say it when somebody seems to be in a photo in which no face was found.

    image: uint8 (height, width, 3) sRGB. A hint: one photo in ten without anybody gives it too.
    """
    share = person_share(image)
    if share < SHARE:
        return ()
    words = (
        "perhaps somebody whose face was not found: a person may still be recognised by body, "
        "tattoos, clothes, room"
    )
    return (Finding("person", "picture", words, Severity.LOW, f"{share:.0%} of the picture"),)


def person_share(image: Pixels) -> float:
    """Give the share of a photo, 0..1, that all views of it say shows somebody."""
    import cv2

    if min(image.shape[:2]) < SMALLEST:
        return 0.0
    scale = min(1.0, SHORTEST / min(image.shape[:2]))
    height, width = (max(SMALLEST, round(side * scale)) for side in image.shape[:2])
    height, width = min(height, 8 * SHORTEST), min(width, 8 * SHORTEST)
    small = np.asarray(cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA), np.uint8)
    up, left = height // 8, width // 8
    inner = np.zeros((height, width), np.float32)
    inner[up : height - up, left : width - left] = likely(
        small[up : height - up, left : width - left]
    )
    views = (likely(small), likely(small[:, ::-1])[:, ::-1], inner)
    return float((np.minimum.reduce(views) > LIKELY).mean())


def likely(image: Pixels) -> Likely:
    """Give how likely each pixel is somebody's, float (height, width) 0..1."""
    load()
    import mediapipe as mp

    with _lock, quiet_stderr():
        picture = mp.Image(image_format=mp.ImageFormat.SRGB, data=np.ascontiguousarray(image))
        masks = _segmenter().segment(picture).confidence_masks
        # A copy: the view's memory is the segmenter's own, and is used again.
        return np.array(masks[0].numpy_view(), np.float32).reshape(image.shape[:2])


@cache
def _segmenter() -> ImageSegmenter:
    from mediapipe.tasks import python as tasks
    from mediapipe.tasks.python import vision

    model = files("safeshare.detect") / "models" / "selfie_segmentation.tflite"
    options = vision.ImageSegmenterOptions(
        base_options=tasks.BaseOptions(model_asset_buffer=model.read_bytes()),
        output_confidence_masks=True,
        output_category_mask=False,
    )
    segmenter = vision.ImageSegmenter.create_from_options(options)
    # It lives until the process ends, when its finalizer would fail: its thread is gone by then.
    segmenter.close = lambda: None
    return segmenter
