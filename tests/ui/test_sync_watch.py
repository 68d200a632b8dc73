"""When syncs start by themselves, and what the status bar is told."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ctxh_desktop.commands import sync
from ctxh_desktop.commands.bus import Bus
from ctxh_desktop.commands.desk import Desk
from ctxh_desktop.commands.people import RegisterPerson
from ctxh_desktop.errors import CtxhError, InputError, TransientError
from ctxh_desktop.ui import sync_watch
from ctxh_desktop.ui.comparing import LIKENESS
from ctxh_desktop.ui.dispatcher import Dispatcher
from ctxh_desktop.ui.scene import Scene
from ctxh_desktop.ui.sync_runner import SyncRunner
from ctxh_desktop.ui.sync_state import SyncFacts
from ctxh_desktop.ui.sync_watch import SyncWatch
from tests.data.desks import new_desk


def scene_of(desk: Desk) -> Scene:
    dispatcher = Dispatcher(Bus(desk))
    return Scene(dispatcher, desk.catalogue, desk.ambient, desk.user, "", desk.store.tables.types)


def test_files_that_are_left_follow_soon(qtbot: QtBot, tmp_path: Path) -> None:
    desk = new_desk(tmp_path / "book")
    left = [True, False]
    runner = SyncRunner(lambda *_: sync.SyncOutcome(0, 0, 0, 0, has_more_files=left.pop(0)))
    watch = SyncWatch(scene_of(desk), runner, is_automatic=True)
    with qtbot.waitSignal(runner.finished):
        runner.start()
    assert watch._timer.remainingTime() < 2 * sync_watch.FIRST_SYNC_MS
    with qtbot.waitSignal(runner.finished):
        runner.start()
    assert watch._timer.remainingTime() > 60_000
    watch.stop()
    desk.close()


def test_status_follows_saving_and_failing(qtbot: QtBot, tmp_path: Path) -> None:
    desk = new_desk(tmp_path / "book")
    scene = scene_of(desk)
    runner = SyncRunner(lambda progress, stop: sync.synchronise(desk, progress, stop))
    watch = SyncWatch(scene, runner, is_automatic=False)
    told: list[SyncFacts] = []
    watch.stood.connect(told.append)
    qtbot.waitUntil(lambda: bool(told))
    assert (told[-1].is_joined, told[-1].unsent) == (False, 0)

    scene.dispatcher.send(RegisterPerson({"full_name": "Lê A", "groups": "NCT"}, {}))
    qtbot.waitUntil(lambda: told[-1].unsent == 1)

    with desk.store.write(by="test") as work:
        work.set_local("device_id", "d")
        work.set_local("device_seed", "11" * 32)
        work.set_local("url", "https://127.0.0.1:1")
        work.set_local("ca_pem", "")
        work.commit()
    runner.start()
    qtbot.waitUntil(lambda: told[-1].is_joined and not told[-1].is_syncing)
    assert told[-1].unsent == 1
    runner.close()
    scene.dispatcher.close()
    desk.close()


def test_sync_starts_by_itself_and_waits_longer_after_failures(
    qtbot: QtBot, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setattr(sync_watch, "FIRST_SYNC_MS", 0)
    monkeypatch.setattr(sync_watch, "AFTER_SAVE_MS", 1)
    monkeypatch.setattr(sync_watch, "next_try_s", lambda failures, *_: failures / 1000)
    desk = new_desk(tmp_path / "book")
    with desk.store.write(by="test") as work:
        work.set_local("device_id", "d")
        work.commit()
    tries: list[int] = []

    def try_once(progress: object, stop: object) -> None:
        tries.append(len(tries))
        if len(tries) < 3:
            raise TransientError("no-network")

    scene, runner = scene_of(desk), SyncRunner(try_once)
    watch = SyncWatch(scene, runner, is_automatic=True)
    qtbot.waitUntil(lambda: len(tries) >= 3, timeout=5000)

    watch.stop()
    tried = len(tries)
    qtbot.wait(50)
    assert len(tries) <= tried + 1, "at most the one that was under way"
    runner.close()
    scene.dispatcher.close()
    desk.close()


def test_a_parcel_that_was_refused_does_not_end_the_automatic_syncs(
    qtbot: QtBot, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setattr(sync_watch, "FIRST_SYNC_MS", 10**8)
    monkeypatch.setattr(sync_watch, "AFTER_SAVE_MS", 1)
    monkeypatch.setattr(sync_watch, "next_try_s", lambda failures, *_: failures / 1000)
    desk = new_desk(tmp_path / "book")
    with desk.store.write(by="test") as work:
        work.set_local("device_id", "d")
        work.commit()
    tries: list[int] = []

    def refused(progress: object, stop: object) -> None:
        raise InputError("parcel-none-here")

    scene = scene_of(desk)
    runner = SyncRunner(lambda progress, stop: tries.append(1))
    watch = SyncWatch(scene, runner, is_automatic=True)
    qtbot.waitUntil(lambda: watch._state is not None)
    runner.start(refused)
    qtbot.waitUntil(lambda: bool(tries), timeout=5000)
    watch.stop()
    runner.close()
    scene.dispatcher.close()
    desk.close()


class Watched:
    """A watch over a joined book whose syncs do as told; the clock is set by hand."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sync_watch, "FIRST_SYNC_MS", FAR_MS)
        self.error: CtxhError | None = None
        self.now = datetime(2026, 11, 16, 2, tzinfo=UTC)
        self.desk = new_desk(folder)
        self.desk.ambient = dataclasses.replace(self.desk.ambient, now=lambda: self.now)
        with self.desk.store.write(by="test") as work:
            work.set_local("device_id", "d")
            work.commit()
        self.scene = scene_of(self.desk)
        self.runner = SyncRunner(self._run)
        self.watch = SyncWatch(self.scene, self.runner, is_automatic=True)

    def _run(self, progress: object, stop: object) -> None:
        if self.error is not None:
            raise self.error

    def sync(self, qtbot: QtBot, error: CtxhError | None = None) -> None:
        self.error = error
        with qtbot.waitSignal(self.runner.failed if error else self.runner.finished):
            self.runner.start()
        self.rest(qtbot)

    def keep(self, qtbot: QtBot, **local: str) -> None:
        with self.desk.store.write(by="test") as work:
            for name, value in local.items():
                work.set_local(name, value)
            work.commit()
        self.scene.dispatcher.announce(frozenset({"sync"}))
        self.rest(qtbot)

    def register(self, qtbot: QtBot) -> None:
        self.scene.dispatcher.send(RegisterPerson({"full_name": "Lê A", "groups": "NCT"}, {}))
        self.rest(qtbot)

    def rest(self, qtbot: QtBot) -> None:
        qtbot.waitUntil(lambda: not self.scene.dispatcher.is_busy())

    def next_ms(self) -> int:
        return self.watch._timer.remainingTime()

    def close(self) -> None:
        self.watch.stop()
        self.runner.close()
        self.scene.dispatcher.close()
        self.desk.close()


