"""Content Credentials: the claim's programs, actions and titles; broken ones are calm."""

from __future__ import annotations

import io
import json
import math
import struct
import time
from typing import Any

import pytest
from PIL import Image

from safeshare.model import Block, BlockKind, Finding
from safeshare.reveal import reveal
from safeshare.reveal.cbor import BrokenCbor, read_cbor


def cbor(value: Any) -> bytes:  # noqa: PLR0911 - one a kind
    match value:
        case bool() | None:
            return {False: b"\xf4", True: b"\xf5", None: b"\xf6"}[value]
        case int():
            return _head(0, value) if value >= 0 else _head(1, -1 - value)
        case float():
            return b"\xfb" + struct.pack(">d", value)
        case bytes():
            return _head(2, len(value)) + value
        case str():
            return _head(3, len(value.encode())) + value.encode()
        case list():
            return _head(4, len(value)) + b"".join(map(cbor, value))
        case _:
            return _head(5, len(value)) + b"".join(cbor(k) + cbor(v) for k, v in value.items())


def _head(kind: int, number: int) -> bytes:
    if number < 24:
        return bytes([kind << 5 | number])
    width = next(width for width in range(4) if number < 1 << (8 << width))
    return bytes([kind << 5 | 24 + width]) + number.to_bytes(1 << width, "big")


VALUE = {"a": [1, -5, 300, 70_000, 2**40], "b": b"raw", "c": {"d": None, "e": True, "f": 1.5}}


def test_cbor_is_read() -> None:
    assert read_cbor(cbor(VALUE)) == VALUE
    assert read_cbor(b"\x9f\x01\x02\xff") == [1, 2]
    assert read_cbor(b"\xbf\x61a\x01\xff") == {"a": 1}
    assert read_cbor(b"\x7f\x61a\x61b\xff") == "ab"
    assert read_cbor(b"\xc1\x05") == 5
    assert math.isclose(read_cbor(b"\xf9\x3e\x00"), 1.5)


HOSTILE = {
    "empty": b"",
    "nested": b"\x81" * 10_000,
    "huge list": b"\x9b" + b"\xff" * 8,
    "huge text": b"\x7b" + b"\xff" * 8,
    "unfinished": b"\x9f\x01",
    "reserved": b"\x1c",
    "many": b"\x9a\x00\x10\x00\x00" + b"\x00" * 1_048_576,
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_cbor_is_refused(data: bytes) -> None:
    with pytest.raises(BrokenCbor):
        read_cbor(data)


def box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", 8 + len(content)) + kind + content


def labelled(label: str, *content: bytes) -> bytes:
    description = box(b"jumd", bytes(16) + b"\x03" + label.encode() + b"\0")
    return box(b"jumb", description + b"".join(content))


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (160, 120)).save(out, "JPEG")
    return out.getvalue()


def claim() -> bytes:
    actions = {
        "actions": [
            {
                "action": "c2pa.created",
                "softwareAgent": {"name": "GPT-4o"},
                "digitalSourceType": "http://cv.iptc.org/newscodes/digitalsourcetype/"
                "trainedAlgorithmicMedia",
                "when": "2024-05-17T18:45:02Z",
            }
        ]
    }
    work = json.dumps({"@type": "CreativeWork", "author": [{"name": "Mona Muster"}]}).encode()
    return labelled(
        "c2pa",
        labelled(
            "urn:uuid:1",
            labelled(
                "c2pa.assertions",
                labelled("c2pa.actions", box(b"cbor", cbor(actions))),
                labelled("stds.schema-org.CreativeWork", box(b"json", work)),
                labelled("c2pa.thumbnail.claim.jpeg", box(b"bidb", picture())),
            ),
            labelled(
                "c2pa.claim",
                box(b"cbor", cbor({"claim_generator": "ChatGPT", "dc:title": "image.png"})),
            ),
            labelled("c2pa.signature", box(b"cbor", cbor({"title": "not told"}))),
        ),
    )


def told(payload: bytes) -> list[Finding]:
    return list(reveal([Block(BlockKind.C2PA, "APP11 JUMBF", payload)]))


def test_a_claim_is_told() -> None:
    said = {finding.summary for finding in told(claim())}
    assert said >= {
        "claimed by the software “ChatGPT”",
        "the software “GPT-4o”",
        "it says that a picture generator made it",
        "it says what was done: “c2pa.created”",
        "edited on 2024-05-17 at 18:45:02 (UTC)",
        "the file was named “image.png”",
        "the author “Mona Muster”",
    }
    assert any(finding.kind == "thumbnail" for finding in told(claim()))
    assert not any("not told" in finding.summary for finding in told(claim()))


def test_broken_claims_are_calm() -> None:
    whole = claim()
    for length in range(0, len(whole), 7):
        assert told(whole[:length] + b"\xff" * 9)[0].kind in {"provenance", "time", "thumbnail"} | {
            finding.kind for finding in told(whole)
        }


def test_endless_boxes_end() -> None:
    deep = b""
    for _ in range(500):
        deep = labelled("a", deep)
    (found,) = told(deep)
    assert found.kind == "provenance"
    assert len(told(box(b"cbor", cbor({"title": "x1"})) * 5_000)) < 10


LARGE = {
    "json": box(b"json", b"[" + b"[]," * 8_000_000 + b"[]]"),
    "cbor": box(b"cbor", b"\x99\xff\xff" + b"\x80" * 15_000) * 1_000,
}


@pytest.mark.parametrize("content", LARGE.values(), ids=LARGE.keys())
def test_claims_larger_than_any_are_not_read(content: bytes) -> None:
    start = time.thread_time()
    found = reveal([Block(BlockKind.C2PA, "caBX", labelled("x", content))] * 20)
    assert {finding.kind for finding in found} == {"provenance", "unreadable"}
    assert time.thread_time() - start < 10
