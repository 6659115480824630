"""Work on pixels takes turns, so that memory is bounded by what is decoded at one time."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from enum import IntEnum
from itertools import count
from typing import TypeVar

from starlette.concurrency import run_in_threadpool

from safeshare.web.memory import give_back

Made = TypeVar("Made")

PHOTOS_AT_A_TIME = 1
"""Photos that are taken in or decoded in full at a time: each uses all processors anyway."""

PREVIEWS_AT_A_TIME = 2

ARRIVALS_AT_A_TIME = 2
"""Photos that arrive at a time: one from a slow disk keeps no other from coming."""


class Rank(IntEnum):
    """Who goes first where several wait."""

    AT_ONCE = 0
    PATIENT = 1


class Turn:
    """A queue for one sort of work; those of one rank are served in the order in which they came.

    heavy: so much memory is let go afterwards that the system gets it back.
    """

    def __init__(self, at_a_time: int, *, heavy: bool) -> None:
        self._free = at_a_time
        self._heavy = heavy
        self._waiting: list[tuple[Rank, int, asyncio.Future[None]]] = []
        self._numbers = count()

    @asynccontextmanager
    async def taken(self, rank: Rank = Rank.AT_ONCE) -> AsyncIterator[None]:
        """Wait for a turn, and have it for the length of a block."""
        await self._wait(rank)
        try:
            yield
        finally:
            if self._heavy:
                give_back()
            self._pass_on()

    @property
    def wanted(self) -> bool:
        """Tell whether somebody waits who goes first: who is patient gives way. For any thread."""
        return any(rank is Rank.AT_ONCE for rank, _, called in self._waiting if not called.done())

    async def do(self, work: Callable[[], Made]) -> Made:
        """Wait for a turn, and do the work."""
        async with self.taken():
            return await in_thread(work)

    async def _wait(self, rank: Rank) -> None:
        if self._free:
            self._free -= 1
            return
        called = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (rank, next(self._numbers), called))
        try:
            await called
        except asyncio.CancelledError:
            if called.done() and not called.cancelled():  # called just when it gave up
                self._pass_on()
            raise

    def _pass_on(self) -> None:
        while self._waiting:
            called = heapq.heappop(self._waiting)[2]
            if not called.done():
                called.set_result(None)
                return
        self._free += 1


class Turns:
    """The queues. What is quick never waits for what is slow.

    photo: decodes a whole photo. preview: works on a preview. arrival: takes a body in.
    """

    def __init__(self) -> None:
        self.photo = Turn(PHOTOS_AT_A_TIME, heavy=True)
        self.preview = Turn(PREVIEWS_AT_A_TIME, heavy=False)
        self.arrival = Turn(ARRIVALS_AT_A_TIME, heavy=False)


async def in_thread(work: Callable[[], Made]) -> Made:
    """Do work in a thread; who stops waiting for it still waits until it is done."""
    return await run_in_threadpool(work)
