"""What every page is given."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from ctxh_desktop.commands.bus import Bus
from ctxh_desktop.ui.dispatcher import Dispatcher
from ctxh_desktop.ui.scene import Scene
from tests.data.desks import new_desk


def test_today_is_the_day_in_vietnam(qapp, tmp_path: Path) -> None:
    desk = new_desk(tmp_path)
    scene = Scene(Dispatcher(Bus(desk)), desk.catalogue, desk.ambient, desk.user, "", {})

    assert scene.today() == date(2026, 11, 21)
    desk.close()
