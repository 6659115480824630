"""Print how safeshare and other tools remove the metadata of the same photos, in one run.

    python bench/metadata.py DIR [--list]

All files below DIR that Pillow decodes are copied into a temporary folder, which each
tool cleans into another. exiftool must be installed: it looks at every copy.

- refused: no copy, or one that Pillow can't decode, of all photos.
- identifying: copies from which exiftool still reads more than how the pixels are coded
  (see tags.py), of those whose photos gave away something.
- strings: copies whose bytes hold text of the photo's own metadata, of those that could.
- rotated, shifted: copies that lie otherwise, or whose mean sRGB error exceeds 2 levels
  under both of the usual rendering intents.
- identical: copies whose samples are the photo's own, of all copies.
- files/s, MB/s: wall time over the whole folder, a command's start included.
"""

from __future__ import annotations

import argparse
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from contestants import CONTESTANTS, Contestant
from looks import Change, Look, compare, look
from safeshare.pixels.colour import canonical_profiles
from tags import identifying, original_strings, read_tags

HEAD = ("tool", "refused", "identifying", "strings", "rotated", "shifted", "identical")
RATES = ("files/s", "MB/s")


@dataclass(frozen=True, slots=True)
class Photo:
    """A source. told: exiftool reads something identifying from it. strings: its own texts."""

    name: str
    size: int
    look: Look
    told: bool
    strings: set[bytes]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one photo; no change where there is no readable copy."""

    photo: Photo
    change: Change | None
    left: list[str]
    strings: int


def main() -> None:
    """Run every tool that is installed and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="of photos, and folders below it")
    parser.add_argument("--list", action="store_true", help="name the photos behind the figures")
    options = parser.parse_args()
    if shutil.which("exiftool") is None:
        sys.exit("exiftool is not installed; it is what looks at the copies.")
    with tempfile.TemporaryDirectory() as room:
        measure(options.folder, Path(room), names=options.list)


def measure(folder: Path, room: Path, *, names: bool) -> None:
    """Print the table; copies live in `room`."""
    source = room / "photos"
    photos = gather(folder, source)
    size = sum(photo.size for photo in photos.values())
    print(f"{len(photos)} photos, {size / 1e6:.1f} MB; {versions()}")
    print_row(HEAD + RATES)
    for number, tool in enumerate(CONTESTANTS):
        if tool.program and shutil.which(tool.program) is None:
            print(f"{tool.name}: not installed")
            continue
        target = room / f"copies-{number}"
        target.mkdir()
        for row in judge(tool, photos, source, target, names=names):
            print_row(row)
        shutil.rmtree(target)


def gather(folder: Path, source: Path) -> dict[str, Photo]:
    """Copy what Pillow decodes, under numbers, and look at it; by stem."""
    source.mkdir()
    looks: dict[str, tuple[Path, Look]] = {}
    left_out = 0
    for path in sorted(file for file in folder.rglob("*") if file.is_file()):
        seen = look(path)
        if seen is None:
            left_out += 1
            continue
        stem = f"{len(looks):05}"
        looks[stem] = (path, seen)
        shutil.copyfile(path, source / (stem + path.suffix))
    if not looks:
        sys.exit(f"{folder}: nothing in it that Pillow decodes.")
    if left_out:
        print(f"{left_out} files left out, which Pillow does not decode")
    told = read_tags(source)
    photos = {}
    for stem, (path, seen) in looks.items():
        data, tags = path.read_bytes(), told.get(stem, {})
        has = bool(identifying(tags, canonical=not seen.profile))
        photos[stem] = Photo(str(path), len(data), seen, has, original_strings(tags, data))
    return photos


def judge(
    tool: Contestant, photos: dict[str, Photo], source: Path, target: Path, *, names: bool
) -> Iterator[tuple[str, ...]]:
    """Run a tool; give its row, and one of its lossless path alone if it tells."""
    run = tool.run(source, target)
    told = read_tags(target)
    copies = {path.stem: path for path in target.iterdir()}
    own = set(canonical_profiles().values())
    verdicts = {}
    for stem, photo in photos.items():
        after = look(copies[stem]) if stem in copies else None
        if after is None:
            verdicts[stem] = Verdict(photo, None, [], 0)
            continue
        data = copies[stem].read_bytes()
        left = identifying(told.get(stem, {}), canonical=not after.profile or after.profile in own)
        strings = sum(text in data for text in photo.strings)
        verdicts[stem] = Verdict(photo, compare(photo.look, after), sorted(left), strings)
    yield row(tool.name, list(verdicts.values()), run.seconds)
    if run.lossless:
        kept = [verdicts[stem] for stem in run.lossless]
        yield row("  its lossless path", kept, sum(run.lossless.values()))
    if names:
        for verdict in verdicts.values():
            tell(verdict)


def row(name: str, verdicts: list[Verdict], seconds: float) -> tuple[str, ...]:
    """Count verdicts."""
    copies = [(verdict, verdict.change) for verdict in verdicts if verdict.change]
    told = [bool(verdict.left) for verdict, _ in copies if verdict.photo.told]
    written = [bool(verdict.strings) for verdict, _ in copies if verdict.photo.strings]
    identical = [change.identical for _, change in copies]
    size = sum(verdict.photo.size for verdict in verdicts)
    return (
        name,
        f"{len(verdicts) - len(copies)}/{len(verdicts)}",
        f"{sum(told)}/{len(told)}",
        f"{sum(written)}/{len(written)}",
        f"{sum(change.rotated for _, change in copies)}",
        f"{sum(change.shifted for _, change in copies)}",
        f"{sum(identical)}/{len(identical)}",
        f"{len(verdicts) / seconds:.1f}",
        f"{size / 1e6 / seconds:.1f}",
    )


def tell(verdict: Verdict) -> None:
    """Name one photo if something is wrong with its copy."""
    change, faults = verdict.change, []
    if change is None:
        faults.append("refused")
    else:
        faults += [word for word in ("rotated", "shifted") if getattr(change, word)]
        faults += [] if change.identical else ["other samples"]
        faults += [f"{verdict.strings} strings"] if verdict.strings else []
        faults += verdict.left[:6]
    if faults:
        print(f"    {verdict.photo.name}: {', '.join(faults)}")


def versions() -> str:
    """Name what ran, for whoever compares two tables."""
    done = subprocess.run(["exiftool", "-ver"], capture_output=True, text=True, check=True)
    return f"Python {platform.python_version()}, exiftool {done.stdout.strip()}"


def print_row(cells: tuple[str, ...]) -> None:
    """Print one line of the table."""
    print(f"{cells[0]:<28}" + "".join(f"{cell:>13}" for cell in cells[1:]), flush=True)


if __name__ == "__main__":
    main()
