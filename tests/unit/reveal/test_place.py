"""The nearest town: right, told with its distance, and found without network or writing."""

from __future__ import annotations

import importlib.util
import math
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from safeshare.reveal import place
from safeshare.reveal.place import Place, kilometres, nearest
from safeshare.reveal.position import located

ROOT = Path(__file__).parents[3]


@pytest.fixture
def unread() -> Iterator[None]:
    """Forget the list of towns before the test and after it."""
    place._towns.cache_clear()
    yield
    place._towns.cache_clear()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that stands for the towns' own, the working directory too."""
    monkeypatch.setattr(place, "_FOLDER", tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def told(latitude: float, longitude: float) -> str:
    (finding,) = located("EXIF GPS", "taken at", latitude, longitude)
    return finding.summary


@pytest.mark.parametrize(
    ("latitude", "longitude", "town", "country", "km"),
    [
        (48.8566, 2.3522, "Paris", "France", 0.43),
        (-33.8568, 151.2153, "The Rocks", "Australia", 0.72),  # Sydney's opera house
        (0.0, -150.0, "Banana Village", "Kiribati", 848.0),  # in the middle of the Pacific
        (90.0, 0.0, "Longyearbyen", "Svalbard and Jan Mayen", 1309.5),
        (48.85837, 2.29448, "Neuilly-sur-Seine", "France", 3.44),  # in degrees, Vanves is nearer
    ],
)
def test_known_positions(
    latitude: float, longitude: float, town: str, country: str, km: float
) -> None:
    found = nearest(latitude, longitude)
    assert found == Place(town, country, pytest.approx(km, rel=0.02))


@pytest.mark.parametrize("position", [(71.2, 25.8), (-54.0, -70.0), (17.0, 179.9), (35.7, 139.7)])
def test_no_other_town_is_nearer(position: tuple[float, float]) -> None:
    towns = place._towns()
    found = nearest(*position)
    assert towns is not None
    assert found is not None
    everywhere = [towns.degrees(which) for which in range(len(towns.norths))]
    assert len(everywhere) > 100_000
    assert found.km == min(kilometres(position, town) for town in everywhere)


def test_the_date_line_is_no_border() -> None:
    assert nearest(-16.8, -179.99) == Place("Labasa", "Fiji", pytest.approx(80.0, rel=0.01))
    for longitude in (-180.0, 180.0):
        found = nearest(0.0, longitude)
        assert found == Place("Kulia Village", "Tuvalu", pytest.approx(740.9, rel=0.01))


@pytest.mark.parametrize("angle", [math.nan, math.inf, -math.inf, 90.001, -1e300])
def test_off_the_globe(angle: float) -> None:
    assert nearest(angle, 0.0) is None
    assert nearest(0.0, angle * 2) is None
    assert list(located("EXIF GPS", "taken at", angle, 0.0)) == []


@pytest.mark.parametrize(
    ("start", "end", "km"),
    [
        ((0, 0), (0, 0), 0),
        ((0, 0), (0, 1), 111.195),
        ((90, 0), (-90, 123), 20_015.1),
        ((0, 0), (0, 180), 20_015.1),
        ((51.5074, -0.1278), (48.8566, 2.3522), 343.56),  # London to Paris
        ((10, 179.5), (10, -179.5), 109.505),
    ],
)
def test_kilometres(start: tuple[float, float], end: tuple[float, float], km: float) -> None:
    assert kilometres(start, end) == pytest.approx(km, rel=1e-4)
    assert kilometres(end, start) == pytest.approx(km, rel=1e-4)


@pytest.mark.parametrize(
    ("latitude", "longitude", "summary"),
    [
        (48.8534, 2.3488, "taken at 48.85340, 2.34880, less than 0.1 km from Paris, France"),
        (48.8566, 2.3522, "taken at 48.85660, 2.35220, 0.4 km from Paris, France"),
        (0.0, -150.0, "taken at 0.00000, -150.00000, 848 km from Banana Village, Kiribati"),
    ],
)
def test_the_town_is_told_with_its_distance(
    latitude: float, longitude: float, summary: str
) -> None:
    assert told(latitude, longitude) == summary


@pytest.mark.usefixtures("unread", "folder")
def test_without_the_list_the_position_still_stands() -> None:
    assert nearest(48.8566, 2.3522) is None
    assert told(48.8566, 2.3522) == "taken at 48.85660, 2.35220"


def refused(*_args: object, **_kwargs: object) -> None:
    raise AssertionError("the network was asked")


@pytest.fixture
def table() -> Callable[[str, str], bytes]:
    """Return the build hook's function that makes the table of towns."""
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)

    def make(towns: str, countries: str) -> bytes:
        members = {"geocode.csv": towns.encode(), "countries.csv": countries.encode()}
        made: bytes = module.towns(members)
        return made

    return make


