"""The kinds of findings, how grave each is, and the words that describe them."""

from __future__ import annotations

from types import MappingProxyType

from safeshare.model import Finding, Severity

VALUE_LIMIT = 2_000
"""Longest value in characters that a finding carries."""

SHOWN_LIMIT = 100
"""Longest quotation in characters that a summary carries."""

KINDS = MappingProxyType(
    {
        "location": Severity.HIGH,
        "people": Severity.HIGH,
        "owner": Severity.HIGH,
        "serial": Severity.HIGH,
        "hidden-picture": Severity.HIGH,
        "video": Severity.HIGH,
        "thumbnail": Severity.HIGH,
        "code": Severity.HIGH,
        "time": Severity.MEDIUM,
        "caption": Severity.MEDIUM,
        "comment": Severity.MEDIUM,
        "ai-prompt": Severity.MEDIUM,
        "text": Severity.MEDIUM,
        "trailer": Severity.MEDIUM,
        "provenance": Severity.MEDIUM,
        "id": Severity.MEDIUM,
        "filename": Severity.MEDIUM,
        "unreadable": Severity.MEDIUM,
        "camera": Severity.MEDIUM,
        "lens": Severity.LOW,
        "software": Severity.LOW,
        "profile": Severity.LOW,
        "application": Severity.LOW,
        "person": Severity.LOW,
    }
)
"""Every kind of finding and its usual severity; findings are listed in this order."""


def fact(
    kind: str, where: str, summary: str, value: str = "", *, severity: Severity | None = None
) -> Finding:
    """Return a finding of a known kind, its value cut to VALUE_LIMIT characters."""
    return Finding(kind, where, summary, severity or KINDS[kind], value[:VALUE_LIMIT])


def shown(text: str) -> str:
    """Return text as one quotable line: no control characters, at most SHOWN_LIMIT long."""
    # Twice the limit is enough to fill the line, however much of it is white space.
    printable = "".join(c if c.isprintable() else " " for c in text[: 2 * SHOWN_LIMIT])
    line = " ".join(printable.split())
    cut = len(line) > SHOWN_LIMIT or len(text) > 2 * SHOWN_LIMIT
    return f"“{line[:SHOWN_LIMIT]}{'…' if cut else ''}”"


def decoded(raw: bytes) -> str:
    """Return bytes as text: UTF-8 where they are, Latin-1 otherwise; ends trimmed.

    Bytes beyond what a finding can carry are not looked at.
    """
    # A character has up to four bytes; a cut one at the end must not spoil the rest.
    start = raw[: 4 * VALUE_LIMIT]
    try:
        text = start.decode("utf-8")
    except UnicodeDecodeError as broken:
        cut_at_end = len(raw) > len(start) and broken.start > len(start) - 4
        text = start[: broken.start].decode() if cut_at_end else start.decode("latin-1")
    return text.strip("\0 \t\r\n")


def says_something(text: str) -> bool:
    """Tell if text holds any letter or any digit but 0; blank and zeroed fields don't.

    Nor does the date that Panasonic writes where no birthday was entered.
    """
    return not text.startswith("9999:99:99") and any(
        character.isalnum() and character != "0" for character in text
    )


def size_words(count: int) -> str:
    """Return a number of bytes in plain words, such as "12 bytes", "3.4 kB" or "1.6 MB"."""
    if count < 1_000:
        return "1 byte" if count == 1 else f"{count} bytes"
    if count < 1_000_000:
        return f"{count / 1_000:.1f} kB"
    return f"{count / 1_000_000:.1f} MB"
