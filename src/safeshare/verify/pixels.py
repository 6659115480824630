"""Compares decoded pixels: of a lossless copy with its source, of a rebuilt one with its plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from safeshare.errors import UnreadableImage, VerificationFailed
from safeshare.verify.decode import (
    format_of,
    frame_count,
    frames,
    open_picture,
    pixels,
    upright_tag,
)
from safeshare.verify.likeness import likeness

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL.ImageFile import ImageFile

    Frame = NDArray[np.uint8]
    Mask = NDArray[np.bool_]

EXACT = frozenset(("PNG", "TIFF", "BMP"))
SPILL = 16  # pixels; as far as a codec carries colours into clear places
MOST_SPILL = 24.0  # levels, root mean square


def same_picture(source: bytes, copy: bytes) -> None:
    """Raise VerificationFailed unless both files show the same pixels, bit for bit.

    Compared are size, mode, palette, transparency, orientation, and of every frame its pixels
    and duration, as Pillow decodes them; of a JPEG its first picture. Colour profiles are not.
    Raises UnreadableImage when the source can't be decoded.
    """
    left = open_picture(source)
    count, turn = frame_count(left), upright_tag(left)
    with _proving():
        right = open_picture(copy)
        if frame_count(right) != count:
            raise VerificationFailed("The copy has another number of frames.")
        if upright_tag(right) != turn:
            raise VerificationFailed("The copy would be shown turned.")
    copied = frames(right)
    for number, one in enumerate(frames(left), 1):
        with _proving():
            other = _shown(next(copied))
        if _shown(one) != other:
            raise VerificationFailed(f"Frame {number} of the copy shows other pixels.")


@contextmanager
def _proving() -> Iterator[None]:
    """A copy that can't be decoded is no copy."""
    try:
        yield
    except UnreadableImage as error:
        raise VerificationFailed("The copy can't be decoded.") from error


def _shown(picture: ImageFile) -> tuple[object, ...]:
    """Return everything that makes up the current frame on screen."""
    info = picture.info
    return (
        picture.mode,
        picture.size,
        picture.getpalette(),
        info.get("transparency"),
        info.get("duration"),
        picture.tobytes(),
    )


def check_pixels(
    copy: bytes, meant: Sequence[Frame], masks: Sequence[Mask], source: Sequence[Frame]
) -> None:
    """Raise VerificationFailed unless the copy shows what was meant, and nothing masked.

    meant, source: uint8 (height, width, 3 or 4) upright sRGB, a frame each; source before its
    masked pixels were filled. masks: bool (height, width), True where they were.
    PNG, TIFF, BMP and lossless WebP must be exact. Others may be off by what coding does, as a
    whole, under the mask, and in every block under it. Under the mask the copy must not
    resemble the source (see `likeness`), and where it is clear it must hold no colours.
    """
    with _proving():
        picture = open_picture(copy)
        exact = _is_exact(copy)
        if upright_tag(picture) != 1 or frame_count(picture) != len(meant):
            raise VerificationFailed("The copy has another number of frames, or would be turned.")
        for shown, wanted, mask, before in zip(frames(picture), meant, masks, source, strict=True):
            _check_frame(pixels(shown), wanted, mask, before, exact=exact)


def _is_exact(copy: bytes) -> bool:
    name = format_of(copy)
    return name in EXACT or (name == "WEBP" and b"VP8 " not in copy)


def _check_frame(shown: Frame, wanted: Frame, mask: Mask, before: Frame, *, exact: bool) -> None:
    import numpy as np

    from safeshare.verify.closeness import check_coded

    if shown.shape[:2] != wanted.shape[:2] or mask.shape != wanted.shape[:2]:
        raise VerificationFailed("The copy has another size.")
    seen, plan = _alike(shown, wanted)
    if not exact:
        check_coded(seen, plan, mask)
    elif not np.array_equal(seen, plan):
        raise VerificationFailed("The copy shows other pixels than were meant.")
    if shown.shape[2] == 4:
        _check_clear(shown, exact=exact)
    reason = likeness(shown, before, mask) if mask.any() else None
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
    return np.dstack([frame, np.full(frame.shape[:2], 255, np.uint8)])


def _visible(frame: Frame) -> Frame:
    """Return the frame without colours where it is clear."""
    import numpy as np

    return np.where(frame[..., 3:] > 0, frame, np.uint8(0))


def _check_clear(seen: Frame, *, exact: bool) -> None:
    """Raise unless clear pixels hold no colour, or only what coding spills into them."""
    import numpy as np

    from safeshare.verify.grid import shrunk

    clear = seen[..., 3] == 0
    if not clear.any():
        return
    hidden = seen[..., :3][clear if exact else shrunk(clear, SPILL)]
    power = float(np.mean(np.square(hidden, dtype=np.float64))) if hidden.size else 0.0
    if power > (0 if exact else MOST_SPILL**2):
        raise VerificationFailed("The copy holds colours where it is clear.")
