"""Takes rights away from this process that it does not need: the network, endless memory.

Decoders are other people's C code and run on foreign bytes. Where one of them has a
flaw, code of an attacker would run here; without a network it can send nothing, and
what it allocates ends somewhere. Both are for good, and every child inherits them.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
import sys

MOST_MEMORY = 16 * 2**30
"""Bytes of address space: several times what the largest photo within the limits takes."""

# Numbers of system calls, by machine: audit architecture, seccomp, socket. The same
# everywhere: io_uring_setup, whose rings could open sockets beside the filter.
MACHINES = {"x86_64": (0xC000003E, 317, 41), "aarch64": (0xC00000B7, 277, 198)}
IO_URING_SETUP = 425
FOREIGN_CALLS = 0x40000000  # x32's numbers begin here: the same calls by other names

# linux/prctl.h, linux/seccomp.h
NO_NEW_PRIVILEGES, SET_FILTER, ALL_THREADS = 38, 1, 1
ALLOW, REFUSE = 0x7FFF0000, 0x00050000 | errno.EACCES

# linux/bpf_common.h: load a word, compare with a constant, end with an answer
LOAD, EQUAL, AT_LEAST, ANSWER = 0x20, 0x15, 0x35, 0x06
NUMBER, ARCHITECTURE, FIRST_ARGUMENT = 0, 4, 16  # offsets in struct seccomp_data


def confine() -> list[str]:
    """Cut this process off the network and bound its memory; give what could not be done.

    Unix sockets stay: processes of this computer talk over them.
    """
    return [reason for reason in (drop_network(), bound_memory()) if reason]


def drop_network() -> str | None:
    """Refuse every new socket but a Unix one, by a seccomp filter (seccomp(2)).

    Gives None, or why it could not be done.
    """
    machine = MACHINES.get(platform.machine())
    if sys.platform != "linux" or machine is None:
        return "this system can't cut a program off the network"
    architecture, seccomp, socket = machine
    code = _filter(architecture, socket)
    rules = ctypes.create_string_buffer(code, len(code))
    program = ctypes.create_string_buffer(
        struct.pack("@HP", len(code) // 8, ctypes.addressof(rules))
    )
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0) or libc.syscall(
        seccomp, SET_FILTER, ALL_THREADS, program
    ):
        return f"the network could not be cut off: {os.strerror(ctypes.get_errno())}"
    return None


def bound_memory() -> str | None:
    """Let this process allocate MOST_MEMORY at most; give None, or why it could not be done."""
    try:
        import resource
    except ImportError:  # Windows
        return "this system can't bound a program's memory"
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = MOST_MEMORY if hard == resource.RLIM_INFINITY else min(MOST_MEMORY, hard)
    try:
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))
    except (OSError, ValueError) as error:
        return f"memory could not be bounded: {error}"
    return None


def _filter(architecture: int, socket: int) -> bytes:
    """Give the filter as instructions of classic BPF: operation, jumps, constant."""
    unix = 1  # AF_UNIX
    rules = (
        (LOAD, 0, 0, ARCHITECTURE),
        (EQUAL, 0, 7, architecture),  # another instruction set: refused
        (LOAD, 0, 0, NUMBER),
        (AT_LEAST, 5, 0, FOREIGN_CALLS),
        (EQUAL, 4, 0, IO_URING_SETUP),
        (EQUAL, 0, 2, socket),
        (LOAD, 0, 0, FIRST_ARGUMENT),
        (EQUAL, 0, 1, unix),
        (ANSWER, 0, 0, ALLOW),
        (ANSWER, 0, 0, REFUSE),
    )
    return b"".join(struct.pack("=HBBI", *rule) for rule in rules)
