"""Giving and reading parcels on the sync page: real books, a real province, real folders."""

from __future__ import annotations

import threading
from functools import partial

import pytest
from PySide6.QtCore import Qt

from ctxh_desktop.commands.parcels import receive_parcels, send_parcel
from ctxh_desktop.commands.records import SaveRecord
from ctxh_desktop.ui import volumes
from ctxh_desktop.ui.pages.parcel_panel import Carriers
from ctxh_desktop.ui.pages.sync_page import SyncPage
from ctxh_desktop.ui.sync_runner import SyncRunner
from tests.data.case_desks import seat, sender


@pytest.fixture
def seated(two_laptops):
    found = seat(two_laptops.mine, two_laptops.filled)
    yield found
    found.dispatcher.close()


@pytest.fixture
def usb(tmp_path, monkeypatch):
    folder = tmp_path / "usb"
    folder.mkdir()
    monkeypatch.setattr(volumes, "removable", lambda: (volumes.Volume(folder, "USB", 9**9, False),))
    return folder


def shown(qtbot, two_laptops, seated, work=lambda progress, stop: None, send=send_parcel):
    page = seated.shown(qtbot, SyncPage(seated.scene))
    runner = SyncRunner(work, page)
    page.attach(runner, lambda address, code: "")
    desk = two_laptops.mine
    page.parcels.attach(runner, Carriers(partial(send, desk), partial(receive_parcels, desk)))
    page.refresh()
    seated.rest(qtbot)
    return page, runner


def run(qtbot, seated, page, runner, signal="finished"):
    with qtbot.waitSignal(getattr(runner, signal), timeout=10_000):
        page.parcels.go.click()
    seated.rest(qtbot)


def test_there_and_back(qtbot, two_laptops, seated, usb):
    sender(two_laptops.mine)(SaveRecord("household", None, {"head_name": "Hồ Thị Sen"}))
    page, runner = shown(qtbot, two_laptops, seated)
    sends, reads = page.parcels.openers
    assert not page.parcels.isVisible()
    assert not page.parcels.last.isVisible()

    sends.click()
    assert page.parcels.go.isEnabled()
    assert page.parcels._about.text().startswith("1 items")
    run(qtbot, seated, page, runner)
    assert page.parcels.result.title.text() == "1 items lie on the stick"
    assert "Last parcel given" in page.parcels.last.text()
    assert page.facts.unsent.title() == "1 items waiting"
    assert not page.parcels.go.isVisible()

    two_laptops.office.take_stick(usb, "A")
    reads.click()
    run(qtbot, seated, page, runner)
    assert page.parcels.result.title.text() == "The province has taken 1 changes"
    assert "Answer read" in page.parcels.last.text()
    assert page.facts.unsent.title() == "All sent"
    assert page.facts.last.title().startswith("Last sent")

    page.parcels.leave.click()
    assert not page.parcels.isVisible()


def test_a_refusal_stands_in_the_panel_and_not_on_the_page(qtbot, two_laptops, seated, usb):
    page, runner = shown(qtbot, two_laptops, seated)
    page.parcels.openers[1].click()
    run(qtbot, seated, page, runner, "failed")

    assert "no parcel for this computer" in page.parcels.result.title.text()
    assert not page.error.isVisible()
    assert page.parcels.go.isEnabled(), "it may be tried again"


def test_it_can_be_stopped(qtbot, two_laptops, seated, usb):
    def slow(desk, folder, progress, is_cancelled):
        while not is_cancelled():
            threading.Event().wait(0.001)

    page, runner = shown(qtbot, two_laptops, seated, send=slow)
    page.parcels.openers[0].click()
    with qtbot.waitSignal(runner.finished, timeout=10_000):
        page.parcels.go.click()
        assert page.parcels.progress.isVisible()
        assert not page.run.isVisible()
        assert not page.send_now.isEnabled()
        page.parcels.ask(is_sending=False)
        qtbot.keyClick(page.parcels, Qt.Key.Key_Escape)
        assert page.parcels.isVisible(), "what runs is not left alone"
        page.parcels.progress.stopped.emit()
    seated.rest(qtbot)

    assert page.parcels.result.title.text().startswith("Stopped")
    assert page.send_now.isEnabled()
    qtbot.keyClick(page.parcels, Qt.Key.Key_Escape)
    assert not page.parcels.isVisible()


def test_never_beside_a_running_sync(qtbot, two_laptops, seated, usb):
    go_on = threading.Event()
    page, runner = shown(qtbot, two_laptops, seated, lambda progress, stop: go_on.wait(10))
    page.parcels.openers[0].click()
    with qtbot.waitSignal(runner.finished, timeout=10_000):
        runner.start()
        assert not page.parcels.go.isEnabled()
        page.parcels.start()
        assert "A sync is running" in page.parcels.result.title.text()
        assert not page.parcels.is_working()
        go_on.set()
    assert list(usb.iterdir()) == []
    assert page.parcels.go.isEnabled()
