from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from safeshare.model import Plan, Region
from safeshare.pipeline import clean
from safeshare.steps import Step

MARK = Region("mark-1", "mark", "box", (20, 20, 60, 60))
QUICK = {"detect": (), "recheck": ()}


def photo() -> bytes:
    out = BytesIO()
    Image.linear_gradient("L").convert("RGB").save(out, "JPEG")
    return out.getvalue()


def test_a_copy_with_something_covered_goes_through_all_steps() -> None:
    told: list[Step] = []
    clean(photo(), Plan(regions=(MARK,), **QUICK), told.append)
    assert told == [Step.READ, Step.COVER, Step.WRITE, Step.CHECK]


def test_a_copy_whose_pixels_stay_has_nothing_to_cover() -> None:
    told: list[Step] = []
    assert clean(photo(), Plan(**QUICK), told.append).lossless
    assert told == [Step.READ, Step.WRITE, Step.CHECK]


@pytest.mark.parametrize("last", list(Step))
def test_who_is_told_can_end_the_work(last: Step) -> None:
    told: list[Step] = []

    def tell(step: Step) -> None:
        told.append(step)
        if step is last:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        clean(photo(), Plan(regions=(MARK,), **QUICK), tell)
    assert told[-1] is last
