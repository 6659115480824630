"""The hook can't be removed from a process again, so each test asks a process of its own."""

from __future__ import annotations

import subprocess
import sys

import pytest

HOOKED = "import socket; from safeshare.web.offline import only_loopback; only_loopback(); "


def run(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", HOOKED + code],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env=environment or None,
    )


@pytest.mark.parametrize(
    "code",
    [
        "socket.create_connection(('192.0.2.1', 80), 1)",
        "socket.socket().connect(('192.0.2.1', 80))",
        "socket.socket().connect_ex(('192.0.2.1', 80))",
        "socket.socket(socket.AF_INET6).connect(('2001:db8::1', 80))",
        "socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.1', 53))",
        "socket.socket(type=socket.SOCK_DGRAM).sendmsg([b'x'], (), 0, ('192.0.2.1', 53))",
        "socket.getaddrinfo('example.org', 80)",
        "socket.getaddrinfo(b'example.org', 80)",
        "socket.gethostbyname('example.org')",
        "socket.getnameinfo(('192.0.2.1', 80), 0)",
        "socket.socket().bind(('0.0.0.0', 0))",
        "socket.socket().bind(('', 0))",
        "import urllib.request; urllib.request.urlopen('http://192.0.2.1/')",
    ],
)
def test_what_leaves_the_computer_is_refused(code: str) -> None:
    ended = run(code)
    assert ended.returncode == 1
    assert "stays on this computer" in ended.stderr


def test_the_computer_itself_can_be_reached() -> None:
    ended = run(
        "s = socket.socket(); s.bind(('127.0.0.1', 0)); s.listen(); "
        "socket.create_connection(s.getsockname(), 5).close(); "
        "socket.getaddrinfo('localhost', 80); socket.getaddrinfo(None, 80); "
        "a, b = socket.socketpair(); a.sendall(b'x'); print(b.recv(1))"
    )
    assert ended.returncode == 0, ended.stderr
    assert "b'x'" in ended.stdout


def test_environment_is_quiet_and_knows_no_proxy() -> None:
    ended = run(
        "import os, pathlib; from safeshare.web.offline import quiet_environment; "
        "quiet_environment(pathlib.Path('folder')); "
        "print([k for k in os.environ if 'proxy' in k.lower() and k != 'NO_PROXY'], "
        "os.environ['GRADIO_ANALYTICS_ENABLED'], os.environ['GRADIO_TEMP_DIR'])",
        HTTPS_PROXY="http://192.0.2.1:3128",
        http_proxy="http://192.0.2.1:3128",
        NO_PROXY="*",
        PYTHONPATH=":".join(sys.path),
    )
    assert ended.stdout.split("\n")[0] == "[] False folder", ended.stderr
