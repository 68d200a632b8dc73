"""What a province does once a day: at the start of its server, and with a backup."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from ctxh_desktop.ambient import Ambient, system
from ctxh_desktop.cli import province as office
from ctxh_desktop.server import upkeep
from ctxh_desktop.server.province import ProvinceFolder
from ctxh_desktop.server.serve import start_in_thread
from ctxh_desktop.storage import archive
from ctxh_desktop.storage.store import Store
from tests.data.files import content_of, sha

CONTENTS = [content_of(n, 400) for n in range(5)]


def at(days: float) -> Ambient:
    own = system()
    return replace(own, now=lambda: own.now() + timedelta(days=days))


@pytest.fixture
def begun(province_folder: ProvinceFolder) -> ProvinceFolder:
    """Return a province where some uploads were begun long ago, and one today."""
    for days, contents in ((-archive.ABANDONED_DAYS - 1, CONTENTS[1:]), (0, CONTENTS[:1])):
        with province_folder.store(at(days)) as store, store.write(by="x") as work:
            for content in contents:
                archive.locked(work, sha(content), 1000)
                archive.add_part(work, sha(content), 0, content)
            work.commit()
    return province_folder


def left(store: Store) -> int:
    with store.read() as reader:
        found = [archive.holding(reader, sha(content)) for content in CONTENTS]
        return sum(bool(held and held.have_bytes) for held in found)


def test_abandoned_uploads_go_and_the_others_stay(
    begun: ProvinceFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "TIDIED_MAX", 3)  # so that it takes two steps
    with begun.store(system()) as store:
        assert upkeep.tidy(store) == 4
        assert upkeep.tidy(store) == 0
        assert left(store) == 1


def test_it_is_done_when_the_server_starts(begun: ProvinceFolder) -> None:
    with start_in_thread(begun, system()) as served:
        assert left(served.store) == 1


def test_it_is_done_with_each_backup(begun: ProvinceFolder, tmp_path: Path) -> None:
    assert office.main(["backup", str(begun.path), str(tmp_path / "safe"), "--json"]) == 0

    with begun.store(system()) as store:
        assert left(store) == 1
