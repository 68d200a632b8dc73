"""When syncs start by themselves, and what the status bar is told."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from ctxh_desktop.commands import sync
from ctxh_desktop.commands.bus import Bus
from ctxh_desktop.commands.desk import Desk
from ctxh_desktop.commands.people import RegisterPerson
from ctxh_desktop.errors import InputError, TransientError
from ctxh_desktop.ui import sync_watch
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
    monkeypatch.setattr(sync_watch, "next_try_s", lambda failures, ambient: failures / 1000)
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
    monkeypatch.setattr(sync_watch, "next_try_s", lambda failures, ambient: failures / 1000)
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
