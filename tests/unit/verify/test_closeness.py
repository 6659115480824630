"""Each bound of what coding may do to a picture refuses by itself."""

from __future__ import annotations

import numpy as np
import pytest

from safeshare.errors import VerificationFailed
from safeshare.verify.closeness import check_coded

PLAN = np.full((400, 400, 3), 90, np.uint8)


def covered(*places: slice) -> np.ndarray:
    mask = np.zeros(PLAN.shape[:2], bool)
    mask[places] = True
    return mask


def off(mask: np.ndarray, levels: int) -> np.ndarray:
    seen = PLAN.copy()
    seen[mask] += np.uint8(levels)
    return seen


# Too narrow to be free of its surroundings' blocks; free of them, but over no whole block.
NARROW, SMALL = covered(slice(100, 300), slice(102, 114)), covered(slice(1, 31), slice(1, 31))


@pytest.mark.parametrize(("mask", "fine", "wrong"), [(NARROW, 60, 110), (SMALL, 20, 40)])
def test_another_picture_under_a_mask_without_whole_blocks_is_caught(
    mask: np.ndarray, fine: int, wrong: int
) -> None:
    check_coded(off(mask, fine), PLAN, mask)
    with pytest.raises(VerificationFailed, match="where it should be covered"):
        check_coded(off(mask, wrong), PLAN, mask)


def test_one_wrong_block_under_a_large_mask_is_caught() -> None:
    mask = covered(slice(0, 320), slice(0, 320))
    block = covered(slice(160, 176), slice(160, 176))
    check_coded(off(block, 20), PLAN, mask)
    with pytest.raises(VerificationFailed, match="in a part of what was covered"):
        check_coded(off(block, 30), PLAN, mask)


def test_another_picture_around_the_mask_is_caught() -> None:
    everywhere, nowhere = covered(slice(0, 400)), covered(slice(0, 0))
    check_coded(off(everywhere, 14), PLAN, nowhere)
    with pytest.raises(VerificationFailed, match="another picture"):
        check_coded(off(everywhere, 20), PLAN, nowhere)
