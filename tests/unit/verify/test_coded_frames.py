"""What the readers of PNG, WebP and GIF record: equal exactly where the same is shown."""

from __future__ import annotations

import hashlib
import io
import zlib

import numpy as np
import pytest
from PIL import Image

from safeshare.formats import Keep, sniff
from safeshare.verify.notes import BrokenError, Notes
from safeshare.verify.readers import reader_of
from tests.corpus import gif, parts, png, webp

BUILDERS = {"png": png, "webp": webp, "gif": gif}
PLANTED = {
    f"{kind}: {name}": data
    for kind, builder in BUILDERS.items()
    for name, (data, _) in builder.planted().items()
}
SHAPES = {
    f"{kind}: {name}": data
    for kind, builder in BUILDERS.items()
    for name, data in builder.shapes().items()
}


def coded(data: bytes) -> list[tuple[str, bytes]]:
    notes = Notes(record=True)
    reader_of(data)(data, notes)
    return notes.coded


def stripped(data: bytes, keep: Keep | None = None) -> bytes:
    strip = sniff(data).strip
    assert strip
    return strip(data, keep or Keep())


def shown(data: bytes) -> list[tuple[object, ...]]:
    """Size, time and a digest of the visible pixels of each frame."""
    image = Image.open(io.BytesIO(data))
    found: list[tuple[object, ...]] = [(image.info.get("loop"), image.info.get("gamma"))]
    for number in range(getattr(image, "n_frames", 1)):
        image.seek(number)
        pixels = np.array(image.convert("RGBA"))
        pixels[pixels[..., 3] == 0] = 0
        digest = hashlib.sha256(pixels.tobytes()).hexdigest()
        found.append((image.size, image.info.get("duration"), digest))
    return found


def shown_if_it_decodes(data: bytes) -> list[tuple[object, ...]] | None:
    try:
        return shown(data)
    except Exception:  # noqa: BLE001 - whatever a decoder says
        return None


def coded_if_it_can(data: bytes) -> list[tuple[str, bytes]] | None:
    try:
        return coded(data)
    except BrokenError:
        return None


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_file_and_its_copy_are_equal(name: str) -> None:
    data = PLANTED[name]
    assert coded(data)
    assert coded(stripped(data)) == coded(data)


@pytest.mark.parametrize("kind", BUILDERS)
def test_a_file_with_everything_and_its_copy_are_equal(kind: str) -> None:
    data = BUILDERS[kind].with_everything()
    assert coded(stripped(data, Keep(6))) == coded(data)


@pytest.mark.parametrize("name", SHAPES)
def test_a_changed_bit_that_shows_makes_a_difference(name: str) -> None:
    data = SHAPES[name]
    seen, recorded = shown(data), coded(data)
    differ = 0
    for at in range(8, len(data), 1 + len(data) // 400):
        changed = data[:at] + bytes([data[at] ^ 1 << at % 8]) + data[at + 1 :]
        if name.startswith("png"):
            changed = with_right_checksums(changed)
        other = shown_if_it_decodes(changed)
        if other not in (None, seen):
            differ += 1
            assert coded_if_it_can(changed) != recorded, at
    assert differ > 0 or name == "png: interlaced"  # where each bit breaks the stream


@pytest.mark.parametrize("name", [name for name in SHAPES if name.startswith("png")])
def test_a_changed_sample_makes_a_difference(name: str) -> None:
    data = SHAPES[name]
    at = data.index(b"IDAT")
    size = int.from_bytes(data[at - 4 : at], "big")
    rows = bytearray(zlib.decompress(data[at + 4 : at + 4 + size]))
    rows[-1] ^= 0x10
    changed = png.chunk(b"IDAT", zlib.compress(bytes(rows)))
    other = data[: at - 4] + changed + data[at + 8 + size :]
    assert shown(other) != shown(data)
    assert coded(other) != coded(data)


def with_right_checksums(data: bytes) -> bytes:
    out, at = [data[:8]], 8
    while at + 12 <= len(data):
        end = at + 8 + int.from_bytes(data[at : at + 4], "big")
        checksum = zlib.crc32(data[at + 4 : end])
        out.append(data[at:end] + checksum.to_bytes(4, "big"))
        at = end + 4
    return b"".join(out) + data[at:]


def test_cutting_the_data_into_other_chunks_makes_no_difference() -> None:
    rows = b"".join(b"\1" + bytes(range(row, row + 8)) for row in range(6))
    stream = zlib.compress(rows)
    head = png.chunk(b"IHDR", b"\0\0\0\x08\0\0\0\x06\x08\0\0\0\0")
    end = png.chunk(b"IEND", b"")
    whole = png.chunk(b"IDAT", stream)
    pieces = b"".join(png.chunk(b"IDAT", stream[at : at + 3]) for at in range(0, len(stream), 3))
    start = b"\x89PNG\r\n\x1a\n" + head
    assert coded(start + whole + end) == coded(start + pieces + end)


def test_colour_numbers_count_where_no_profile_overrides_them() -> None:
    base = parts.saved(parts.picture(), "PNG")
    gamma = base[:33] + png.chunk(b"gAMA", (100_000).to_bytes(4, "big")) + base[33:]
    profile = png.chunk(b"iCCP", b"x\0\0" + zlib.compress(parts.profile()))
    assert coded(gamma) != coded(base)
    assert coded(gamma[:33] + profile + gamma[33:]) == coded(base)


def test_the_place_of_a_loop_count_makes_no_difference() -> None:
    data = gif.animated()
    loop = data.index(b"\x21\xff")
    moved = data[:loop] + data[loop + 19 : -1] + data[loop : loop + 19] + b";"
    assert coded(moved) == coded(data)
    assert stripped(moved) == data


def test_a_source_that_can_not_be_followed_raises() -> None:
    for data in SHAPES.values():
        with pytest.raises(BrokenError):
            coded(data[: len(data) // 2])
