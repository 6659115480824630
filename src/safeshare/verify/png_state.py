"""What the reader of PNG has seen of a file."""

from __future__ import annotations

from dataclasses import dataclass, field

from safeshare.model import Severity
from safeshare.verify.notes import Notes
from safeshare.verify.png_frames import Canvas, FrameControl

NAMES = {
    b"tEXt": "a text with a key", b"zTXt": "a compressed text with a key",
    b"iTXt": "a text with a key", b"tIME": "a time stamp", b"caBX": "a signed origin claim",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Chunk:
    """One chunk. at: where its length field stands. intact: its checksum is right."""

    kind: bytes
    at: int
    payload: bytes = field(repr=False)
    intact: bool = True

    @property
    def name(self) -> str:
        """The chunk's name."""
        return self.kind.decode("ascii", "replace")


@dataclass(slots=True)
class State:
    """What the reader has seen of one file."""

    notes: Notes
    canvas: Canvas
    seen: set[bytes] = field(default_factory=set)
    kept: dict[bytes, bytes] = field(default_factory=dict)  # chunks that decide on colours
    named: set[int] = field(default_factory=set)  # palette entries
    coded: list[tuple[str, bytes]] = field(default_factory=list)
    animated: int = -1  # frames that acTL promises
    frames: int = 0
    sequence: int = 0
    frame: FrameControl | None = None
    pieces: list[bytes] = field(default_factory=list)
    pieces_at: int = 0
    pieces_kind: bytes = b""

    def leftover(self, chunk: Chunk, what: str | None = None) -> None:
        """Note a chunk that the picture does not need."""
        severity = Severity.HIGH if chunk.kind in NAMES else None
        self.notes.leftover(chunk.name, chunk.at, chunk.payload, what, severity)
