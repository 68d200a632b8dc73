from __future__ import annotations

import threading

import pytest

from ctxh_desktop.commands.imports import CHECKING, READING, SAVING
from ctxh_desktop.errors import InputError
from ctxh_desktop.ui.pages.import_run import ImportRun


@pytest.fixture
def run(qtbot):
    made = ImportRun()
    qtbot.addWidget(made.line)
    made.line.resize(500, 40)
    made.line.show()
    return made


def test_another_thread_tells_how_far_it_is(run, qtbot):
    watch = run.begin("Reading…")
    assert run.line.sentence() == "Reading…"
    for step, words in (
        ((READING, 0, 0), "Reading the file…"),
        ((CHECKING, 200, 5_000), "Checking row 200 of 5000…"),
        ((SAVING, 400, 5_000), "Taking in 400 of 5000 people…"),
    ):
        threading.Thread(target=watch.step, args=step).start()
        qtbot.waitUntil(lambda words=words: run.line.sentence() == words)


def test_a_stop_ends_the_work_at_its_next_step(run):
    watch = run.begin("Reading…")
    run.line._stop.click()

    with pytest.raises(InputError) as stopped:
        watch.step(CHECKING, 200, 5_000)
    assert stopped.value.code == "import-stopped"


def test_a_later_run_ends_the_one_before_and_is_alone_heard(run, qtbot):
    first = run.begin("one")
    second = run.begin("two")
    with pytest.raises(InputError):
        first.step(CHECKING, 1, 2)
    first.report(CHECKING, 1, 2)
    second.step(SAVING, 3, 4)
    assert run.line.sentence() == "Taking in 3 of 4 people…"

    run.finish()
    assert run.line.isHidden()
