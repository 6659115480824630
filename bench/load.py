"""Press hard on the running program and print what that costs: time, memory, mistakes, leftovers.

    python bench/load.py [--photos 200] [--tabs 20] [--megabytes 500]

Everything goes over loopback to one program, as its page would send it. Each row starts with
an empty memory and ends with "forget everything".

- seconds: on the clock. peak, after: megabytes of the program at most, and once all is forgotten.
- wrong: answers that were another photo's, or of another status than they should be.
- left: photos that could still be had afterwards, and files with a photo in the program's folder.
"""

from __future__ import annotations

import argparse
import http.client
import io
import json
import signal
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.web.photos import astronaut  # noqa: E402 - found by the line above
from tests.web.program import Program, Visitor, start_program  # noqa: E402 - as above

PART = 1 << 20
BACKGROUND = 3.0
"""Seconds after which work that nobody waits for has ended."""

Ids = list[str]
Load = Callable[[Visitor, Ids], int]
"""Does its worst; appends the ids of the photos that it sent; gives how much went wrong."""


def main() -> None:
    """Run every load against one program, and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--photos", type=int, default=200, help="one after the other")
    parser.add_argument("--tabs", type=int, default=20, help="at the same time")
    parser.add_argument("--megabytes", type=int, default=500, help="of one file; 500 may come")
    wanted = parser.parse_args()
    loads: dict[str, Load] = {
        f"{wanted.photos} photos in a row": lambda one, ids: in_a_row(one, ids, wanted.photos),
        f"{wanted.tabs} tabs at once": lambda one, ids: tabs(one, ids, wanted.tabs),
        f"{wanted.megabytes} MB in one file": lambda one, ids: large(one, ids, wanted.megabytes),
        "a slow upload": slow,
        "10 uploads cut": cut_uploads,
        "10 copies cut": cut_copies,
        "10 zips cut": cut_zips,
    }
    print(f"{'':<24}{'seconds':>9}{'peak MB':>9}{'after MB':>10}{'wrong':>7}{'left':>6}")
    with tempfile.TemporaryDirectory() as temp:
        program = start_program(Path(temp) / "page")
        try:
            visitor = Visitor(program)
            sent(visitor, 256, "warms-up-0123456789", [])
            for name, load in loads.items():
                row(name, load, program, visitor)
        finally:
            program.end(signal.SIGTERM)


def row(name: str, load: Load, program: Program, visitor: Visitor) -> None:
    """Measure one load."""
    Path(f"/proc/{program.process.pid}/clear_refs").write_text("5")  # the peak begins anew
    ids: Ids = []
    start = time.perf_counter()
    wrong = load(visitor, ids)
    seconds = time.perf_counter() - start
    visitor.json("POST", "/api/forget", {"page": "nobody-0123456789", "all": True})
    time.sleep(BACKGROUND)
    left = sum(visitor.ask("GET", f"/api/preview/{one}")[0] == 200 for one in ids)
    written = [path for path in program.temp.rglob("*") if path.is_file()]
    left += sum(b"\xff\xd8\xff" in path.read_bytes() for path in written)
    peak, after = memory(program, "VmHWM"), memory(program, "VmRSS")
    print(f"{name:<24}{seconds:>9.1f}{peak:>9.0f}{after:>10.0f}{wrong:>7}{left:>6}", flush=True)


def in_a_row(visitor: Visitor, ids: Ids, count: int) -> int:
    """One page brings many photos; one in ten becomes a copy at once."""
    page, wrong = "many-photos-0123456789", 0
    for number in range(count):
        side = 300 + number
        wrong += not sent(visitor, side, page, ids)
        if number % 10 == 0:
            wrong += not copied(visitor, ids[-1], side)
    return wrong


def tabs(visitor: Visitor, ids: Ids, count: int) -> int:
    """Many pages bring two photos each and take their zips, all at the same time."""

    def one(number: int) -> int:
        page, own = f"tab-number-{number:04}-01234", (300 + 2 * number, 301 + 2 * number)
        mine: Ids = []
        wrong = sum(not sent(visitor, side, page, mine) for side in own)
        wrong += sum(not copied(visitor, *pair) for pair in zip(mine, own, strict=True))
        with zipfile.ZipFile(io.BytesIO(visitor.ask("GET", f"/api/zip/{page}")[2])) as packed:
            widths = {width_of(packed.read(name)) for name in packed.namelist()}
        ids.extend(mine)
        return wrong + (widths != set(own))

    with ThreadPoolExecutor(count) as pool:
        return sum(pool.map(one, range(count)))


def large(visitor: Visitor, ids: Ids, megabytes: int) -> int:
    """A photo with as much behind its end as may come; then one with more."""
    photo, length = astronaut(1024), megabytes * 1_000_000
    status, answer = streamed(visitor, length, parts(photo, length))
    wrong = status != 200
    ids.append(json.loads(answer).get("id", ""))
    wrong += not copied(visitor, ids[-1], 1024)
    wrong += streamed(visitor, 500_000_001, iter(()))[0] != 413
    return wrong


def slow(visitor: Visitor, ids: Ids) -> int:
    """A photo comes in twenty parts over ten seconds; others come and go meanwhile."""
    photo = astronaut(640)

    def dripping() -> Iterator[bytes]:
        step = len(photo) // 20 + 1
        for at in range(0, len(photo), step):
            time.sleep(0.5)
            yield photo[at : at + step]

    with ThreadPoolExecutor(1) as pool:
        coming = pool.submit(streamed, visitor, len(photo), dripping())
        start, wrong = time.perf_counter(), 0
        for side in (300, 310, 320):
            wrong += not sent(visitor, side, "the-others-0123456789", ids)
            wrong += not copied(visitor, ids[-1], side)
        wrong += time.perf_counter() - start > 9  # they would have waited for the slow one
        status, answer = coming.result()
    ids.append(json.loads(answer).get("id", ""))
    return wrong + (status != 200)


def cut_uploads(visitor: Visitor, ids: Ids) -> int:
    """Connections end in the middle of a photo."""
    for _ in range(10):
        connection = http.client.HTTPConnection("127.0.0.1", visitor.port, timeout=60)
        connection.putrequest("POST", "/api/photo")
        for name, value in headers(visitor, 20_000_000).items():
            connection.putheader(name, value)
        connection.endheaders(bytes(10_000_000))
        connection.close()
    return works(visitor, ids)


def cut_copies(visitor: Visitor, ids: Ids) -> int:
    """Connections end when a copy has begun."""
    for number in range(10):
        sent(visitor, 1000 + number, "cut-copies-0123456789", ids)
        connection = http.client.HTTPConnection("127.0.0.1", visitor.port, timeout=60)
        cookie = {"Cookie": visitor.cookie}
        connection.request("POST", f"/api/clean/{ids[-1]}", b"{}", cookie)
        connection.getresponse().readline()
        connection.close()
    return works(visitor, ids)


def cut_zips(visitor: Visitor, ids: Ids) -> int:
    """Connections end in the middle of a zip."""
    page = "cut-zips-0123456789"
    for side in (2000, 2010):
        sent(visitor, side, page, ids)
        copied(visitor, ids[-1], side)
    for _ in range(10):
        connection = http.client.HTTPConnection("127.0.0.1", visitor.port, timeout=60)
        connection.request("GET", f"/api/zip/{page}", headers={"Cookie": visitor.cookie})
        connection.getresponse().read(1000)
        connection.close()
    return works(visitor, ids)


def works(visitor: Visitor, ids: Ids) -> int:
    """Tell what goes wrong with an ordinary photo now."""
    if not sent(visitor, 333, "afterwards-0123456789", ids):
        return 1
    return int(not copied(visitor, ids[-1], 333))


def sent(visitor: Visitor, side: int, page: str, ids: Ids) -> bool:
    """Send a photo of its own size; tell whether it was reported as that."""
    status, report = visitor.send(astronaut(side), page)
    ids.append(report.get("id", ""))
    return (status, report.get("width")) == (200, side)


def copied(visitor: Visitor, photo_id: str, side: int) -> bool:
    """Have a copy made; tell whether it is of that photo."""
    if "result" not in visitor.clean(photo_id, {})[1]:
        return False
    return width_of(visitor.ask("GET", f"/api/result/{photo_id}")[2]) == side


def width_of(data: bytes) -> int:
    """Give a picture's pixels across."""
    return Image.open(io.BytesIO(data)).width


def parts(photo: bytes, length: int) -> Iterator[bytes]:
    """Give a photo and as many zeros behind it as make up a length."""
    yield photo
    left = length - len(photo)
    while left > 0:
        yield bytes(min(PART, left))
        left -= PART


def headers(visitor: Visitor, length: int) -> dict[str, str]:
    """Give what a photo of a length is sent with."""
    page = {"x-page": "a-page-0123456789", "x-photo-name": "photo.jpg"}
    return {"Cookie": visitor.cookie, "Content-Length": str(length), **page}


def streamed(visitor: Visitor, length: int, body: Iterator[bytes]) -> tuple[int, bytes]:
    """Send a photo part by part."""
    connection = http.client.HTTPConnection("127.0.0.1", visitor.port, timeout=300)
    connection.request("POST", "/api/photo", body, headers(visitor, length))
    answer = connection.getresponse()
    result = answer.status, answer.read()
    connection.close()
    return result


def memory(program: Program, name: str) -> float:
    """Give a figure of the system about the program's memory, in MB."""
    lines = Path(f"/proc/{program.process.pid}/status").read_text().splitlines()
    line = next(line for line in lines if line.startswith(name))
    return int(line.split()[1]) * 1024 / 1e6


if __name__ == "__main__":
    main()
