"""The program as a user starts it, and a visitor that sends it plain requests."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

START = "from safeshare.web.server import run; run(open_browser=False)"
LINK = re.compile(r"http://127\.0\.0\.1:\d+/enter\?token=\S+")


@dataclass
class Program:
    """A running program with a temporary folder of its own."""

    process: subprocess.Popen[str]
    link: str
    temp: Path

    @property
    def address(self) -> str:
        return self.link.partition("/enter")[0]

    def end(self, how: int = signal.SIGTERM) -> int:
        if self.process.poll() is None:
            self.process.send_signal(how)
        return self.process.wait(timeout=120)


def start_program(temp: Path, start: str = START) -> Program:
    temp.mkdir(parents=True, exist_ok=True)
    process = subprocess.Popen(
        [sys.executable, "-c", start],
        env={**os.environ, "TMPDIR": str(temp)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    for line in process.stdout:
        if match := LINK.search(line):
            return Program(process, match[0], temp)
    raise AssertionError(f"the program ended with {process.wait()} before it gave a link")


class Visitor:
    """Is inside of a program by its one-time link, without a browser."""

    def __init__(self, program: Program) -> None:
        self.address = program.address
        self.port = urlsplit(program.link).port or 0
        self.cookie = ""
        status, headers, _ = self.ask("GET", program.link.removeprefix(self.address))
        assert status == 200
        self.cookie = headers["set-cookie"].partition(";")[0]

    def browser_cookie(self) -> dict[str, str]:
        name, _, value = self.cookie.partition("=")
        return {"name": name, "value": value, "url": self.address}

    def ask(
        self, method: str, path: str, body: bytes | None = None, **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, {"Cookie": self.cookie, **given})
        answer = connection.getresponse()
        names = {name.lower(): value for name, value in answer.getheaders()}
        result = answer.status, names, answer.read()
        connection.close()
        return result

    def json(self, method: str, path: str, body: object = None) -> tuple[int, Any]:
        data = None if body is None else json.dumps(body).encode()
        status, _, answer = self.ask(method, path, data)
        return status, json.loads(answer or b"{}")

    def clean(self, photo_id: str, wish: object) -> tuple[list[str], dict[str, Any]]:
        """Have a copy made; give the steps that were told, and the last line."""
        body = json.dumps(wish).encode()
        status, headers, answer = self.ask("POST", f"/api/clean/{photo_id}", body)
        assert (status, headers["content-type"]) == (200, "application/x-ndjson"), answer
        *steps, last = map(json.loads, answer.splitlines())
        return [step["step"] for step in steps], last

    def send(self, photo: bytes, page: str = "0123456789abcdef") -> tuple[int, Any]:
        name = "IMG_20240504_140311.jpg"
        status, _, body = self.ask("POST", "/api/photo", photo, x_page=page, x_photo_name=name)
        return status, json.loads(body)
