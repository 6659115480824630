"""Compares the decoded pixels of a rebuilt copy with what was meant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from safeshare.errors import UnreadableImage, VerificationFailed
from safeshare.verify.decode import (
    BAND,
    all_pixels,
    deep_frames,
    format_of,
    frame_count,
    high_bytes,
    open_picture,
    upright_tag,
)
from safeshare.verify.likeness import likeness

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Frame = NDArray[np.uint8 | np.uint16]
    Mask = NDArray[np.bool_]

EXACT = frozenset(("PNG", "TIFF", "BMP"))
SPILL = 16  # pixels; as far as a codec carries colours into clear places
MOST_SPILL = 24.0  # levels, root mean square


@contextmanager
def _proving() -> Iterator[None]:
    """A copy that can't be decoded is no copy."""
    try:
        yield
    except UnreadableImage as error:
        raise VerificationFailed("The copy can't be decoded.") from error


def check_pixels(
    copy: bytes, meant: Sequence[Frame], masks: Sequence[Mask], source: Sequence[Frame]
) -> None:
    """Raise VerificationFailed unless the copy shows what was meant, and nothing masked.

    meant, source: uint8 or uint16 (height, width, 3 or 4) upright sRGB, a frame each; source
    before its masked pixels were filled. masks: bool (height, width), True where they were.
    What was meant with 16 bits a sample must be in the copy with all of them.
    PNG, TIFF, BMP and lossless WebP must be exact. Others may be off by what coding does, as a
    whole, under the mask, and in every block under it. Under the mask the copy must not
    resemble the source (see `likeness`), and where it is clear it must hold no colours.
    """
    with _proving():
        picture = open_picture(copy)
        exact = _is_exact(copy)
        if upright_tag(picture) != 1 or frame_count(picture) != len(meant):
            raise VerificationFailed("The copy has another number of frames, or would be turned.")
        seen = deep_frames(copy) if _is_deep(meant) else all_pixels(picture)
        for shown, wanted, mask, before in zip(seen, meant, masks, source, strict=True):
            _check_frame(shown, wanted, mask, before, exact=exact)


def _is_deep(meant: Sequence[Frame]) -> bool:
    return any(frame.dtype.itemsize == 2 for frame in meant)


def _is_exact(copy: bytes) -> bool:
    name = format_of(copy)
    return name in EXACT or (name == "WEBP" and b"VP8 " not in copy)


def _check_frame(shown: Frame, wanted: Frame, mask: Mask, before: Frame, *, exact: bool) -> None:
    import numpy as np

    from safeshare.verify.closeness import check_coded

    if shown.shape[:2] != wanted.shape[:2] or mask.shape != wanted.shape[:2]:
        raise VerificationFailed("The copy has another size.")
    if shown.dtype != wanted.dtype:
        raise VerificationFailed("The copy has another depth.")
    seen, plan = _alike(shown, wanted)
    if not exact:
        check_coded(high_bytes(seen), high_bytes(plan), mask)
    elif not np.array_equal(seen, plan):
        raise VerificationFailed("The copy shows other pixels than were meant.")
    if shown.shape[2] == 4:
        _check_clear(shown, exact=exact)
    reason = likeness(high_bytes(shown), high_bytes(before), mask) if mask.any() else None
    if reason:
        raise VerificationFailed(f"What was covered still shows in the copy ({reason}).")


def _alike(shown: Frame, wanted: Frame) -> tuple[Frame, Frame]:
    """Return both frames with as many channels, and without colours where they are clear."""
    if shown.shape[2] == wanted.shape[2] == 3:
        return shown, wanted
    return _visible(_four(shown)), _visible(_four(wanted))


def _four(frame: Frame) -> Frame:
    """Return the frame with alpha, opaque where it had none."""
    import numpy as np

    if frame.shape[2] == 4:
        return frame
    opaque = np.iinfo(frame.dtype).max
    return np.dstack([frame, np.full(frame.shape[:2], opaque, frame.dtype)])


def _visible(frame: Frame) -> Frame:
    """Return the frame without colours where it is clear, itself where it has none there."""
    kept = frame
    for top in range(0, frame.shape[0], BAND):
        rows = frame[top : top + BAND]
        clear = rows[..., 3] == 0
        if clear.any() and rows[..., :3][clear].any():
            kept = frame.copy() if kept is frame else kept
            kept[top : top + BAND][clear] = 0
    return kept


def _check_clear(seen: Frame, *, exact: bool) -> None:
    """Raise unless clear pixels hold no colour, or only what coding spills into them."""
    import numpy as np

    from safeshare.verify.grid import shrunk

    clear = seen[..., 3] == 0
    if not clear.any():
        return
    inner = clear if exact else shrunk(clear, SPILL)
    power, count = 0.0, int(inner.sum())
    for top in range(0, seen.shape[0], BAND):
        hidden = seen[top : top + BAND, :, :3][inner[top : top + BAND]]
        if hidden.any():
            power += float(np.square(hidden, dtype=np.float64).sum())
    if power > (0 if exact else MOST_SPILL**2 * 3 * count):
        raise VerificationFailed("The copy holds colours where it is clear.")
