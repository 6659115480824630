"""Collects the blocks of a file in their order."""

from __future__ import annotations

from collections.abc import Iterable

from safeshare.model import Block, BlockKind

from .exif import previews, without_prefix


class Listing:
    """The blocks of one file, in file order; neighbouring needed ones become one."""

    def __init__(self, container: str) -> None:
        self._picture = Block(BlockKind.PICTURE, container, b"", needed=True)
        self._blocks: list[Block] = []

    def picture(self) -> None:
        """Note a block that a decoder needs. Its bytes are not copied."""
        if not self._blocks or self._blocks[-1] is not self._picture:
            self._blocks.append(self._picture)

    def add(self, kind: BlockKind, where: str, payload: bytes) -> None:
        """Note a block that no decoder needs."""
        self._blocks.append(Block(kind, where, payload))

    def exif(self, where: str, payload: bytes) -> None:
        """Note an EXIF block and the previews that it carries."""
        structure = without_prefix(payload)
        self.add(BlockKind.EXIF, where, structure)
        self.extend(previews(structure, where))

    def extend(self, blocks: Iterable[Block]) -> None:
        """Note blocks that another reader found."""
        self._blocks.extend(blocks)

    def blocks(self) -> tuple[Block, ...]:
        """Give everything noted so far."""
        return tuple(self._blocks)


def printable(name: bytes) -> str:
    """Give a name that stands in a file as text without control characters."""
    text = name.decode("latin-1").strip()
    return "".join(sign if sign.isprintable() else "?" for sign in text)
