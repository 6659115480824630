"""The values that travel through the house. All frozen; none of them opens a file.

Coordinates are pixels of the upright photo, x to the right, y down. Boxes are
half-open: `(x0, y0, x1, y1)` holds the columns x0..x1-1 and the rows y0..y1-1.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

Point = tuple[float, float]
Box = tuple[float, float, float, float]


class Severity(StrEnum):
    """How much a finding gives away; `HIGH` alone can identify a person or a place."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Outcome(StrEnum):
    """How one photo ended."""

    CLEANED = "cleaned"
    ALREADY_CLEAN = "already-clean"
    REFUSED = "refused"
    FAILED = "failed"


class BlockKind(StrEnum):
    """What a container's block holds, as far as its envelope tells."""

    PICTURE = "picture"  # what a decoder needs: headers, tables, coded pixels
    EXIF = "exif"  # a TIFF structure, without the "Exif\0\0" prefix
    XMP = "xmp"  # an XML packet
    IPTC = "iptc"  # IPTC-IIM records, or a Photoshop resource block that holds them
    ICC = "icc"  # a colour profile (segments joined)
    COMMENT = "comment"  # free text without a key
    TEXT = "text"  # text with a key: payload is key, NUL, UTF-8 value
    TIME = "time"  # a time stamp of the container's own
    THUMBNAIL = "thumbnail"  # a small encoded picture
    SECOND_PICTURE = "second picture"  # a whole encoded picture, gain map or depth map
    VIDEO = "video"  # moving pictures or sound
    C2PA = "c2pa"  # a signed provenance claim (JUMBF)
    APPLICATION = "application"  # an application's own block
    TRAILER = "trailer"  # bytes after the picture's end
    JUNK = "junk"  # bytes between blocks, padding, unreachable data
    UNREADABLE = "unreadable"  # a block whose structure is broken


