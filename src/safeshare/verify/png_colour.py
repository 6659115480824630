"""Colour numbers of a PNG that make sense; others may be a message instead.

Values are held against a grid that is finer than what an eye can tell, so that few bits are
left to hide something in. Source: PNG specification, third edition, section 11.3.2; ITU-T
H.273 (cICP).
"""

from __future__ import annotations

import struct

KINDS = (b"gAMA", b"cHRM", b"sRGB", b"cICP")
OVERRIDDEN = (b"gAMA", b"cHRM", b"sRGB")  # by a profile

SRGB_GAMMA = 45455  # 1/2.2, times 100,000
WHITES = ((31270, 32900), (34570, 35850))  # D65 and D50, times 100,000
STEP = 500
NEAR = 250
PRIMARIES = (1, 4, 5, 6, 7, 8, 9, 10, 11, 12, 22)


def usual(kind: bytes, payload: bytes) -> bytes | None:
    """Return the payload on the grid, None where it makes no sense at all."""
    if kind == b"sRGB":
        return payload if len(payload) == 1 and payload[0] <= 3 else None
    if kind == b"cICP":
        return payload if _is_code_points(payload) else None
    if kind == b"gAMA":
        return _gamma(payload)
    return _chromaticities(payload)


def _is_code_points(payload: bytes) -> bool:
    if len(payload) != 4:
        return False
    primaries, transfer, matrix, full = payload
    return primaries in PRIMARIES and 1 <= transfer <= 18 and not matrix and full <= 1


def _gamma(payload: bytes) -> bytes | None:
    value = int.from_bytes(payload, "big")
    if len(payload) != 4 or not 10_000 <= value <= 500_000:
        return None
    near = abs(value - SRGB_GAMMA) <= NEAR
    return (SRGB_GAMMA if near else _stepped(value)).to_bytes(4, "big")


def _chromaticities(payload: bytes) -> bytes | None:
    """White, red, green and blue, each as x and y."""
    if len(payload) != 32:
        return None
    numbers = struct.unpack(">8I", payload)
    if max(numbers) > 100_000:
        return None
    white = next((pair for pair in WHITES if _beside(numbers[:2], pair)), None)
    on_grid = [_stepped(value) for value in numbers]
    return struct.pack(">8I", *(white or on_grid[:2]), *on_grid[2:])


def _beside(pair: tuple[int, ...], other: tuple[int, int]) -> bool:
    return all(abs(a - b) <= NEAR for a, b in zip(pair, other, strict=True))


def _stepped(value: int) -> int:
    return (value + STEP // 2) // STEP * STEP
