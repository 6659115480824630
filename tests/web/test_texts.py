from __future__ import annotations

import json
import re
from importlib.resources import files

import pytest

from safeshare.reveal.facts import KINDS
from safeshare.web.assets import FOLDERS, assets
from safeshare.web.texts import available, choose, texts_for, wished_languages

# Keys that the editor puts together begin with one of these.
BUILT = (
    *("fact.", "fate.", "guide.", "making.", "options."),
    *("problem.4", "problem.5", "severity.", "state.", "topic."),
)
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
    for key in texts_for("en").keys() - {"lang"}:
        plural = key.rpartition(".")[0]
        assert key.startswith(BUILT) or f'"{key}"' in source or f'"{plural}"' in source, key


def test_every_key_that_is_put_together_has_a_sentence() -> None:
    texts = texts_for("en")
    source = "".join(EDITOR)
    tables = {
        "making.": re.search(r"const STEPS = \[(.*)\]", source),
        "guide.": re.search(r"const LINES = \[(.*)\]", source),
        "options.format.": re.search(r"const FORMATS = \[(.*)\]", source),
        "options.size.": re.search(r"const SIZES = \[(.*)\]", source),
        "options.style.": re.search(r"const STYLES = \[(.*)\]", source),
    }
    for start, table in tables.items():
        assert table, start
        words = re.findall(r'"([\w-]+)"', table[1])
        assert words, start
        assert {f"{start}{word}" for word in words} <= texts.keys()
    states = set(re.findall(r'\.state = "(\w+)"', source))
    assert len(states) == 7
    assert {f"state.{state}" for state in states} <= texts.keys()
    fates = {"removed", "covered", "partly", "stays", "renamed", "kept"}
    assert {f"fate.{fate}" for fate in fates} <= texts.keys()


def test_spanish_says_everything_that_english_says() -> None:
    english, spanish = texts_for("en"), texts_for("es")
    assert spanish["lang"] == "es"
    own = json.loads((files("safeshare.web") / "strings" / "es.json").read_text("utf-8"))
    assert own.keys() == english.keys() - {"lang"}
    assert list(own) == [key for key in english if key != "lang"]
    for key, sentence in own.items():
        assert sorted(re.findall(r"\{\w+\}", sentence)) == sorted(
            re.findall(r"\{\w+\}", english[key])
        ), key
    for key in own:
        words = re.sub(r"\{\w+\}|JPEG|PNG|WebP|Original", "", own[key])
        assert own[key] != english[key] or not re.search(r"[a-z]{3}", words), key


def test_every_kind_and_severity_of_finding_has_a_title() -> None:
    texts = texts_for("en")
    table = re.findall(r"^  (\w+): \[(.*)\],$", assets()["topics.js"].body.decode(), re.MULTILINE)
    topics = {topic: re.findall(r'"([\w-]+)"', kinds) for topic, kinds in table}
    assert sorted(kind for kinds in topics.values() for kind in kinds) == sorted(KINDS)
    assert {f"topic.{topic}" for topic in topics} <= texts.keys()
    assert {f"fact.{kind}" for kind in KINDS if kind != "time"} <= texts.keys()
    assert {f"severity.{severity}" for severity in KINDS.values()} <= texts.keys()


@pytest.mark.parametrize("language", ["en", "es"])
def test_page_never_promises_safety(language: str) -> None:
    promise = r"\bsafe\b|\bsegur[ao]s?\b(?<!más segura)|anonym|anónim|guarantee|garantiz|100 ?%"
    for sentence in texts_for(language).values():
        assert not re.search(promise, sentence, re.IGNORECASE), sentence


def test_editor_names_nothing_outside_and_keeps_nothing() -> None:
    for source in (asset.body.decode() for asset in assets().values()):
        addresses = set(re.findall(r"https?://[^\"' )]+", source))
        assert addresses <= {"http://www.w3.org/2000/svg"}
        assert "localStorage" not in source
        assert "sessionStorage" not in source
        assert "insertAdjacentHTML" not in source
        assert "eval(" not in source


def test_only_the_editors_own_files_are_assets() -> None:
    folders = [files("safeshare.web") / folder for folder in FOLDERS]
    names = {entry.name for folder in folders for entry in folder.iterdir()}
    assert set(assets()) <= names
    assert {"main.js", "editor.html", "theme.css"} <= set(assets())
