"""A file that is cut while it is mapped into memory ends no process.

Touching a mapped page that its file no longer has raises SIGBUS, which kills the process with all its
requests. Engines look at their files before every search; what is cut during one, or while Tantivy's own
threads read it, is caught here: the signal's handler puts empty pages in the place of the lost ones, for
files of an index alone, and the search goes on over zeros. It then sees that there was a fault, and tells
the damage instead of an answer.

The handler runs Python code, which is safe since the signal comes from an instruction that reads a page,
never from the midst of the memory allocator. It is set on Linux; elsewhere a process ends as it always did.
"""

from __future__ import annotations

import ctypes
import os
import platform
import signal
import sys
import threading
from pathlib import Path

_PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096
_READ_WRITE = 3
_FIXED_PRIVATE_ANONYMOUS = 0x32
_WITH_INFO, _RESTART, _ON_STACK = 0x4, 0x10000000, 0x08000000
_SUPPORTED = sys.platform == "linux" and platform.machine() in ("x86_64", "aarch64")


class _Info(ctypes.Structure):
    """The beginning of ``siginfo_t``."""

    _fields_ = (("numbers", ctypes.c_int * 4), ("address", ctypes.c_size_t))


class _Action(ctypes.Structure):
    """``struct sigaction`` of the C library."""

    _fields_ = (
        ("handler", ctypes.c_void_p),
        ("mask", ctypes.c_ubyte * 128),
        ("flags", ctypes.c_int),
        ("restorer", ctypes.c_void_p),
    )


_Handler = ctypes.CFUNCTYPE(None, ctypes.c_int, ctypes.POINTER(_Info), ctypes.c_void_p)

_folders: set[bytes] = set()
_before = _Action()
_setting = threading.Lock()
_faults = 0
_libc = ctypes.CDLL(None) if _SUPPORTED else None


def faults() -> int:
    """How often pages of an index were lost in this process; never falls."""
    return _faults


def protect(folder: Path) -> None:
    """Let no cut file below ``folder`` end this process, or those that it forks."""
    if _libc is None:
        return
    with _setting:
        if not _folders:
            _libc.mmap.restype = ctypes.c_void_p
            _libc.mmap.argtypes = (ctypes.c_void_p, ctypes.c_size_t, *[ctypes.c_int] * 3, ctypes.c_long)
            action = _Action(ctypes.cast(_handler, ctypes.c_void_p), flags=_WITH_INFO | _RESTART | _ON_STACK)
            _libc.sigaction(signal.SIGBUS, ctypes.byref(action), ctypes.byref(_before))
        _folders.add(os.fsencode(folder.resolve()) + b"/")


def _handle(number: int, info: ctypes._Pointer[_Info], context: int) -> None:
    """Replace the lost pages; leave every other fault to whom it came to before."""
    global _faults
    _faults += 1
    if not _replaced(info.contents.address) and _libc is not None:
        _libc.sigaction(signal.SIGBUS, ctypes.byref(_before), None)  # the instruction faults once more


_handler = _Handler(_handle)


def _replaced(address: int) -> bool:
    """Whether the address lies in a mapped file of an index: its pages from there on are empty now."""
    with open("/proc/self/maps", "rb") as maps:
        for line in maps:
            span, *_, path = (*line.rstrip(b"\n").split(None, 5), b"")[:6]
            begin, end = (int(number, 16) for number in span.split(b"-"))
            if begin <= address < end:
                return path.startswith(tuple(_folders)) and _empty(address // _PAGE * _PAGE, end)
    return False


def _empty(begin: int, end: int) -> bool:
    if _libc is None:
        return False
    placed: int = _libc.mmap(begin, end - begin, _READ_WRITE, _FIXED_PRIVATE_ANONYMOUS, -1, 0)
    return placed == begin
