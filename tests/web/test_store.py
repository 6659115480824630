from __future__ import annotations

import threading
from dataclasses import dataclass

from safeshare.model import Outcome, Report, Result
from safeshare.web.store import PhotoStore, StoredPhoto, forget_idle_photos

REPORT = Report("jpeg", 1, 1, 1, (), ())


@dataclass
class Clock:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now


def stored(page: str = "page", size: int = 10) -> StoredPhoto:
    return StoredPhoto(page, bytes(size), REPORT, b"")


def result(size: int) -> Result:
    return Result(bytes(size), "jpeg", 1, 1, Outcome.CLEANED, (), (), (), True, 0, 0)


def test_photo_is_found_by_its_id_only() -> None:
    store = PhotoStore()
    photo = stored()
    photo_id = store.add(photo)
    assert photo_id is not None
    assert store.get(photo_id) is photo
    assert store.get(photo_id[:-1]) is None


def test_ids_can_not_be_guessed() -> None:
    store = PhotoStore(max_photos=500)
    ids = {store.add(stored()) for _ in range(300)}
    assert len(ids) == 300
    assert all(photo_id is not None and len(photo_id) >= 20 for photo_id in ids)


def test_oldest_goes_when_there_are_too_many() -> None:
    store = PhotoStore(max_photos=2)
    first, second, third = (store.add(stored()) or "" for _ in range(3))
    assert store.get(first) is None
    assert store.get(second)
    assert store.get(third)


def test_oldest_go_when_they_take_too_much_memory() -> None:
    store = PhotoStore(max_bytes=100)
    first, second = (store.add(stored(size=60)) or "" for _ in range(2))
    assert store.get(first) is None
    assert store.get(second)


def test_a_single_photo_beyond_the_bound_is_kept() -> None:
    store = PhotoStore(max_bytes=100)
    photo_id = store.add(stored(size=101)) or ""
    assert store.get(photo_id)


def test_results_count_as_memory() -> None:
    store = PhotoStore(max_bytes=100)
    first = store.add(stored(size=40)) or ""
    second = store.add(stored(size=40)) or ""
    assert store.finish(second, result(30), b"x")
    assert store.get(first) is None
    kept = store.get(second)
    assert kept is not None
    assert kept.after == b"x"


def test_result_of_a_forgotten_photo_is_not_kept() -> None:
    store = PhotoStore()
    photo_id = store.add(stored()) or ""
    store.forget_all()
    assert not store.finish(photo_id, result(5), b"")
    assert len(store) == 0


def test_idle_photos_are_forgotten_and_use_keeps_them() -> None:
    clock = Clock()
    store = PhotoStore(idle_seconds=60, clock=clock)
    left, used = store.add(stored()) or "", store.add(stored()) or ""
    clock.now = 40
    assert store.get(used)
    clock.now = 70
    assert store.get(left) is None
    assert store.get(used)
    clock.now = 1_000
    store.forget_idle()
    assert len(store) == 0


def test_pages_do_not_lose_each_others_photos() -> None:
    store = PhotoStore()
    mine, yours = store.add(stored("mine")) or "", store.add(stored("yours")) or ""
    store.forget_page("mine")
    assert store.get(mine) is None
    assert store.get(yours)


def test_photo_that_arrives_after_its_page_was_left_is_not_kept() -> None:
    store = PhotoStore()
    store.forget_page("page")
    assert store.add(stored("page")) is None
    assert len(store) == 0


def test_many_threads_leave_a_consistent_store() -> None:
    store = PhotoStore(max_photos=5)

    def work() -> None:
        for _ in range(200):
            photo_id = store.add(stored()) or ""
            store.get(photo_id)
            store.finish(photo_id, result(3), b"")
            store.forget_idle()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(store) == 5


def test_sweeper_forgets_until_it_is_stopped() -> None:
    clock = Clock()
    store, stop = PhotoStore(idle_seconds=1, clock=clock), threading.Event()
    store.add(stored())
    clock.now = 5
    thread = threading.Thread(target=forget_idle_photos, args=(store, stop), kwargs={"every": 0.01})
    thread.start()
    for _ in range(200):
        if len(store) == 0:
            break
        stop.wait(0.01)
    stop.set()
    thread.join(timeout=5)
    assert len(store) == 0
    assert not thread.is_alive()


def test_photos_do_not_show_their_bytes_when_printed() -> None:
    assert "x00" not in repr(stored())
