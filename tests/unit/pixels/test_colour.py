from __future__ import annotations

import hashlib
import sys

import numpy as np
import pytest
from PIL import Image, ImageCms

from safeshare.pixels import colour
from safeshare.verify.profiles import CANONICAL_PROFILES


def srgb_with_a_past() -> bytes:
    """An sRGB profile as LittleCMS writes it: with its own date and description."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def test_srgb_needs_no_profile() -> None:
    assert colour.canonical(b"", "RGB") == b""
    assert colour.canonical(srgb_with_a_past(), "RGB") == b""


@pytest.mark.parametrize("name", ["Display P3", "Adobe RGB"])
def test_wide_profiles_are_replaced_by_canonical_ones(name: str) -> None:
    clean = colour.canonical_profiles()[name]
    dated = clean[:24] + bytes([7, 0xE8, 0, 5, 0, 17, 0, 18, 0, 45, 0, 2]) + clean[36:]
    assert dated != clean
    assert colour.canonical(dated, "RGB") == clean


def test_the_verifier_knows_exactly_the_canonical_profiles() -> None:
    digests = {hashlib.sha256(data).hexdigest() for data in colour.canonical_profiles().values()}
    assert digests == CANONICAL_PROFILES


@pytest.mark.parametrize("junk", [b"x", b"\0" * 200, b"acsp" * 100])
def test_a_profile_that_nothing_can_read_counts_as_none(junk: bytes) -> None:
    assert colour.canonical(junk, "RGB") == b""


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_a_huge_profile_counts_as_none_and_is_not_kept(mode: str) -> None:
    huge = srgb_with_a_past().ljust(colour.MAX_PROFILE + 1, b"\0")
    before = sys.getrefcount(huge)
    assert colour.canonical(huge, mode) == b""
    colour.to_srgb(Image.new(mode, (4, 4)), huge)
    assert sys.getrefcount(huge) == before  # no cache holds it for the rest of a long run


def test_cmyk_is_converted() -> None:
    assert colour.canonical(srgb_with_a_past(), "CMYK") is None


def test_wide_colours_are_converted_not_relabelled() -> None:
    p3 = colour.canonical_profiles()["Display P3"]
    stored = Image.new("RGB", (4, 4), (200, 60, 60))
    shown = np.asarray(colour.to_srgb(stored, p3))[0, 0]
    # P3's red is more saturated than sRGB's: the same numbers mean more red, less of the rest.
    assert shown[0] > 205
    assert shown[1] < 50
    assert np.array_equal(np.asarray(colour.to_srgb(stored, b""))[0, 0], (200, 60, 60))
