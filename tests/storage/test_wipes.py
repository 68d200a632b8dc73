"""What the province knows of its orders to wipe."""

from __future__ import annotations

from ctxh_desktop.storage import wipes
from ctxh_desktop.storage.store import Store


def stages(province: Store, *heard: tuple[bool, str]) -> list[str]:
    found = []
    for has_more, wiped in heard:
        with province.write(by="test") as work:
            wipes.hear(work, "D", has_more=has_more, wiped=wiped)
            work.commit()
        with province.read() as reader:
            known = wipes.find(reader, "D")
        found.append(known.stage if known else "")
    return found


def test_an_order_goes_through_its_stages(province: Store) -> None:
    assert stages(province, (False, "")) == [""]
    with province.write(by="test") as work:
        asked = wipes.ask(work, "D")
        assert wipes.ask(work, "D") == asked, "one that stands stays"
        work.commit()

    heard = ((True, ""), (False, ""), (False, "another"), (False, asked.id), (True, ""))
    said = ["asked", "handed-in", "handed-in", "confirmed", "confirmed"]
    assert stages(province, *heard) == said


def test_each_device_has_its_own(province: Store) -> None:
    with province.write(by="test") as work:
        first, second = wipes.ask(work, "D"), wipes.ask(work, "E")
        assert first.id != second.id
        assert wipes.find(work, "F") is None
