"""Run the benchmarks: `python -m tests.benchmarks --help` says how."""

from __future__ import annotations

import argparse
import dataclasses
import importlib
import json
import os
import platform
import statistics
import sys
import time
import traceback
from pathlib import Path

from tests.benchmarks.measure import Figure, Options, p95, table

NAMES = (
    "search",
    "recall",
    "duplicates",
    "save",
    "start",
    "register",
    "pull_apply",
    "window",
    "push_rows",
    "memory",
    "disk",
    "wire",
    "flat",
    "past",
    "lists",
)


def main() -> int:
    """Run what was asked for, print the table; fail only with --check."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("--quick", action="store_true", help="smaller data, fewer rounds")
    parser.add_argument("--only", choices=NAMES, action="append", help="one benchmark (repeat)")
    parser.add_argument("--json", type=Path, help="write the figures to a file, too")
    parser.add_argument("--check", action="store_true", help="exit 1 when a budget is exceeded")
    asked = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    print(
        f"{platform.system()}, {os.cpu_count()} cores, load {_load()}, {platform.python_version()}"
    )
    figures: list[Figure] = []
    broken: list[str] = []
    for name in asked.only or NAMES:
        begun = time.perf_counter()
        try:
            module = importlib.import_module(f"tests.benchmarks.{name}")
            found: list[Figure] = module.run(Options(is_quick=asked.quick))
        except Exception:  # noqa: BLE001 (the others are still worth their time)
            traceback.print_exc()
            broken.append(name)
            continue
        figures += found
        took = f"{name}: {time.perf_counter() - begun:.0f} s, load {_load()}"
        print(f"\n{took}\n{table(found)}", flush=True)
    over = [figure.name for figure in figures if figure.verdict == "over"]
    print(f"\nover budget: {', '.join(over) or 'nothing'}")
    if asked.json:
        asked.json.write_text(
            json.dumps([_plain(f) for f in figures], indent=1, ensure_ascii=False)
        )
    if broken:
        print(f"not measured: {', '.join(broken)}")
        return 2
    return 1 if over and asked.check else 0


def _load() -> str:
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "?"


def _plain(figure: Figure) -> dict[str, object]:
    plain: dict[str, object] = dataclasses.asdict(figure)
    for name in ("ours", "rival"):
        values = plain.pop(name)
        assert isinstance(values, list | tuple)
        if values:
            plain |= {f"{name}_median": statistics.median(values), f"{name}_p95": p95(values)}
    return plain | {"ratio": figure.ratio, "verdict": figure.verdict}


if __name__ == "__main__":
    sys.exit(main())
