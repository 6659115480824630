from __future__ import annotations

from urllib.parse import unquote

import pytest

from safeshare.web.names import attached, copy_name, distinct


def test_without_a_wish_the_name_tells_nothing() -> None:
    assert copy_name("jpeg") == "photo.jpg"
    assert copy_name("webp", "") == "photo.webp"


@pytest.mark.parametrize(
    ("kept", "name"),
    [
        ("IMG_1.HEIC", "IMG_1.jpg"),
        ("a.b.png", "a.b.jpg"),
        ("no extension", "no extension.jpg"),
        ("été 2024.jpeg", "été 2024.jpg"),
        ("gpj\u202e.exe.png", "gpj .exe.jpg"),
        ("a\x00b\r\nc.png", "a b c.jpg"),
        ("..jpg", "photo.jpg"),
        (".png", "photo.jpg"),
        ("   .png", "photo.jpg"),
        ("con.png", "photo.jpg"),
        ("COM1.tar.png", "photo.jpg"),
        ('<img src="x">:|?*.png', "_img src=_x______.jpg"),
        ("a\\b%20c.png", "a_b_20c.jpg"),
        ("half \ud800.png", "half.jpg"),
        ("x" * 255, "x" * 120 + ".jpg"),
    ],
)
def test_a_kept_name_is_harmless_on_any_disk(kept: str, name: str) -> None:
    assert copy_name("jpeg", kept) == name


def test_names_that_come_twice_are_numbered() -> None:
    names = ["a.jpg", "A.jpg", "a-2.jpg", "b.jpg", "a.png"]
    assert distinct(names) == ["a.jpg", "A-2.jpg", "a-2-2.jpg", "b.jpg", "a.png"]


def test_browsers_read_the_name_from_the_header() -> None:
    plain = attached("it's.jpg")["content-disposition"]
    assert plain == 'attachment; filename="it\'s.jpg"'
    header = attached("été 😀.jpg")["content-disposition"]
    assert header.isascii()
    assert header.startswith('attachment; filename="photo.jpg"; ')
    assert unquote(header.partition("filename*=UTF-8''")[2]) == "été 😀.jpg"
