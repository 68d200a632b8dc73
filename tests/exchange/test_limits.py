"""Limits hold in a process that set them on itself."""

from __future__ import annotations

import subprocess
import sys

import pytest

from ctxh_desktop.exchange import limits

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a Job Object, tried on Windows")
START = "from ctxh_desktop.exchange.limits import limit_this_process as limit\n"


def run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", START + code], capture_output=True, text=True)  # noqa: PLW1510 (its end is what is looked at)


def test_memory_is_limited():
    done = run("limit(300_000_000, 20)\ntry:\n b'x' * 400_000_000\nexcept MemoryError: print('no')")
    assert done.stdout == "no\n"


def test_time_is_limited():
    assert run("limit(10**9, 1)\nwhile True: pass").returncode < 0


def test_what_is_within_the_limits_goes_on():
    assert run("limit(500_000_000, 20)\nprint(len(b'x' * 1_000_000))").stdout == "1000000\n"


def test_structures_are_as_windows_has_them():
    import ctypes

    assert ctypes.sizeof(limits._Basic) == 64
    assert ctypes.sizeof(limits._Extended) == 144
