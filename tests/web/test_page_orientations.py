"""What is marked on the page is what is covered in the copy, however the file turns its pixels."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZipFile

import numpy as np
import piexif
from PIL import Image
from PIL.Image import Transpose

from safeshare.verify import verify
from tests.web.likeness import ELSEWHERE, FACE, PATCH, likeness
from tests.web.photos import astronaut

if TYPE_CHECKING:
    from tests.web.pages import Watched

WIDE = (640, 480)
LARGE = (8064, 6048)

# EXIF orientation -> how an upright picture is stored under it.
STORED = {
    1: None,
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_90,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_270,
}


def upright(size: tuple[int, int]) -> Image.Image:
    return Image.open(BytesIO(astronaut(512))).resize(size)


def encoded(image: Image.Image, orientation: int = 1) -> bytes:
    how, out = STORED[orientation], BytesIO()
    stored = image if how is None else image.transpose(how)
    exif = piexif.dump({"0th": {piexif.ImageIFD.Orientation: orientation}})
    stored.save(out, "JPEG", quality=92, exif=exif)
    return out.getvalue()


def test_marked_place_is_covered_in_all_eight_orientations(watched: Watched) -> None:
    page = watched.page
    image = upright(WIDE)
    names = [f"turned-{orientation}.jpg" for orientation in STORED]
    watched.give({name: encoded(image, at) for name, at in zip(names, STORED, strict=True)})
    watched.wait_for("review")
    watched.wait_until_read()
    for name in names:
        page.click(f'.ss-thumb[title="{name}"]')
        page.wait_for_selector(f'.ss-thumb[title="{name}"][aria-current]')
        page.wait_for_selector(".ss-canvas[data-view]")
        watched.draw(PATCH)
        page.locator(".ss-mark").wait_for()
    watched.press("make-all")
    watched.wait_for("result")
    saved = watched.download(".ss-zip").path().read_bytes()
    with ZipFile(BytesIO(saved)) as archive:
        copies = [archive.read(name) for name in archive.namelist()]
    before = encoded(image)
    assert len(copies) == len(STORED)
    for name, copy in zip(names, copies, strict=True):
        assert verify(copy) == (), name
        assert Image.open(BytesIO(copy)).size == WIDE, name
        assert likeness(before, copy, PATCH) < 0.2, name
        assert likeness(before, copy, FACE) < 0.2, name
        assert likeness(before, copy, ELSEWHERE) > 0.7, name


def cut(data: bytes, place: tuple[float, ...]) -> bytes:
    """Give a place of a photo as a photo of its own, of which little memory is taken."""
    image = Image.open(BytesIO(data))
    box = tuple(int(part * LARGE[at % 2]) for at, part in enumerate(place))
    out = BytesIO()
    image.crop(box).resize((200, 200), Image.Resampling.BOX).save(out, "PNG")  # type: ignore[arg-type] # four sides
    return out.getvalue()


def test_marked_place_of_a_photo_of_48_megapixels_is_covered(watched: Watched) -> None:
    photo = encoded(upright(LARGE))
    watched.open_photo(photo)
    watched.draw(PATCH)
    watched.page.locator(".ss-mark").wait_for()
    watched.make()
    copy = watched.save()
    assert verify(copy) == ()
    assert Image.open(BytesIO(copy)).size == LARGE
    whole = (0, 0, 1, 1)
    for place, most in ((PATCH, 0.3), (FACE, 0.3)):
        assert likeness(cut(photo, place), cut(copy, place), whole) < most
    assert likeness(cut(photo, ELSEWHERE), cut(copy, ELSEWHERE), whole) > 0.9
    covered = np.asarray(Image.open(BytesIO(cut(copy, PATCH))).convert("L"), float)
    open_ = np.asarray(Image.open(BytesIO(cut(photo, PATCH))).convert("L"), float)
    assert covered.std() < open_.std()
