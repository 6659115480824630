from __future__ import annotations

import io
import zipfile

from safeshare.web.zipped import PART, zip_parts, zip_size

ENTRIES = [("photo-0001.jpg", b"one"), ("été.png", bytes(range(256)) * 9_000), ("empty", b"")]


def test_others_read_what_was_packed() -> None:
    with zipfile.ZipFile(io.BytesIO(b"".join(zip_parts(ENTRIES)))) as packed:
        assert packed.testzip() is None
        assert [(name, packed.read(name)) for name in packed.namelist()] == ENTRIES
        assert all(entry.compress_type == zipfile.ZIP_STORED for entry in packed.infolist())


def test_the_size_is_known_before() -> None:
    assert zip_size(ENTRIES) == len(b"".join(zip_parts(ENTRIES)))


def test_it_is_sent_in_small_parts() -> None:
    assert max(map(len, zip_parts(ENTRIES))) <= PART


def test_it_tells_no_time_and_is_for_its_owner_only() -> None:
    with zipfile.ZipFile(io.BytesIO(b"".join(zip_parts(ENTRIES)))) as packed:
        for entry in packed.infolist():
            assert entry.date_time == (1980, 1, 1, 0, 0, 0)
            assert entry.external_attr >> 16 == 0o100600
            assert not entry.comment
            assert not entry.extra
