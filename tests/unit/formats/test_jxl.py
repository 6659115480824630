from __future__ import annotations

import sys

import pytest
from imagecodecs import brotli_encode, jpegxl_encode_jpeg

from safeshare.formats import jxl, jxl_packed
from safeshare.model import Block, BlockKind
from tests.corpus import jxl as crafted
from tests.corpus import parts
from tests.corpus.parts import box

FROM_JPEG = jpegxl_encode_jpeg(parts.small_jpeg("a comment"), usecontainer=True)


def kinds(data: bytes) -> list[BlockKind]:
    return [block.kind for block in jxl.walk(data) if not block.needed]


def test_a_codestream_alone_has_no_blocks() -> None:
    (block,) = jxl.walk(crafted.coded())
    assert block.needed


def test_the_original_jpeg_is_brought_back_and_listed() -> None:
    found = [block for block in jxl.walk(FROM_JPEG) if not block.needed]
    assert found[0].where == "box jbrd (the original JPEG)"
    assert Block(BlockKind.COMMENT, "original JPEG COM", b"a comment") in found


@pytest.mark.parametrize("lost", [b"jbrd", b"jxlp"])
def test_a_broken_original_is_listed_all_the_same(lost: bytes) -> None:
    at = FROM_JPEG.rindex(lost) + 12
    broken = FROM_JPEG[:at] + bytes(8) + FROM_JPEG[at + 8 :]
    assert BlockKind.APPLICATION in kinds(broken)
    assert BlockKind.COMMENT not in kinds(broken)


def test_an_original_of_absurd_size_is_not_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    huge = crafted.header(size=(1 << 20, 1 << 20))
    small = crafted.header(size=(90, 70))
    wide = b"\xff\x0a" + crafted.Writer().put(0, 1).put(3, 2).put(99_999, 30).put(7, 3).bytes()
    calls: list[bytes] = []
    monkeypatch.setattr("imagecodecs.jpegxl_decode_jpeg", lambda data: calls.append(data) or b"")
    for stream in (huge, wide, b""):
        assert jxl_packed.original(b"file", stream) is None
    assert calls == []
    assert jxl_packed.original(b"file", small) is None
    assert calls == [b"file"]


def test_a_compressed_bomb_stays_packed() -> None:
    bomb = brotli_encode(bytes(64 << 20))
    data = crafted.contained(crafted.coded()) + box(b"brob", b"xml ", bomb)
    assert kinds(data) == [BlockKind.UNREADABLE]


@pytest.mark.parametrize("size", [jxl_packed.MOST, jxl_packed.MOST + 1])
def test_compressed_boxes_are_bounded_all_together(size: int) -> None:
    bomb = box(b"brob", b"xml ", brotli_encode(bytes(size)))
    last = box(b"brob", b"xml ", brotli_encode(b"the last one"))
    blocks = [b for b in jxl.walk(crafted.contained(crafted.coded()) + 300 * bomb) if not b.needed]
    assert len(blocks) == 300
    assert sum(len(block.payload) for block in blocks) <= jxl_packed.TOTAL + 300 * len(bomb)
    assert blocks[-1].kind is BlockKind.UNREADABLE
    few = crafted.contained(crafted.coded()) + 3 * bomb + last
    assert jxl.walk(few)[-1].payload == b"the last one"


def test_the_original_jpeg_is_brought_back_once(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[bytes] = []
    monkeypatch.setattr(jxl_packed, "original", lambda _, stream: calls.append(stream))
    assert kinds(FROM_JPEG + 99 * box(b"jbrd", b"again")).count(BlockKind.APPLICATION) == 100
    assert [len(stream) > 3 for stream in calls].count(True) == 1


@pytest.mark.parametrize("inner", [b"brob", b"jxlc", b""])
def test_a_compressed_box_holds_no_picture_and_no_other_one(inner: bytes) -> None:
    data = crafted.contained(crafted.coded()) + box(b"brob", inner, brotli_encode(b"something"))
    assert kinds(data) == [BlockKind.UNREADABLE]


def test_without_the_library_packed_blocks_are_listed_as_they_stand(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "imagecodecs", None)
    packed = crafted.planted()["packed exif"][0]
    assert kinds(packed) == [BlockKind.UNREADABLE]
    assert kinds(FROM_JPEG)[0] is BlockKind.APPLICATION
    assert BlockKind.COMMENT not in kinds(FROM_JPEG)


def test_a_cut_box_in_front_of_the_picture_is_unreadable() -> None:
    assert kinds(crafted.START + b"\0\0\7\0abcd and no more") == [BlockKind.UNREADABLE]
