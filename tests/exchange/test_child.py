"""Lists are read in a child that its limits, or a person, may end."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from datetime import date

import msgspec
import pytest

from ctxh_desktop.commands.stopping import Stop
from ctxh_desktop.errors import InputError
from ctxh_desktop.exchange import child
from ctxh_desktop.exchange.sheets import Sheet, read_sheets
from tests.data.lists import WORST, write_list
from tests.data.people import people
from tests.data.workbooks import EXPECTED, ROWS, xls, xlsx


@pytest.mark.parametrize("kind", ["xlsx", "xls", "csv"])
def test_child_reads_what_the_reader_reads(tmp_path, kind):
    path = tmp_path / f"danh sách.{kind}"
    write_list(path, people(40, seed=3), WORST)
    assert child.read_apart(path) == read_sheets(path)


@pytest.mark.parametrize("cell", ["ễ", 5, 1.5, True, None, date(1948, 2, 1), -3, "\U0002070e"])
def test_every_kind_of_cell_comes_over(cell):
    sheet = Sheet("A", ((cell,),), {(0, 0): 2}, is_1904=True)
    answer = msgspec.msgpack.encode(["", {}, [child._plain(sheet)]])
    (back,) = child._sheets_of(answer)
    assert back == sheet
    assert type(back.rows[0][0]) is type(cell)


def test_refusals_come_over_with_their_facts(saved, monkeypatch):
    with pytest.raises(InputError) as refused:
        child.read_apart(saved(b"<html></html>"))
    assert refused.value.code == "sheet-is-web-page"
    with pytest.raises(InputError) as refused:
        child.read_apart(saved(("a;" * 101 + "\n").encode() * 5, "a.csv"))
    assert (refused.value.code, refused.value.facts["columns"]) == ("sheet-too-large", 100)


@pytest.mark.skipif(sys.platform == "win32", reason="a Job Object, tried on Windows only")
def test_child_that_takes_too_much_memory_is_refused(saved):
    rows = [[f"người số {i} {j}" * 5 for j in range(60)] for i in range(4000)]
    with pytest.raises(InputError) as refused:
        child.read_apart(saved(xlsx(rows)), memory=120_000_000)
    assert refused.value.code == "sheet-needs-too-much"


@pytest.mark.skipif(sys.platform == "win32", reason="a Job Object, tried on Windows only")
def test_child_that_takes_too_long_is_ended(saved):
    spin = [sys.executable, "-c", _SPIN]
    began = time.monotonic()
    with pytest.raises(InputError) as refused:
        child.read_apart(saved(xlsx(ROWS)), command=spin, seconds=1)
    assert refused.value.code == "sheet-needs-too-much"
    assert time.monotonic() - began < 20


_SPIN = """
import sys; sys.path.insert(0, ".")
from ctxh_desktop.exchange import child, sheets
child.read_sheets = lambda path: [0 for _ in iter(int, 1)]
child.serve()
"""


def test_child_that_never_answers_is_given_up(saved, monkeypatch):
    monkeypatch.setattr(child, "WALL_SECONDS_MAX", 0.2)
    with pytest.raises(InputError) as refused:
        child.read_apart(saved(xlsx(ROWS)), command=[sys.executable, "-c", _WAIT])
    assert refused.value.code == "sheet-takes-too-long"


_WAIT = "import sys, threading; sys.stdin.read(); threading.Event().wait(60)"


def test_a_person_who_stops_ends_the_child(saved):
    stop = Stop()
    threading.Timer(0.3, stop.ask).start()
    began = time.monotonic()
    with pytest.raises(InputError):
        child.read_apart(saved(xlsx(ROWS)), stop.breaking, command=[sys.executable, "-c", _WAIT])
    assert time.monotonic() - began < 20


@pytest.mark.parametrize("answer", [b"", b"\xff", b"\x93\xa0", b"nonsense", b"\x01"])
def test_an_answer_that_is_none_is_a_refusal(answer):
    with pytest.raises(InputError) as refused:
        child._sheets_of(answer)
    assert refused.value.code.startswith("sheet-")


@pytest.mark.parametrize("main", ["ctxh_desktop.app", "ctxh_desktop.cli.main"])
def test_a_frozen_program_is_its_own_child(saved, main):
    start = [sys.executable, "-c", f"import sys; from {main} import main; sys.exit(main())",
             child.FLAG]  # fmt: skip
    (sheet,) = child.read_apart(saved(xls(ROWS), "a.xls"), command=start)
    assert sheet.rows == EXPECTED


def test_the_child_loads_nothing_of_the_window_or_the_database():
    loads = "import sys; from ctxh_desktop.exchange import child; print(' '.join(sys.modules))"
    loaded = subprocess.run(
        [sys.executable, "-c", loads], capture_output=True, text=True, check=True
    )
    assert not {"PySide6", "sqlalchemy", "sqlcipher3"} & set(loaded.stdout.split())


def test_other_arguments_are_not_for_the_child():
    assert not child.serve_if_child(["find", child.FLAG])
    assert not child.serve_if_child([])


def test_a_module_beside_the_list_is_not_loaded(saved, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "msgspec.py").write_text("raise SystemExit('taken over')")
    assert child.read_apart(saved(xlsx(ROWS)))