@dataclass(frozen=True, slots=True)
class Block:
    """One container of data inside of an image file.

    where: its name in the format's own words, such as "APP1 Exif" or "tEXt".
    payload: the block's content without its envelope.
    needed: a decoder needs it to show the same picture.
    """

    kind: BlockKind
    where: str
    payload: bytes = field(repr=False)
    needed: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """One identifying thing in a photo.

    kind: a word for programs, such as "location" or "owner".
    where: the block it stands in; summary: a sentence part for people. value: the raw
    value as text, control characters included. place: of a location latitude and longitude
    in degrees. picture: the encoded picture that it is about, as it lies in the file.
    """

    kind: str
    where: str
    summary: str
    severity: Severity
    value: str = ""
    place: Point | None = field(default=None, compare=False)
    picture: bytes = field(default=b"", repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Detection:
    """What a detector saw.

    box: around the thing itself, not grown. score: 0..1.
    landmarks: for a face right eye, left eye, nose, right and left mouth corner
    (the person's own right), or empty where the detector gives none.
    frame: the index of the frame or page it was seen in.
    points: corners of its own outline where a box would be too much, as for a line
    of text; they may lie outside of the photo. name, value: of a code, its sort,
    such as "QR code", and what it says, both empty where it can't be read.
    path: (frame, box) where it moves through an animation, in the order of frames;
    the box is around all of them then.
    """

    kind: str
    box: Box
    score: float
    landmarks: tuple[Point, ...] = ()
    frame: int = 0
    points: tuple[Point, ...] = ()
    name: str = ""
    value: str = ""
    path: tuple[tuple[int, Box], ...] = ()


DETECTED = {
    "face": ("face", "faces"),
    "code": ("code", "codes"),
    "text": ("line of text", "lines of text"),
}
"""Kind of detection -> what one and several of them are called."""


@dataclass(frozen=True, slots=True)
class Region:
    """An area that is covered when `on`.

    kind: "mark" when the user drew it, else the detector's kind.
    shape: "box", "ellipse" (inscribed in box, turned by `angle` degrees
    clockwise about its centre), "polygon" (points) or "stroke" (of a round brush
    of `radius`, along points).
    grow: percent of its size by which it is covered beyond its outline, to all sides.
    unit: "px", or "%" for places in percent of the photo's width and height, a radius
    in percent of its shorter side.
    landmarks: as in Detection; a face's mask follows them.
    frame: one frame or page, or None for all of them.
    path: (frame, box) in the order of frames, for what moves through an animation:
    between two of them the box moves in a straight line, before the first and after
    the last it stands.
    """

    id: str
    kind: str
    shape: str
    box: Box
    points: tuple[Point, ...] = ()
    angle: float = 0.0
    landmarks: tuple[Point, ...] = ()
    score: float = 1.0
    on: bool = True
    frame: int | None = None
    path: tuple[tuple[int, Box], ...] = ()
    radius: float = 0.0
    grow: float = 0.0
    unit: str = "px"


@dataclass(frozen=True, slots=True)
class Limits:
    """What is refused before it is decoded.

    pixels: of all frames together. moving: pixels of all frames of an animation
    together (of a GIF also with one frame) whose pixels are looked at or changed;
    a lossless copy asks only for `pixels`. bytes: of the file.
    """

    pixels: int = 200_000_000
    moving: int = 60_000_000
    bytes: int = 500_000_000
    frames: int = 2_000


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Plan:
    """What the user decided.

    detect: detectors run on the photo; what they see is covered.
    recheck: detectors run on the copy; what they see uncovered is covered too.
    regions: marks, and detections that the user confirmed (on) or let be (off).
        A detection that lies on an off region is left visible.
    style: a name in redact.styles.STYLES. colour: of style "solid", sRGB 0..255, or None
        for the colour of what is around. background: cover everything but people, too.
    format: "keep" or a name in pixels.encode.ENCODERS. quality: 1..100 (JPEG, WebP, AVIF).
    max_side: longest side of the copy in pixels, or None.
    bake: turn the pixels upright instead of keeping the orientation tag.
    sensitivity: of the face search, a name in detect.effort.SENSITIVITIES.
    small_faces: search photos of more than 1536 pixels at full resolution too.
    grow: percent of its size by which every region grows to all sides, 0..200.
    snap: marks are drawn roughly; each goes around the whole thing that it lies on.
    scrub_sensor: lower the match with other photos of the same camera (pixels.sensor).
    """

    detect: tuple[str, ...] = ("face", "code")
    recheck: tuple[str, ...] = ("face",)
    regions: tuple[Region, ...] = ()
    style: str = "blur"
    colour: tuple[int, int, int] | None = None
    format: str = "keep"
    quality: int = 90
    max_side: int | None = None
    bake: bool = False
    limits: Limits = DEFAULT_LIMITS
    sensitivity: str = "normal"
    small_faces: bool = False
    grow: float = 0.0
    snap: bool = False
    background: bool = False
    scrub_sensor: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """What a photo gives away.

    width, height: upright pixels of the first frame. smear: pixels that its codec is known
    to have spread a pixel over, 0 for what its format tells; covers grow as far.
    """

    format: str
    width: int
    height: int
    frames: int
    findings: tuple[Finding, ...]
    regions: tuple[Region, ...]
    smear: int = 0


REMAINS = (
    "Body, tattoos, clothes, words in the picture, the room and other people's memory can still "
    "identify someone.",
    "Anyone who receives the copy can keep it and pass it on.",
)
"""What no copy can take away, for the end of every Result.remaining."""


@dataclass(frozen=True, slots=True)
class Result:
    """A verified copy.

    data: the bytes of the copy. format: a name in formats.FORMATS.
    removed: findings of the source that are gone. redacted: regions that are covered.
    remaining: sentences about what the copy can still give away.
    lossless: the coded picture is the source's own, byte for byte.
    blocks_before, blocks_after: metadata blocks that no decoder needs, measured.
    """

    data: bytes = field(repr=False)
    format: str
    width: int
    height: int
    outcome: Outcome
    removed: tuple[Finding, ...]
    redacted: tuple[Region, ...]
    remaining: tuple[str, ...]
    lossless: bool
    blocks_before: int
    blocks_after: int
