"""Lists: 5,000 rows from a file on the disk into the encrypted book, and all of it taken back.

Then a list that tells more of the same 5,000 people fills them in, which is taken back as well.
"""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import xlsxwriter

from ctxh_desktop.commands.bus import Bus
from ctxh_desktop.commands.import_log import UndoImport
from ctxh_desktop.commands.imports import ImportPeople, PreviewImport
from ctxh_desktop.commands.known_people import FILL, Answers
from ctxh_desktop.exchange.scripts import TCVN3, encode
from tests.benchmarks.measure import Figure, Options, timed_ms
from tests.data.desks import new_desk
from tests.data.lists import CLEAN, WIDEST, WORST, write_list
from tests.data.people import people

ROWS = 5_000
SECONDS_MAX = 20.0
FEW = ("full_name", "born", "id_number", "groups")
"""What is known of people before a list fills them in."""


def run(options: Options) -> list[Figure]:
    """Measure preview, import and undo of untidy workbooks, of one in an old font, and filling."""
    figures = []
    for name, write in (("untidy", _untidy), ("all columns", _wide), ("in TCVN3", _old)):
        looks, takes, undos = [], [], []
        for _ in range(options.rounds(5)):
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / "list.xlsx"
                write(path)
                look, take, undo = _measure(Path(folder), path)
            looks.append(look)
            takes.append(take)
            undos.append(undo)
        figures += [
            _figure(f"preview, {ROWS:,} rows, {name}", looks),
            _figure(f"import, {ROWS:,} rows, {name}", takes),
            _figure(f"undo of the import, {name}", undos),
        ]
    return figures + _filling(options)


def _filling(options: Options) -> list[Figure]:
    takes, undos = [], []
    for _ in range(options.rounds(3)):
        with tempfile.TemporaryDirectory() as folder:
            first, second = Path(folder) / "few.xlsx", Path(folder) / "more.xlsx"
            _few(first)
            _wide(second)
            take, undo = _measure_filling(Path(folder), first, second)
        takes.append(take)
        undos.append(undo)
    return [
        _figure(f"filling in, {ROWS:,} rows, all columns", takes),
        _figure("undo of the filling in", undos),
    ]


def _measure_filling(folder: Path, first: Path, second: Path) -> tuple[float, float]:
    desk = new_desk(folder / "book")
    bus = Bus(desk)
    bus.send(ImportPeople(first, skip_errors=True))
    fill = ImportPeople(second, skip_errors=True, known=Answers(FILL))
    taken = []
    take = timed_ms(lambda: taken.append(bus.send(fill))) / 1000
    done = taken[0].result
    assert done.filled >= ROWS * 0.75, done
    undo = timed_ms(lambda: bus.send(UndoImport(done.id))) / 1000
    desk.close()
    return take, undo


def _measure(folder: Path, path: Path) -> tuple[float, float, float]:
    desk = new_desk(folder / "book")
    bus = Bus(desk)
    look = timed_ms(lambda: bus.send(PreviewImport(path))) / 1000
    taken = []
    take = timed_ms(lambda: taken.append(bus.send(ImportPeople(path, skip_errors=True)))) / 1000
    done = taken[0].result
    assert done.count >= ROWS * 0.9, done
    undo = timed_ms(lambda: bus.send(UndoImport(done.id))) / 1000
    desk.close()
    return look, take, undo


def _figure(name: str, seconds: list[float]) -> Figure:
    speed = f"{ROWS / sorted(seconds)[len(seconds) // 2]:,.0f} rows/s"
    return Figure(
        name, seconds, unit="s", judged="median", limit=SECONDS_MAX,
        budget=f"≤ {SECONDS_MAX:.0f} s", note=speed,
    )  # fmt: skip


def _untidy(path: Path) -> None:
    write_list(path, people(ROWS, seed=8), replace(WORST, seed=8))


def _wide(path: Path) -> None:
    write_list(path, people(ROWS, seed=8), replace(WIDEST, seed=8))


def _few(path: Path) -> None:
    few = [{n: p.get(n) for n in FEW} for p in people(ROWS, seed=8)]
    write_list(path, few, replace(CLEAN, seed=8))


def _old(path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Hä vµ tªn", "N¨m sinh", "Th«n"])
        for row, person in enumerate(people(ROWS, seed=8), start=1):
            name, village = str(person["full_name"]), str(person["village"])
            born = str(person.get("born") or "1950")[:4]
            sheet.write_row(row, 0, [_written(name), int(born), _written(village)])


def _written(text: str) -> str:
    return "".join(encode(c, TCVN3) or encode(c.lower(), TCVN3) or c for c in text)
