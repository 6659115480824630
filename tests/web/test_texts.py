from __future__ import annotations

import re
from importlib.resources import files

import pytest

from safeshare.reveal.facts import KINDS
from safeshare.web.assets import assets
from safeshare.web.texts import available, choose, texts_for, wished_languages

EDITOR = [
    asset.body.decode() for name, asset in assets().items() if name.endswith((".js", ".html"))
]


@pytest.mark.parametrize(
    ("header", "languages"),
    [
        ("", []),
        ("de", ["de"]),
        ("en-GB,es-MX;q=0.9", ["en", "es"]),
        ("en;q=0.1, es ;q=0.8, fr;q=0", ["es", "en"]),
        ("es;q=nonsense,fr;q=9", ["fr"]),
        ("*,../../x,é", []),
    ],
)
def test_wishes_are_read_best_first(header: str, languages: list[str]) -> None:
    assert wished_languages(header) == languages


def test_first_wish_that_is_offered_is_taken() -> None:
    assert choose(["fr", "es"], {"en", "es"}) == "es"
    assert choose(["fr"], {"en", "es"}) == "en"
    assert choose([], {"en"}) == "en"


def test_english_is_there_and_is_the_fallback() -> None:
    assert "en" in available()
    texts = texts_for("xx-YY")
    assert texts["lang"] == "en"
    assert texts["make.button"] == "Make the safer copy"


def test_every_key_that_the_page_names_has_a_sentence() -> None:
    texts = texts_for("en")
    named = set()
    for source in EDITOR:
        named |= set(re.findall(r'data-(?:text|label|alt)="([\w.-]+)"', source))
        named |= set(re.findall(r'\bsay\("([\w.-]+)"', source))
        named |= set(re.findall(r': "(covers\.[\w.-]+)"', source))
        named |= {f"{key}.other" for key in re.findall(r'\bcount\("([\w.-]+)"', source)}
    assert len(named) > 50
    assert named <= texts.keys()


def test_every_sentence_is_used() -> None:
    source = "".join(EDITOR)
    built = ("kind.", "severity.", "busy.")  # keys that the editor puts together
    for key in texts_for("en").keys() - {"lang"}:
        plural = key.rpartition(".")[0]
        assert key.startswith(built) or f'"{key}"' in source or f'"{plural}"' in source, key


def test_every_kind_and_severity_of_finding_has_a_title() -> None:
    texts = texts_for("en")
    assert {f"kind.{kind}" for kind in KINDS} <= texts.keys()
    assert {f"severity.{severity}" for severity in KINDS.values()} <= texts.keys()


def test_page_never_promises_safety() -> None:
    for sentence in texts_for("en").values():
        assert not re.search(r"\bsafe\b|anonym|guarantee|100 ?%", sentence, re.IGNORECASE)


def test_editor_names_nothing_outside_and_keeps_nothing() -> None:
    for source in (asset.body.decode() for asset in assets().values()):
        addresses = set(re.findall(r"https?://[^\"' )]+", source))
        assert addresses <= {"http://www.w3.org/2000/svg"}
        assert "localStorage" not in source
        assert "sessionStorage" not in source
        assert "insertAdjacentHTML" not in source
        assert "eval(" not in source


def test_only_the_editors_own_files_are_assets() -> None:
    names = {entry.name for entry in (files("safeshare.web") / "editor").iterdir()}
    assert set(assets()) <= names
    assert {"main.js", "editor.html", "theme.css"} <= set(assets())