FAR_MS = 10**8


@pytest.fixture
def watched(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watched]:
    made = Watched(tmp_path / "book", monkeypatch)
    made.rest(qtbot)
    monkeypatch.setattr(sync_watch, "FIRST_SYNC_MS", 2_000)
    yield made
    made.close()


@pytest.mark.parametrize("hope", ["woke", "line_came"])
def test_waking_and_a_new_line_end_the_long_wait(qtbot: QtBot, watched: Watched, hope: str) -> None:
    for _ in range(9):
        watched.sync(qtbot, TransientError("no-network"))
    assert watched.next_ms() > 600_000
    getattr(watched.watch.wakes, hope).emit()
    assert watched.next_ms() <= 2_000
    watched.sync(qtbot, TransientError("no-network"))
    assert watched.next_ms() < 10_000, "and what fails now is tried again soon"


def test_what_a_busy_province_asked_for_is_shortened_by_nothing_but_time(
    qtbot: QtBot, watched: Watched
) -> None:
    watched.sync(qtbot, TransientError("server-busy", retry_after_s=600))
    watched.register(qtbot)
    watched.watch.wakes.line_came.emit()
    assert watched.next_ms() > 600_000
    assert not watched.watch.wants_last_try()

    watched.now += timedelta(seconds=500)  # slept meanwhile
    watched.watch.wakes.woke.emit()
    assert 100_000 < watched.next_ms() < 110_000
    watched.now -= timedelta(days=3)  # and somebody set the clock back
    watched.watch.wakes.woke.emit()
    assert watched.next_ms() <= 3_600_000


