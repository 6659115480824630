"""Crafted JPEG files that hide something where coded picture data stands.

A lossless copy can't leave it behind: nothing tells it from the picture but decoding.
"""

from __future__ import annotations

import base64
import struct

from . import parts

SCAN, END = b"\xff\xda", b"\xff\xd9"

# 32 x 24 grey pixels in arithmetic coding, which Pillow reads but does not write.
ARITHMETIC = {
    "arithmetic": base64.b64decode(
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABsSFBcUERsXFhceHBsgKEIrKCUlKFE6PTBCYFVlZF9VXVtqeJmBanGQ"
        "c1tdhbWGkJ6jq62rZ4C8ybqmx5moq6T/yQALCAAYACABAREA/8wABgAQEAX/2gAIAQEAAD8A/wBIQEMF5sY3eA2K"
        "VuK1ACyd6N7zQ9fcfo9vN17IY2/o9zXAAUpnrsEbLtQUyrrxxWRWmm1pTxfY0itZ/YoyAtKxnFxx9rRiflL/2Q=="
    ),
    "arithmetic progressive": base64.b64decode(
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABsSFBcUERsXFhceHBsgKEIrKCUlKFE6PTBCYFVlZF9VXVtqeJmBanGQ"
        "c1tdhbWGkJ6jq62rZ4C8ybqmx5moq6T/ygALCAAYACABAREA/8wABAAQ/9oACAEBAAAAAf6RO2CQjpT/zAAEEAX/"
        "2gAIAQEAAQUCpHCfiyE5UTD/zAAEEAX/2gAIAQEABj8Cx8D/zAAEEAX/2gAIAQEAAT8h2Cxs3QLkd6gCAVAhGlN8"
        "Af/aAAgBAQAAABDcwP/MAAQQBf/aAAgBAQABPxB72KPWCXx+CBhhBlxJLwNCLiuIDGYb/eKepYF3A546/f3Yo+nO"
        "Gf/Z"
    ),
}


def scans(data: bytes) -> list[tuple[int, int]]:
    """Give the range of each scan's coded data in a file without metadata."""
    found, at = [], 2
    while data[at : at + 2] != END:
        start = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        end = start
        if data[at : at + 2] == SCAN:
            while data[end] != 0xFF or data[end + 1] in (0x00, *range(0xD0, 0xD8)):
                end += 1
            found.append((start, end))
        at = end
    return found


def hiding() -> dict[str, bytes]:
    """Files with bytes or a whole picture in their coded data that are never shown."""
    picture = parts.picture(size=(67, 45))
    single = parts.saved(picture, "JPEG")
    several = parts.saved(picture, "JPEG", progressive=True)
    rows = parts.saved(picture, "JPEG", restart_marker_rows=1)
    files = {
        f"behind scan {number}": inserted(several, end)
        for number, (_, end) in enumerate(scans(several), 1)
    }
    return files | {
        "behind the only scan": inserted(single, len(single) - 2),
        "behind an interval": inserted(rows, rows.index(b"\xff\xd1")),
        "behind an arithmetic scan": inserted(ARITHMETIC["arithmetic"], -2),
        "behind many arithmetic scans": inserted(ARITHMETIC["arithmetic progressive"], -2),
        "below the last row": _lower(single),
        "below the last row of several scans": _lower(several),
        "scan that is written over": _twice(several, 0),
        "last scan that is written over": _twice(several, -1),
        "second scan of the only one": _twice(single, 0),
        "scan that claims other coefficients": _sequential((0, 0, 0), (1, 63, 0)),
        "bounds of a scan": _sequential((77, 65, 82)),
        "restart that no interval announces": inserted(single, -200, b"\xff\xd0" + TEXT),
    }


TEXT = b"planted by Maria, 1 Street"


def inserted(data: bytes, at: int, text: bytes = TEXT) -> bytes:
    """Put a text into the bytes of a file."""
    return data[:at] + text + data[at:]


def _sequential(*bounds: tuple[int, int, int]) -> bytes:
    """Code grey by one scan a channel, the first channel once for each of the bounds.

    What the last of its scans holds is shown, whatever their headers claim to code.
    """
    size = 40, 24
    hidden = [parts.saved(parts.picture("L", size, step), "JPEG") for step in range(len(bounds))]
    flat = parts.saved(parts.Image.new("L", size, 128), "JPEG")
    head = hidden[0].index(b"\xff\xc0")
    frame = struct.pack(">BHHB", 8, size[1], size[0], 3) + b"\1\x11\0\2\x11\0\3\x11\0"
    tables = hidden[0][head + 13 : hidden[0].index(SCAN)]
    coded = [
        *(_scan(1, those, data) for those, data in zip(bounds, hidden, strict=True)),
        *(_scan(channel, (0, 63, 0), flat) for channel in (2, 3)),
    ]
    return hidden[0][:head] + b"\xff\xc0\0\x11" + frame + tables + b"".join(coded) + END


def _scan(channel: int, bounds: tuple[int, int, int], grey: bytes) -> bytes:
    """Give the only scan of a grey file as the scan of a channel."""
    ((start, end),) = scans(grey)
    return SCAN + b"\0\x08\1" + bytes([channel, 0, *bounds]) + grey[start:end]


def _lower(data: bytes) -> bytes:
    """Make the frame header claim fewer rows than are coded: 16 of 45."""
    at = max(data.find(b"\xff\xc0"), data.find(b"\xff\xc2")) + 5
    return data[:at] + struct.pack(">H", 16) + data[at + 2 :]


def _twice(data: bytes, number: int) -> bytes:
    """Repeat a scan with its header."""
    start, end = scans(data)[number]
    return data[:end] + data[data.rindex(SCAN, 0, start) : end] + data[end:]
