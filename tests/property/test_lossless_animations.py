"""A lossless copy of an animation keeps times, rounds, and how frames give way."""

from __future__ import annotations

import io

from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops

from safeshare.formats import Keep, sniff
from safeshare.verify import verify
from safeshare.verify.same import same_coded
from tests.examples import examples

FIRST = Image.effect_mandelbrot((24, 18), (-2, -1, 1, 1), 30).convert("RGB")
Moment = tuple[object, object, object, bytes]


def moments(data: bytes) -> list[Moment]:
    """Give rounds, time, disposal and visible pixels of each frame."""
    image = Image.open(io.BytesIO(data))
    found = []
    for number in range(getattr(image, "n_frames", 1)):
        image.seek(number)
        info = image.info
        way = getattr(image, "disposal_method", info.get("disposal"))
        time = (info.get("duration"), info.get("blend"))
        found.append((info.get("loop"), time, way, image.convert("RGBA").tobytes()))
    return found


@examples(40)
@given(
    kind=st.sampled_from(["PNG", "WEBP", "GIF"]),
    times=st.lists(st.integers(1, 60).map(lambda step: 10 * step), min_size=2, max_size=5),
    rounds=st.integers(0, 9),
    disposal=st.integers(0, 2),
)
def test_an_animation_moves_as_before(
    kind: str, times: list[int], rounds: int, disposal: int
) -> None:
    frames = [ImageChops.offset(FIRST, 3 * step) for step in range(1, len(times))]
    options = {"disposal": disposal} if kind != "WEBP" else {"lossless": True}
    out = io.BytesIO()
    FIRST.save(
        out, kind, save_all=True, append_images=frames, duration=times, loop=rounds, **options
    )
    data = out.getvalue()
    strip = sniff(data).strip
    assert strip
    copy = strip(data, Keep())
    assert verify(copy) == ()
    same_coded(data, copy)
    assert moments(copy) == moments(data)
    assert len(moments(copy)) == len(times)