BROKEN: dict[str, Callable[[bytes], bytes]] = {
    "nothing": lambda _: b"",
    "another file": lambda table: b"something else" + table,
    "cut in the head": lambda table: table[:10],
    "cut in the rows": lambda table: table[:500],
    "cut in the columns": lambda table: table[:745],
    "cut in the text": lambda table: table[:-8],
    "an unknown country": lambda table: table[:12] + b"\0" + table[13:],
    "no UTF-8": lambda table: table[:-1] + b"\xff",
}


@pytest.mark.parametrize("harm", BROKEN.values(), ids=BROKEN.keys())
@pytest.mark.usefixtures("unread")
def test_a_broken_list_is_none_and_is_left_as_it_is(
    harm: Callable[[bytes], bytes],
    folder: Path,
    table: Callable[[str, str], bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = table("48.8534,2.3488,FR,Paris\n52.5,13.4,DE,Berlin\n", "FR,France\nDE,Germany\n")
    (folder / "towns.bin").write_bytes(harm(whole))
    monkeypatch.setattr(socket, "socket", refused)
    assert nearest(48.8566, 2.3522) is None
    assert (folder / "towns.bin").read_bytes() == harm(whole)


@pytest.mark.usefixtures("unread")
def test_a_whole_list_is_read(folder: Path, table: Callable[[str, str], bytes]) -> None:
    towns = '1,2,XA,"Ville, la"\n-1,-2,XB,Ötztal\n90,0,XB,Pole\n'
    (folder / "towns.bin").write_bytes(table(towns, "XB,There\nXA,Here\n"))
    assert nearest(2, 2) == Place("Ville, la", "Here", pytest.approx(111.195, rel=1e-4))
    assert nearest(-1, -2) == Place("Ötztal", "There", 0)
    assert nearest(89, 180) == Place("Pole", "There", pytest.approx(111.195, rel=1e-4))


@pytest.mark.usefixtures("unread")
def test_the_list_is_read_once_and_not_before_there_is_a_position() -> None:
    assert list(located("EXIF GPS", "taken at", 0.0, 0.0)) == []
    assert place._towns.cache_info().misses == 0
    with ThreadPoolExecutor(4) as threads:
        towns = {
            summary.rpartition(" from ")[2]
            for summary in threads.map(told, [48.86] * 8, [2.35] * 8)
        }
    assert towns == {"Paris, France"}
    assert place._towns.cache_info().misses == 1


WATCHED = """
import sys
asked, read = [], []

def watch(event, details):
    if event.split(".")[0] in {"socket", "urllib", "http", "subprocess"}:
        asked.append(event)
    elif event == "open" and isinstance(details[0], str):
        path, mode, flags = details
        writes = set(mode or "") & set("wax+") or (flags or 0) & 3
        (asked if writes else read).append(path)

sys.addaudithook(watch)
from safeshare.reveal.place import nearest
print("numpy" in sys.modules, nearest(91, 0), "numpy" in sys.modules)
print(nearest(48.8566, 2.3522).town, any(path.endswith("towns.bin") for path in read))
print(asked, *({"scipy", "PIL", "numpy"} & set(sys.modules)))
"""


def test_no_network_no_writing_and_no_heavy_library() -> None:
    done = subprocess.run(
        [sys.executable, "-B", "-c", WATCHED], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == ["False None False", "Paris True", "[]"]
