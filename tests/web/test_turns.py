from __future__ import annotations

import asyncio
import threading

from safeshare.web.turns import Rank, Turn


def test_no_more_work_at_a_time_than_allowed() -> None:
    turn, lock = Turn(2, heavy=False), threading.Lock()
    both = threading.Barrier(2, timeout=60)
    running = most = 0

    def work() -> None:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        both.wait()
        threading.Event().wait(0.01)  # for a third that nobody allowed
        with lock:
            running -= 1

    async def all_at_once() -> None:
        await asyncio.gather(*(turn.do(work) for _ in range(8)))

    asyncio.run(all_at_once())
    assert most == 2


def test_the_patient_wait_for_everybody_else() -> None:
    order: list[str] = []

    async def one(turn: Turn, name: str, rank: Rank) -> None:
        async with turn.taken(rank):
            order.append(name)
            await asyncio.sleep(0.01)

    async def all_at_once() -> None:
        turn = Turn(1, heavy=True)
        names = (("first", Rank.AT_ONCE), ("text", Rank.PATIENT))
        later = (("second", Rank.AT_ONCE), ("third", Rank.AT_ONCE))
        await asyncio.gather(*(one(turn, name, rank) for name, rank in names + later))

    asyncio.run(all_at_once())
    assert order == ["first", "second", "third", "text"]


def test_the_patient_can_see_that_somebody_else_waits() -> None:
    seen: list[bool] = []

    async def wait(turn: Turn, rank: Rank) -> None:
        async with turn.taken(rank):
            pass

    async def all_at_once() -> None:
        turn = Turn(1, heavy=False)
        async with turn.taken():
            waiting = [asyncio.create_task(wait(turn, Rank.PATIENT))]
            await asyncio.sleep(0)
            seen.append(turn.wanted)
            waiting.append(asyncio.create_task(wait(turn, Rank.AT_ONCE)))
            await asyncio.sleep(0)
            seen.append(turn.wanted)
            waiting[1].cancel()
            await asyncio.sleep(0)
            seen.append(turn.wanted)
        await waiting[0]

    asyncio.run(all_at_once())
    assert seen == [False, True, False]


def test_work_that_fails_and_waiting_that_is_given_up_block_nobody() -> None:
    async def try_all() -> int:
        turn = Turn(1, heavy=False)
        results = await asyncio.gather(turn.do(lambda: 1 // 0), return_exceptions=True)
        assert isinstance(results[0], ZeroDivisionError)
        async with turn.taken():
            given_up = asyncio.create_task(turn.do(lambda: 1))
            patient = asyncio.create_task(turn.do(lambda: 2))
            await asyncio.sleep(0)
            given_up.cancel()
        return await asyncio.wait_for(patient, 60)

    assert asyncio.run(try_all()) == 2


def test_who_is_called_while_giving_up_passes_the_turn_on() -> None:
    async def try_all() -> int:
        turn = Turn(1, heavy=False)
        async with turn.taken():
            called = asyncio.create_task(turn.do(lambda: 1))
            await asyncio.sleep(0)
        called.cancel()  # it has its turn already, but did not begin
        return await asyncio.wait_for(turn.do(lambda: 3), 60)

    assert asyncio.run(try_all()) == 3
