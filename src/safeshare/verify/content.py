"""What a run of leftover bytes holds, told from its first bytes."""

from __future__ import annotations

import re

from safeshare.model import Severity

LONGEST_EXCERPT = 60
# Looked at to tell text from other data; a block's first bytes speak for it.
SAMPLE = 4096

EXIF = ("an EXIF block", Severity.HIGH)
XMP = ("an XMP block", Severity.HIGH)
IPTC = ("an IPTC or Photoshop block", Severity.HIGH)
PICTURE = ("an embedded picture", Severity.HIGH)
VIDEO = ("an embedded picture or video", Severity.HIGH)
PROFILE = ("a colour profile", Severity.MEDIUM)
CLAIM = ("a signed origin claim", Severity.HIGH)

STARTS: tuple[tuple[bytes, tuple[str, Severity]], ...] = (
    (b"Exif\0", EXIF),
    (b"II*\0", EXIF),
    (b"MM\0*", EXIF),
    (b"http://ns.adobe.com/", XMP),
    (b"<?xpacket", XMP),
    (b"<x:xmpmeta", XMP),
    (b"XML:com.adobe.xmp", XMP),
    (b"Photoshop 3.0", IPTC),
    (b"8BIM", IPTC),
    (b"\x1c\x01", IPTC),
    (b"\x1c\x02", IPTC),
    (b"\xff\xd8\xff", PICTURE),
    (b"\x89PNG\r\n", PICTURE),
    (b"GIF8", PICTURE),
    (b"RIFF", VIDEO),
    (b"MPF\0", ("an index of further pictures", Severity.HIGH)),
    (b"JP", CLAIM),
    (b"ICC_PROFILE\0", PROFILE),
    (b"JFIF\0", ("a JFIF header other than the plain one", Severity.LOW)),
    (b"JFXX\0", PICTURE),
    (b"Adobe\0", ("an Adobe segment", Severity.LOW)),
)
AT_PLACES: tuple[tuple[int, bytes, tuple[str, Severity]], ...] = (
    (4, b"ftyp", VIDEO),
    (4, b"jumb", CLAIM),
    (36, b"acsp", PROFILE),
)
# Start of image, and a marker that may follow it (ITU-T T.81, table B.1).
JPEG = re.compile(rb"\xff\xd8\xff[\xc0-\xc4\xdb\xdd\xe0-\xef\xfe]")
# Long enough that coded pixels never hold them by chance.
SURE_SIGNS: tuple[tuple[bytes, str], ...] = (
    (b"http://ns.adobe.com/", "an XMP block"),
    (b"<x:xmpmeta", "an XMP block"),
    (b"<?xpacket", "an XMP block"),
    (b"Photoshop 3.0\x00", "an IPTC or Photoshop block"),
    (b"Exif\x00\x00II*\x00", "an EXIF block"),
    (b"Exif\x00\x00MM\x00*", "an EXIF block"),
    (b"\x89PNG\r\n\x1a\n", "an embedded picture"),
)


def recognise(payload: bytes) -> tuple[str, Severity]:
    """Return what the bytes are, as a noun with its article, and how much they give away."""
    for start, answer in STARTS:
        if payload.startswith(start):
            return answer
    for place, sign, answer in AT_PLACES:
        if payload[place : place + len(sign)] == sign:
            return answer
    if any(_begins_jpeg(payload, found.start()) for found in JPEG.finditer(payload)):
        return "data with an embedded picture", Severity.HIGH
    sample = payload[:SAMPLE]
    if not sample.strip(b"\0"):
        return "a run of zeros", Severity.LOW
    if is_text(sample):
        return "a text", Severity.MEDIUM
    return "unknown data", Severity.MEDIUM


def _begins_jpeg(payload: bytes, at: int) -> bool:
    """Tell whether a segment follows, and behind it another one: three bytes come by chance."""
    behind = at + 4 + int.from_bytes(payload[at + 4 : at + 6], "big")
    return behind >= at + 6 and payload[behind : behind + 1] in (b"\xff", b"")


def is_text(sample: bytes) -> bool:
    """Return whether nine in ten bytes are printable ASCII or spaces."""
    printable = sum(1 for byte in sample if 0x20 <= byte < 0x7F or byte in b"\t\r\n")
    return bool(sample) and printable * 10 >= len(sample) * 9


def excerpt(payload: bytes) -> str:
    """Return the printable characters at the start of the bytes, the rest as dots."""
    head = payload[:LONGEST_EXCERPT]
    return "".join(chr(byte) if 0x20 <= byte < 0x7F else "." for byte in head)