def test_a_save_is_sent_soon_and_a_busy_hour_does_not_put_it_off(
    qtbot: QtBot, watched: Watched
) -> None:
    watched.register(qtbot)
    first = watched.next_ms()
    assert first <= sync_watch.AFTER_SAVE_MS
    qtbot.waitUntil(lambda: watched.next_ms() < first - 20)
    watched.register(qtbot)
    assert watched.next_ms() < first


def test_nothing_is_sent_because_pairs_were_counted(qtbot: QtBot, watched: Watched) -> None:
    watched.sync(qtbot)
    planned = watched.next_ms()
    assert planned > sync_watch.AFTER_SAVE_MS
    watched.scene.dispatcher.announce(frozenset({LIKENESS}))
    watched.rest(qtbot)
    assert watched.next_ms() > sync_watch.AFTER_SAVE_MS


def test_a_pause_ends_what_starts_by_itself_until_somebody_goes_on(
    qtbot: QtBot, watched: Watched
) -> None:
    told: list[SyncFacts] = []
    watched.watch.stood.connect(told.append)
    watched.keep(qtbot, **{"setting.sync_paused": "1"})
    assert told[-1].is_paused
    for start in (watched.watch.wakes.woke.emit, watched.watch.wakes.line_came.emit):
        start()
    watched.register(qtbot)
    assert not watched.watch._timer.isActive()
    assert not watched.watch.wants_last_try()

    watched.keep(qtbot, **{"setting.sync_paused": ""})
    assert 0 <= watched.next_ms() <= 2_000
    assert watched.watch.wants_last_try()


def test_a_pause_is_kept_over_a_restart(qtbot: QtBot, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(sync_watch, "FIRST_SYNC_MS", 50)
    desk = new_desk(tmp_path / "book")
    with desk.store.write(by="test") as work:
        work.set_local("device_id", "d")
        work.set_local("setting.sync_paused", "1")
        work.commit()
    scene, tries = scene_of(desk), []
    runner = SyncRunner(lambda *_: tries.append(1))
    watch = SyncWatch(scene, runner, is_automatic=True)
    qtbot.waitUntil(lambda: watch._state is not None)
    assert not watch._timer.isActive()
    watch.stop()
    assert tries == []
    scene.dispatcher.close()
    desk.close()


def test_a_last_try_is_wanted_only_where_it_may_help(qtbot: QtBot, watched: Watched) -> None:
    assert not watched.watch.wants_last_try(), "nothing is unsent"
    watched.register(qtbot)
    assert watched.watch.wants_last_try()
    watched.keep(qtbot, last_sync_error="no-network")
    assert not watched.watch.wants_last_try()


def test_two_devices_do_not_come_at_the_same_time(qtbot: QtBot, watched: Watched) -> None:
    watched.sync(qtbot)
    pauses = [watched.next_ms()]
    watched.keep(qtbot, device_id="another")
    watched.sync(qtbot)
    pauses.append(watched.next_ms())
    assert abs(pauses[0] - pauses[1]) > 5_000


def test_what_a_person_waits_for_is_fetched_at_once(qtbot: QtBot, watched: Watched) -> None:
    watched.sync(qtbot)
    assert watched.next_ms() > 60_000
    with qtbot.waitSignal(watched.runner.finished):
        watched.scene.dispatcher.announce(frozenset({sync_watch.WANTED}))

    with qtbot.waitSignal(watched.runner.finished):
        watched.runner.start()
        watched.scene.dispatcher.announce(frozenset({sync_watch.WANTED}))
    watched.rest(qtbot)
    assert watched.next_ms() <= 2_000, "the sync under way may not have asked for it"
    watched.sync(qtbot)
    assert watched.next_ms() > 60_000


def test_waiting_does_not_break_a_pause(qtbot: QtBot, watched: Watched) -> None:
    watched.keep(qtbot, **{"setting.sync_paused": "1"})
    watched.scene.dispatcher.announce(frozenset({sync_watch.WANTED}))
    assert watched.next_ms() == -1
