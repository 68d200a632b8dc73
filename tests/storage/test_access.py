from __future__ import annotations

from ctxh_desktop.storage import access
from ctxh_desktop.storage.store import Store


def test_the_newest_notes_come_first_and_other_facts_stay_apart(laptop: Store) -> None:
    for number in range(4):
        with laptop.write(by="Hoa") as work:
            access.write(work, f"note {number}")
            work.set_local("accessible", "yes")
            work.commit()

    with laptop.read() as reader:
        assert access.newest(reader, 3) == ["note 3", "note 2", "note 1"]
        assert reader.local("accessible") == "yes"
