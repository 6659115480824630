"""Names of copies: one that tells nothing, or the photo's own, made harmless for any disk."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import quote

from safeshare.formats import FORMATS

MAX_STEM = 120
UNSAFE = re.compile(r'[<>:"/\\|?*%]')
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
NEUTRAL = "photo"


def extension(format_name: str) -> str:
    """Give a format's extension with its dot."""
    return FORMATS[format_name].extension


def copy_name(format_name: str, kept: str | None = None) -> str:
    """Give the name of a copy. kept: the photo's own name, where the reader wants to keep it."""
    return (_stem(kept) if kept else NEUTRAL) + extension(format_name)


def distinct(names: Iterable[str]) -> list[str]:
    """Number names that come twice, whatever their case; most disks know no difference."""
    taken: set[str] = set()
    given = []
    for name in names:
        stem, _, suffix = name.rpartition(".")
        free, count = name, 1
        while free.casefold() in taken:
            count += 1
            free = f"{stem}-{count}.{suffix}"
        taken.add(free.casefold())
        given.append(free)
    return given


def attached(name: str) -> dict[str, str]:
    """Give the header with which a browser saves an answer under a name (RFC 6266)."""
    plain = name if name.isascii() else NEUTRAL + "." + name.rpartition(".")[2]
    value = f'attachment; filename="{plain}"'
    if plain != name:
        value += f"; filename*=UTF-8''{quote(name, safe='')}"
    return {"content-disposition": value}


def _stem(name: str) -> str:
    """Give a photo's name without extension and without what a disk or a display trips over."""
    stem = name.rpartition(".")[0] if "." in name else name
    shown = (" " if unicodedata.category(sign)[0] in "CZ" else sign for sign in stem)
    plain = UNSAFE.sub("_", " ".join("".join(shown).split())).strip(" .")[:MAX_STEM].strip(" .")
    return NEUTRAL if not plain or RESERVED.fullmatch(plain) else plain
