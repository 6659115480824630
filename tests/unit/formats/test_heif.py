"""What a HEIC or AVIF holds beyond the picture that a copy shows is named."""

from __future__ import annotations

import pytest

from safeshare.formats import isobmff
from safeshare.model import Block, BlockKind
from safeshare.verify import verify
from tests.corpus import heif, parts
from tests.corpus.parts import box

SEQUENCE = box(
    b"moov",
    box(b"mvhd", bytes(100)),
    box(b"trak", box(b"mdia", box(b"hdlr", bytes(8) + b"pict" + bytes(13)))),
)


def spare(data: bytes) -> list[Block]:
    return [block for block in isobmff.walk(data) if not block.needed]


@pytest.mark.parametrize("kind", ["HEIF", "AVIF"])
def test_a_crop_is_named_since_it_hides_what_it_cuts_away(kind: str) -> None:
    (block,) = spare(heif.cropped(kind, 0, 0, 40, 64))
    assert "still in the file" in block.where
    assert len(block.payload) == 32


@pytest.mark.parametrize("kind", ["HEIF", "AVIF"])
def test_a_coders_own_padding_is_no_crop(kind: str) -> None:
    assert spare(heif.cropped(kind, 0, 0, 64, 60)) == []


def test_the_verifier_takes_no_crop() -> None:
    assert "crop" in verify(heif.cropped("AVIF", 0, 0, 64, 60))[0].summary


def test_frames_of_a_heic_sequence_are_listed_as_they_reach_no_copy() -> None:
    data = heif.crafted([(b"hvc1", b"primary")]).replace(b"mif1heic", b"msf1hevc") + SEQUENCE
    assert [block.kind for block in spare(data)] == [BlockKind.VIDEO]


def test_frames_of_an_animated_avif_are_needed() -> None:
    frames = [parts.picture(size=(64, 64), step=step) for step in (0, 90)]
    moving = parts.saved(frames[0], "AVIF", save_all=True, append_images=frames[1:], duration=50)
    assert {block.kind for block in spare(moving)} <= {BlockKind.TIME}


def test_further_and_hidden_pictures_are_told_apart() -> None:
    data = heif.crafted([(b"hvc1", b"primary"), (b"hvc1", b"second"), (b"hvc1", b"third")])
    entry = data.index(b"infe", data.index(b"infe", data.index(b"infe") + 4) + 4)
    hidden = data[: entry + 7] + b"\1" + data[entry + 8 :]
    assert [block.where for block in spare(hidden)] == [
        "item 2 further picture, not in the copy",
        "item 3 hidden picture",
    ]
