"""A bounded reader of CBOR (RFC 8949), the binary form that C2PA writes its claims in."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any, Final

_ITEMS: Final = 20_000
_DEEPEST: Final = 30
_FLOATS: Final = {25: ">e", 26: ">f", 27: ">d"}
_SIMPLE: Final = {20: False, 21: True, 22: None, 23: None}


class BrokenCbor(Exception):
    """The bytes are no CBOR, or larger than any real claim."""


def read_cbor(data: bytes) -> Any:
    """Return the first item as dict, list, str, bytes, int, float, bool or None.

    Tags are left out; keys of maps that can't be keys become their text. Raises
    BrokenCbor.
    """
    return _Reader(data).item(0)


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0
        self._left = _ITEMS
        self._readers: tuple[Callable[[int, int], Any], ...] = (
            lambda number, _: number,
            lambda number, _: -1 - number,
            lambda number, _: self._take(number),
            lambda number, _: self._take(number).decode("utf-8", "replace"),
            self._list,
            self._map,
            lambda _, depth: self.item(depth + 1),
        )

    def item(self, depth: int) -> Any:
        self._left -= 1
        if self._left < 0 or depth > _DEEPEST:
            raise BrokenCbor
        kind, detail = divmod(self._take(1)[0], 32)
        if kind == 7:
            return self._simple(detail)
        if detail == 31:
            return self._endless(kind, depth)
        return self._readers[kind](self._number(detail), depth)

    def _list(self, count: int, depth: int) -> list[Any]:
        return [self.item(depth + 1) for _ in range(min(count, self._left + 1))]

    def _map(self, count: int, depth: int) -> dict[Any, Any]:
        pairs = range(min(count, self._left + 1))
        return {_key(self.item(depth + 1)): self.item(depth + 1) for _ in pairs}

    def _take(self, count: int) -> bytes:
        piece = self._data[self._at : self._at + count]
        if len(piece) < count:
            raise BrokenCbor
        self._at += count
        return piece

    def _number(self, detail: int) -> int:
        if detail < 24:
            return detail
        if detail > 27:
            raise BrokenCbor
        return int.from_bytes(self._take(1 << (detail - 24)), "big")

    def _simple(self, detail: int) -> Any:
        if detail in _FLOATS:
            form = _FLOATS[detail]
            return struct.unpack(form, self._take(struct.calcsize(form)))[0]
        if detail == 24:
            self._take(1)
        return _SIMPLE.get(detail)

    def _endless(self, kind: int, depth: int) -> Any:
        """Read an item of unknown length: until the byte FF."""
        parts = []
        while self._data[self._at : self._at + 1] != b"\xff":
            parts.append(self.item(depth + 1))
        self._take(1)
        if kind in {2, 3}:
            empty: Any = b"" if kind == 2 else ""
            return empty.join(part for part in parts if isinstance(part, type(empty)))
        if kind == 4:
            return parts
        return dict(zip(map(_key, parts[::2]), parts[1::2], strict=False))


def _key(value: Any) -> Any:
    return value if isinstance(value, str | bytes | int) else str(value)
