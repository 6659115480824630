"""exiftool, which shares nothing with this project, reads the lossless copies."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from safeshare.formats import Keep, sniff

from .files import EVERYTHING, PLANTED, SHAPES, lossless

STRUCTURE = {
    *("SourceFile", "File", "System", "ExifTool", "Composite"),
    *("JFIF", "PNG", "RIFF", "GIF", "Adobe", "APP14"),
}


MISSING = shutil.which("exiftool") is None and os.environ.get("SAFESHARE_REQUIRE_EXIFTOOL") != "1"


@pytest.mark.skipif(MISSING, reason="exiftool is not installed")
def test_exiftool_sees_nothing_but_structure(tmp_path: Path) -> None:
    sources = {name: data for name, (data, _) in PLANTED.items()} | SHAPES | EVERYTHING
    for number, (name, data) in enumerate(sources.items()):
        entry = sniff(data)
        if lossless(name) and entry.strip:
            (tmp_path / f"{number}{entry.extension}").write_bytes(entry.strip(data, Keep()))
    command = ["exiftool", "-a", "-u", "-G1", "-j", str(tmp_path)]
    files = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    tags = {tag for file in files for tag in file if tag.partition(":")[0] not in STRUCTURE}
    assert len(files) > 80
    assert tags == set()
    assert not [file for file in files if "ExifTool:Warning" in file or "ExifTool:Error" in file]
