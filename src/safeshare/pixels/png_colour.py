"""What a PNG says about its colours besides a profile: cICP, sRGB, gAMA and cHRM.

Source: PNG specification, third edition, 4.3 (cICP counts before iCCP, that before sRGB, that
before gAMA and cHRM), 11.3.2. Like in browsers, gAMA without cHRM means sRGB's primaries.
"""

from __future__ import annotations

import struct

import numpy as np

from safeshare.pixels.profiles import D50, SRGB_CURVE, grey_profile, matrix_profile

MOST_CHUNKS = 1_000
GREY = (0, 4)
"""Colour types of IHDR without colours."""

SRGB_PRIMARIES = (31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000)
P3_PRIMARIES = (31270, 32900, 68000, 32000, 26500, 69000, 15000, 6000)
SRGB_GAMMA = 45455
NEAR = 600
"""Hundred-thousandths by which gAMA and cHRM may be off and still mean sRGB."""

# colour primaries and transfer function of cICP (ITU-T H.273): primaries of the same meaning
CICP = {(1, 13): SRGB_PRIMARIES, (12, 13): P3_PRIMARIES}

BRADFORD = np.array(
    [[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]]
)


def png_profile(data: bytes, embedded: bytes) -> bytes:
    """Give a profile that means what the PNG's chunks say, b"" for sRGB.

    data: the file. embedded: its own profile or b"". Values that no picture can
    have, and cICP values other than sRGB and Display P3, count as absent.
    """
    chunks = _chunks(data)
    grey = data[25] in GREY
    cicp = chunks.get(b"cICP", b"")
    if len(cicp) == 4 and cicp[2:] == b"\0\1" and (cicp[0], cicp[1]) in CICP:
        return _profile(CICP[cicp[0], cicp[1]], None, grey=grey)
    if embedded or b"sRGB" in chunks:
        return embedded
    gamma, primaries = chunks.get(b"gAMA", b""), chunks.get(b"cHRM", b"")
    return _profile(
        struct.unpack(">8I", primaries) if len(primaries) == 32 else SRGB_PRIMARIES,
        int.from_bytes(gamma, "big") if len(gamma) == 4 else None,
        grey=grey,
    )


def _chunks(data: bytes) -> dict[bytes, bytes]:
    """Give the first chunk of each kind that stands before the picture."""
    found: dict[bytes, bytes] = {}
    at = 8
    for _ in range(MOST_CHUNKS):
        length, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        if kind == b"IDAT" or len(kind) < 4:
            break
        found.setdefault(kind, data[at + 8 : at + 8 + min(length, 64)])
        at += 12 + length
    return found


def _profile(primaries: tuple[int, ...], gamma: int | None, *, grey: bool) -> bytes:
    """Give a profile of primaries as in cHRM and a gamma as in gAMA; None is sRGB's curve."""
    if gamma is not None and not 10_000 <= gamma <= 1_000_000:
        return b""
    usual = gamma is None or abs(gamma - SRGB_GAMMA) <= NEAR
    alike = max(abs(one - other) for one, other in zip(primaries, SRGB_PRIMARIES, strict=True))
    if usual and (grey or alike <= NEAR):
        return b""
    curve = SRGB_CURVE if gamma is None else (100_000 / gamma,)
    if grey:
        return grey_profile("gAMA", curve)
    colourants = _colourants(primaries)
    return b"" if colourants is None else matrix_profile("cHRM", colourants, curve)


def _colourants(primaries: tuple[int, ...]) -> tuple[tuple[float, float, float], ...] | None:
    """Give XYZ of red, green and blue, adapted to D50 after Bradford; None if impossible."""
    if min(primaries[1::2]) <= 0 or max(primaries) > 100_000:
        return None
    pairs = zip(primaries[::2], primaries[1::2], strict=True)
    white, *colours = (np.array([x / y, 1, (100_000 - x - y) / y]) for x, y in pairs)
    try:
        mixed = np.stack(colours, axis=1)
        mixed = mixed * np.linalg.solve(mixed, white)
        cones = BRADFORD @ np.array(D50) / (BRADFORD @ white)
        adapted = np.linalg.solve(BRADFORD, cones[:, None] * (BRADFORD @ mixed))
    except np.linalg.LinAlgError:
        return None
    if not np.isfinite(adapted).all() or np.abs(adapted).max() > 4:
        return None
    return tuple((float(x), float(y), float(z)) for x, y, z in adapted.T)
