"""The page's sentences, in the reader's language, with English where one is missing."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

FALLBACK = "en"
MAX_HEADER = 1_000


def texts_for(accept_language: str) -> dict[str, str]:
    """Give all sentences of the page by key, plus "lang", the language they are in.

    accept_language: the browser's header, such as "es-MX,es;q=0.9,en;q=0.8".
    """
    language = choose(wished_languages(accept_language), available())
    return {**_read(FALLBACK), **_read(language), "lang": language}


def wished_languages(header: str) -> list[str]:
    """Give the languages of an Accept-Language header, best first, without regions."""
    wishes = []
    for entry in header[:MAX_HEADER].split(","):
        name, _, parameters = entry.partition(";")
        language = name.strip().lower().partition("-")[0]
        if language.isalpha() and language.isascii():
            wishes.append((_quality(parameters), language))
    wishes.sort(key=lambda wish: -wish[0])
    return [language for quality, language in wishes if quality > 0]


def choose(wished: Iterable[str], offered: Iterable[str]) -> str:
    """Give the first wished language that is offered, else English."""
    offer = set(offered)
    return next((language for language in wished if language in offer), FALLBACK)


@cache
def available() -> frozenset[str]:
    """Give the languages that have a file in strings/."""
    folder = files(__package__) / "strings"
    names = (entry.name for entry in folder.iterdir())
    return frozenset(name.removesuffix(".json") for name in names if name.endswith(".json"))


def _quality(parameters: str) -> float:
    key, _, value = parameters.strip().partition("=")
    if key.strip() != "q":
        return 1.0
    try:
        return min(max(float(value), 0.0), 1.0)
    except ValueError:
        return 0.0


@cache
def _read(language: str) -> dict[str, str]:
    text = (files(__package__) / "strings" / f"{language}.json").read_text("utf-8")
    strings: dict[str, str] = json.loads(text)
    return strings
