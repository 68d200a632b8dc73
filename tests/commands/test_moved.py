"""Who moved away is found with the name of the new commune."""

from __future__ import annotations

from pathlib import Path

from ctxh_desktop.commands.bus import Bus
from ctxh_desktop.commands.moved import FindMoved, MovedPerson
from ctxh_desktop.storage import stubs
from ctxh_desktop.storage.stubs import Stub
from tests.data.desks import PHONG_DIEN, new_desk


def test_the_new_commune_is_named(tmp_path: Path) -> None:
    desk = new_desk(tmp_path / "book")
    with desk.store.write(by="sync") as work:
        stubs.keep(work, [Stub("1", "Hồ Văn Mía", PHONG_DIEN, "19753", "2026-11-20")])
        stubs.keep(work, [Stub("2", "Hồ Thị Mía", PHONG_DIEN, "99999")])
        work.commit()

    named, unknown = Bus(desk).send(FindMoved("mía")).result

    commune = desk.units.commune("19753")
    assert commune is not None
    assert named == MovedPerson("1", "Hồ Văn Mía", commune.full_name, "2026-11-20")
    assert (unknown.commune, unknown.on) == ("99999", "")
    desk.close()
