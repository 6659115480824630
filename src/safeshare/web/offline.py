"""Keeps the program on this computer: quiet libraries, and a hook that refuses the rest."""

from __future__ import annotations

import ipaddress
import os
import sys
from functools import cache
from pathlib import Path

# Libraries read these when they are imported; they ask nobody and report nothing.
QUIET = {
    "DO_NOT_TRACK": "1",
    "GRADIO_ANALYTICS_ENABLED": "False",
    "GRADIO_MCP_SERVER": "False",
    "GRADIO_RUN_HISTORY": "False",
    "GRADIO_SHARE": "False",
    "GRADIO_SSR_MODE": "False",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_OFFLINE": "1",
}

# Libraries that insist on a folder get the private one, which is wiped.
FOLDERS = ("GRADIO_TEMP_DIR", "HF_HOME", "MPLCONFIGDIR")

PROXIES = frozenset({"http_proxy", "https_proxy", "all_proxy", "ftp_proxy"})

# Audit events about an address, whose second argument it is.
ADDRESSED = frozenset({"socket.bind", "socket.connect", "socket.sendto", "socket.sendmsg"})

# Audit events that ask for a host by its name or address, whose first argument it is.
NAMED = frozenset(
    {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo"}
)


def quiet_environment(folder: Path) -> None:
    """Set the environment so that libraries imported from now on stay silent and local.

    folder: where libraries may write what they must; wiped by its owner.
    """
    for name in [name for name in os.environ if name.lower() in PROXIES]:
        del os.environ[name]
    os.environ.update(QUIET)
    os.environ.update(dict.fromkeys(FOLDERS, str(folder)))


@cache
def only_loopback() -> None:
    """Refuse, from now on and for good, every socket that leaves this computer.

    An audit hook can't be removed again. It sees the sockets that Python opens,
    not those of other programs and not those that compiled libraries open by
    themselves (none of the libraries used here does).
    """
    sys.addaudithook(_refuse_outside)


def _refuse_outside(event: str, args: tuple[object, ...]) -> None:
    """Raise PermissionError when a socket event names a host elsewhere."""
    if event in ADDRESSED:
        host = _host(args[1])
    elif event in NAMED:
        host = _host(args[0]) if isinstance(args[0], tuple) else args[0]
    else:
        return
    if not _is_local(host):
        raise PermissionError(f"safeshare stays on this computer: {event} was refused")


def _host(address: object) -> object:
    """Give the host of a socket address, or None for a Unix socket or no address at all.

    Internet addresses are tuples that begin with the host; a Unix socket's is a
    path, which is a file of this computer.
    """
    return address[0] if isinstance(address, tuple) and address else None


def _is_local(host: object) -> bool:
    """Tell whether a host as Python's sockets take it is this computer."""
    if isinstance(host, bytes | bytearray):
        host = host.decode("latin-1")
    if not isinstance(host, str):
        return True  # None: any local one; a number: netlink, which stays in the kernel
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False
