from __future__ import annotations

import threading
from dataclasses import dataclass, replace

from safeshare.model import Finding, Outcome, Report, Result, Severity
from safeshare.web.store import PhotoStore, StoredPhoto, forget_idle_photos

REPORT = Report("jpeg", 1, 1, 1, (), ())


@dataclass
class Clock:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now


def stored(page: str = "page", size: int = 10) -> StoredPhoto:
    return StoredPhoto(page, bytes(size), REPORT, b"")


def add(store: PhotoStore, photo: StoredPhoto) -> str:
    kept = store.add(photo)
    return kept.id if kept else ""


def result(size: int) -> Result:
    return Result(bytes(size), "jpeg", 1, 1, Outcome.CLEANED, (), (), (), True, 0, 0)


def test_photo_is_found_by_its_id_only() -> None:
    store = PhotoStore()
    photo = stored()
    photo_id = add(store, photo)
    assert store.get(photo_id) is photo
    assert store.get(photo_id[:-1]) is None


def test_ids_can_not_be_guessed() -> None:
    store = PhotoStore(max_photos=500)
    ids = {add(store, stored()) for _ in range(300)}
    assert len(ids) == 300
    assert all(len(photo_id) >= 20 for photo_id in ids)


def test_oldest_goes_when_there_are_too_many() -> None:
    store = PhotoStore(max_photos=2)
    first, second, third = (add(store, stored()) for _ in range(3))
    assert store.get(first) is None
    assert store.get(second)
    assert store.get(third)


def test_oldest_go_when_they_take_too_much_memory() -> None:
    store = PhotoStore(max_bytes=100)
    first, second = (add(store, stored(size=60)) for _ in range(2))
    assert store.get(first) is None
    assert store.get(second)


def test_page_is_told_which_of_its_own_photos_had_to_go() -> None:
    store = PhotoStore(max_photos=2)
    yours, mine = add(store, stored("yours")), add(store, stored("mine"))
    first, second = store.add(stored("mine")), store.add(stored("mine"))
    assert first is not None
    assert first.dropped == ()
    assert second is not None
    assert second.dropped == (mine,)
    assert store.was_dropped(mine)
    assert store.was_dropped(yours)
    assert not store.was_dropped(first.id)


def test_a_photo_never_makes_room_for_its_own_copy() -> None:
    store = PhotoStore(max_bytes=100)
    first, second = add(store, stored(size=40)), add(store, stored(size=40))
    kept = store.finish(first, result(30), b"x", "mine.jpg", keeps_name=True)
    assert kept is not None
    assert kept.dropped == (second,)
    photo = store.get(first)
    assert photo is not None
    assert (photo.after, photo.saved_as, photo.keeps_name) == (b"x", "mine.jpg", True)


def test_small_pictures_of_findings_count_as_memory() -> None:
    hidden = Finding("thumbnail", "EXIF", "a preview", Severity.HIGH, picture=bytes(60))
    report = replace(REPORT, findings=(hidden,))
    assert StoredPhoto("page", bytes(10), report, bytes(5), people=bytes(7)).size == 82


def test_photos_of_a_page_come_in_their_order() -> None:
    store = PhotoStore()
    one, other = stored("mine", 1), stored("mine", 2)
    for photo in (one, stored("yours"), other):
        store.add(photo)
    assert store.of_page("mine") == [one, other]
    assert store.of_page("nobody") == []


def test_one_photo_is_forgotten_by_its_own_page_only() -> None:
    store = PhotoStore()
    left, kept = add(store, stored("mine")), add(store, stored("mine"))
    store.forget("yours", left)
    assert store.get(left)
    store.forget("mine", left)
    assert store.get(left) is None
    assert store.get(kept)
    assert not store.was_dropped(left)


def test_photo_that_arrives_after_everything_was_forgotten_is_not_kept() -> None:
    store = PhotoStore()
    before = store.wipes
    store.forget_all()
    assert store.add(stored(), before) is None
    assert store.add(stored(), store.wipes) is not None


def test_a_single_photo_beyond_the_bound_is_kept() -> None:
    store = PhotoStore(max_bytes=100)
    photo_id = add(store, stored(size=101))
    assert store.get(photo_id)


def test_results_count_as_memory() -> None:
    store = PhotoStore(max_bytes=100)
    first = add(store, stored(size=40))
    second = add(store, stored(size=40))
    assert store.finish(second, result(30), b"x")
    assert store.get(first) is None
    kept = store.get(second)
    assert kept is not None
    assert kept.after == b"x"


def test_result_of_a_forgotten_photo_is_not_kept() -> None:
    store = PhotoStore()
    photo_id = add(store, stored())
    store.forget_all()
    assert not store.finish(photo_id, result(5), b"")
    assert len(store) == 0


def test_idle_photos_are_forgotten_and_use_keeps_them() -> None:
    clock = Clock()
    store = PhotoStore(idle_seconds=60, clock=clock)
    left, used = add(store, stored()), add(store, stored())
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
    mine, yours = add(store, stored("mine")), add(store, stored("yours"))
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
            photo_id = add(store, stored())
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
    for _ in range(6_000):
        if len(store) == 0:
            break
        stop.wait(0.01)
    stop.set()
    thread.join(timeout=60)
    assert len(store) == 0
    assert not thread.is_alive()


def test_photos_do_not_show_their_bytes_when_printed() -> None:
    assert "x00" not in repr(stored())
