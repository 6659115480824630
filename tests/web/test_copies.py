"""A copy whose reader has gone: its work ends at the next step, and nothing of it is kept."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING

import pytest

from safeshare.model import Outcome, Plan, Report, Result
from safeshare.steps import Step, Tell
from safeshare.web import copies
from safeshare.web.copies import CopyRoutes, _Wish
from safeshare.web.store import PhotoStore, StoredPhoto
from safeshare.web.turns import Turns

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

PHOTO = StoredPhoto("page", b"photo", Report("jpeg", 1, 1, 1, (), ()), b"")
RESULT = Result(b"copy", "jpeg", 1, 1, Outcome.CLEANED, (), (), (), True, 0, 0)


@pytest.mark.parametrize("stays", [True, False])
@pytest.mark.parametrize("steps_left", [0, 1])
def test_a_reader_who_goes_ends_the_work(
    monkeypatch: pytest.MonkeyPatch, stays: bool, steps_left: int
) -> None:
    go_on, ended = threading.Event(), threading.Event()
    gone_on: list[Step] = []

    def made(_wish: _Wish, tell: Tell) -> tuple[Result, bytes]:
        try:
            tell(Step.READ)
            assert go_on.wait(60)
            for step in [Step.CHECK] * steps_left:
                tell(step)
                gone_on.append(step)
        finally:
            ended.set()
        return RESULT, b"after"

    monkeypatch.setattr(copies, "_made", made)
    store = PhotoStore()
    kept = store.add(PHOTO)
    assert kept is not None

    async def read() -> None:
        wish = _Wish(kept.id, PHOTO, Plan(), None)
        lines: AsyncGenerator[bytes, None] = CopyRoutes(store, Turns())._lines(wish)  # type: ignore[assignment]
        assert await anext(lines) == b'{"step": "read"}\n'
        if not stays:
            await lines.aclose()
        go_on.set()
        assert [b"result" in line for line in [line async for line in lines]][-1:] == [True] * stays
        while not ended.is_set() or len(asyncio.all_tasks()) > 1:
            await asyncio.sleep(0.01)

    asyncio.run(read())
    photo = store.get(kept.id)
    assert photo is not None
    assert (photo.result is RESULT) == stays
    assert len(gone_on) == steps_left * stays
