"""Names of copies: a name can carry a date, a place or a person."""

from __future__ import annotations

import hmac
import re
import secrets
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from safeshare.model import Region
from safeshare.record import Earlier, whole


@dataclass(frozen=True, slots=True)
class Job:
    """One source, and where its copy goes but for the extension.

    source: the photo. stem: path of the copy without its extension. regions: of
    this photo alone, besides the plan's. earlier: what an earlier run did with it.
    """

    source: Path
    stem: Path
    regions: tuple[Region, ...] = ()
    earlier: Earlier | None = None


NEUTRAL = re.compile(r"photo-(\d{4,9})")

BESIDE = "safer copies"
"""Folder for copies that lie beside their photo."""

RANDOM, RANDOM_BYTES = "random", 6
"""Names that a record must have the key of, and how long they are."""

NAMES: dict[str, Callable[[int, Path, str], str]] = {
    "neutral": lambda number, _, __: f"photo-{number:04}",
    RANDOM: lambda _, source, key: f"photo-{_random(source, key).hex()}",
    "keep": lambda _, source, __: source.stem,
}
"""Ways to name copies: place in the run, source, key -> name without extension."""

SHAPES: dict[str, Callable[[str, str], object]] = {
    "neutral": lambda copy, _: re.fullmatch(r"photo-\d{4,9}(-\d+)?", copy),
    RANDOM: lambda copy, _: re.fullmatch(rf"photo-[0-9a-f]{{{2 * RANDOM_BYTES}}}(-\d+)?", copy),
    "keep": lambda copy, source: (
        copy == source or (copy.startswith(f"{source}-") and copy[len(source) + 1 :].isdecimal())
    ),
}
"""The same ways: copy's and source's name, both without extension -> whether they fit."""


def jobs(
    sources: Iterable[tuple[Path, Path]],
    folder: Path | None,
    names: str,
    regions: Mapping[Path, tuple[Region, ...]],
    earlier: Mapping[str, Earlier],
    first: int = 1,
    key: str = "",
) -> Iterator[Job]:
    """Name the copies.

    sources: (file, its path below the folder that was given), in a stable order.
    folder: where the copies go, or None for a folder beside each photo. names: a key
    of NAMES; two sources never get one name. regions: resolved path of a source -> its
    own regions. earlier: whole path of a source -> what an earlier run did; its copy
    keeps its name. first: number of the first source. key: by which random names come
    out the same again, as Record gives it; without one they never do.
    """
    taken = {_alike(Path(before.output).with_suffix("")) for before in earlier.values()}
    repeats = names == "keep" or bool(taken)  # else no name comes twice, and none is remembered
    for number, (source, below) in enumerate(sources, first):
        before = earlier.get(whole(str(source))) if earlier else None
        if before is not None:
            stem = Path(before.output).with_suffix("")
        else:
            place = source.parent / BESIDE if folder is None else folder / below.parent
            stem = _free(place / NAMES[names](number, source, key), taken)
            if repeats:
                taken.add(_alike(stem))
        own = regions.get(source.resolve(), ()) if regions else ()
        yield Job(source, stem, own, before)


def goes_there(source: Path, output: Path, folder: Path | None, names: str) -> bool:
    """Tell whether a run with this folder (None: beside each photo) and these names makes it.

    output: a copy, as a record tells it.
    """
    place = source.parent / BESIDE if folder is None else folder
    if not Path(whole(str(output))).is_relative_to(whole(str(place))):
        return False
    return bool(SHAPES[names](output.stem, source.stem))


def next_number(folder: Path) -> int:
    """Give the number that follows those of the neutral names in a folder and below it."""
    names = (NEUTRAL.fullmatch(path.stem) for path in folder.rglob("photo-*"))
    return 1 + max((int(name[1]) for name in names if name), default=0)


def _free(stem: Path, taken: set[str]) -> Path:
    free, count = stem, 1
    while _alike(free) in taken:
        count += 1
        free = stem.with_name(f"{stem.name}-{count}")
    return free


def _alike(stem: Path) -> str:
    """Give one text for all names that a disk may take for the same: in case and composition."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", str(stem)).casefold())


def _random(source: Path, key: str) -> bytes:
    if not key:
        return secrets.token_bytes(RANDOM_BYTES)
    path = whole(str(source)).encode("utf-8", "surrogatepass")
    return hmac.digest(bytes.fromhex(key), path, "sha256")[:RANDOM_BYTES]
