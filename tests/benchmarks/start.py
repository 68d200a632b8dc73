"""Start: from the click to the unlock window, and from the unlocked book to Today."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

from tests.benchmarks import books
from tests.benchmarks.measure import Figure, Options, by_turns

UNLOCK_S = 0.6
TODAY_S = 0.5
PEOPLE = 20_000
SLOW_IMPORTS = 12


def run(options: Options) -> list[Figure]:
    """Measure in new processes, with warm file caches."""
    with books.copied(PEOPLE) as desk:
        desk.close()
        folder = desk.folder
        ours, plain = by_turns(
            lambda: child("unlock_window", folder), lambda: child("plain_window"),
            options.rounds(10),
        )  # fmt: skip
        figures = [_seconds("start to the unlock window", ours, plain, UNLOCK_S)]
        child("today", folder)  # the people of a new book are compared with each other once
        parts = [json.loads(child("today", folder)) for _ in range(options.rounds(10))]
    shown = [part["opened"] + part["shown"] for part in parts]
    figures.append(_seconds("unlock to Today, without the key", shown, plain, TODAY_S))
    figures += [
        Figure(f"… {name}", [part[name] for part in parts])
        for name in ("derived", "opened", "shown")
    ]
    if any(figure.verdict == "over" for figure in figures[:1]):
        print(slow_imports(folder))
    return figures


def child(name: str, folder: Path | str = "", *flags: str) -> str:
    """Run one of the children and return what it printed."""
    command = [sys.executable, *flags, "-m", "tests.benchmarks.children", name, str(folder)]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        command, cwd=books.ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stderr if flags else done.stdout


def slow_imports(folder: Path) -> str:
    """Return the modules whose own import takes longest on the way to the unlock window."""
    told = child("unlock_window", folder, "-X", "importtime")
    found = re.findall(r"import time:\s+(\d+) \|\s+(\d+) \|\s+(\S+)", told)
    ranked = sorted(((int(own), name) for own, _, name in found), reverse=True)
    lines = [f"  {own / 1000:6.1f} ms  {name}" for own, name in ranked[:SLOW_IMPORTS]]
    return "\n".join([f"imports at start: {len(found)}, the slowest by themselves", *lines])


def _seconds(name: str, ours: list[float], plain: list[float], limit_s: float) -> Figure:
    return Figure(
        name, [ms / 1000 for ms in ours], [ms / 1000 for ms in plain], "plain PySide6 window", "s",
        "median", limit_s, f"≤ {limit_s} s",
    )  # fmt: skip


assert time.get_clock_info("perf_counter").monotonic
