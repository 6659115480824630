"""A small picture of a photo, for showing."""

from __future__ import annotations

from safeshare.model import DEFAULT_LIMITS
from safeshare.pixels.codec import Photo, bounded
from safeshare.pixels.colour import DEEPEST
from safeshare.pixels.deep import DeepReader
from safeshare.pixels.density import THINNEST, check_decoded, check_density, samples_of
from safeshare.pixels.depth import eight_bits
from safeshare.pixels.extents import check_pixels
from safeshare.pixels.jpeg_passes import BESIDE, MOST, check_passes
from safeshare.pixels.opening import meaning, opened
from safeshare.pixels.pictures import shown
from safeshare.pixels.shown import as_jpeg
from safeshare.pixels.upright import upright, upright_image


def preview(data: bytes, kind: str, max_side: int, *, beside: bool = False) -> bytes:
    """Give the first frame as an upright JPEG without metadata, for showing.

    max_side: longest side in pixels. beside: it stands beside a photo, maybe with others: a
    JPEG, too, may then be no larger than its bytes tell, however small it is decoded. The
    photo's limits are those of DEFAULT_LIMITS. Raises TooLarge before decoding,
    UnreadableImage when the frame can't be decoded.
    """
    from PIL import Image

    with opened(data, kind) as image:
        first = shown(image, kind, DEFAULT_LIMITS.frames)[0]
        image.seek(first)
        check_pixels(image.width * image.height, DEFAULT_LIMITS)
        check_decoded(len(data), kind, image)
        most = min(MOST, max(BESIDE, THINNEST * len(data))) if beside else MOST
        check_passes(data, kind, image.size, most)
        if beside or kind != "jpeg":  # which is decoded small
            check_density(len(data), kind, samples_of(image, image.size, deep=False))
        profile = meaning(data, kind, image)
        image.draft(None, (max_side, max_side))
        image.load()
        if image.mode in DEEPEST:
            frame = upright(image, kind, profile, DeepReader(data, kind), first)
        elif max(image.size) > max_side and image.mode not in ("P", "1"):
            small = image.copy()
            small.thumbnail((max_side, max_side), Image.Resampling.BILINEAR, reducing_gap=2.0)
            frame = upright_image(small, kind, profile)
        else:
            frame = upright_image(image, kind, profile)
    return as_jpeg(eight_bits(bounded(Photo((eight_bits(frame),)), max_side).frames[0]))
