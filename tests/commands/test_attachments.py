"""Adding, showing, exporting and taking away papers and pictures on one laptop."""

from __future__ import annotations

import errno
import io
from pathlib import Path

import pytest
from PIL import Image

from ctxh_desktop.commands import upkeep
from ctxh_desktop.commands.attachments import (
    AddAttachment,
    ExportAttachment,
    ListAttachments,
    OpenAttachment,
    RemoveAttachment,
    ShowFiles,
    Whereabouts,
)
from ctxh_desktop.commands.bus import Bus
from ctxh_desktop.commands.desk import Desk
from ctxh_desktop.commands.people import RegisterPerson
from ctxh_desktop.commands.records import UndoLast
from ctxh_desktop.commands.settings import TEXT_ONLY, SaveSetting
from ctxh_desktop.commands.upkeep import VerifyBook
from ctxh_desktop.errors import InputError, IntegrityError, TransientError
from tests.data.faulty_disk import FaultyDisk
from tests.data.pictures import paper, photo

KIND = {"paper_kind": "ANHNHA", "title": "Nhà  sau bão "}


@pytest.fixture
def case_id(bus: Bus) -> str:
    """Return an open case."""
    person = {"full_name": "Lê Văn Đức", "groups": "NKT"}
    return str(bus.send(RegisterPerson(person, {"opened_on": "2026-11-10"})).result.case_id)


def on_disk(desk: Desk) -> list[Path]:
    return sorted(desk.vault.folder.glob("*"))


def test_a_picture_is_listed_with_its_preview_and_opens_in_memory(
    bus: Bus, case_id: str, tmp_path: Path
) -> None:
    file = photo(tmp_path)
    done = bus.send(AddAttachment(case_id, file, KIND))
    (item,) = bus.send(ListAttachments(case_id)).result
    opened = bus.send(OpenAttachment(item.id)).result

    assert done.changes == {"attachment"}
    assert (item.id, item.title, item.media_type) == (done.result, "Nhà sau bão", "image/jpeg")
    assert (item.where, item.percent) == (Whereabouts.HERE, 0)
    assert Image.open(io.BytesIO(item.preview)).size == (192, 144)
    assert Image.open(io.BytesIO(opened.picture)).size == (1600, 1200)
    assert item.size_bytes == len(opened.picture) < file.stat().st_size
    assert len(on_disk(bus.desk)) == 1
    assert opened.picture[:64] not in on_disk(bus.desk)[0].read_bytes()


def test_a_paper_is_read_page_by_page(bus: Bus, case_id: str, tmp_path: Path) -> None:
    added = bus.send(AddAttachment(case_id, paper(tmp_path, pages=3), KIND)).result

    opened = [bus.send(OpenAttachment(added, page)).result for page in (-1, 0, 2, 7)]

    assert [(one.page, one.pages) for one in opened] == [(0, 3), (0, 3), (2, 3), (2, 3)]
    assert opened[1].picture != opened[2].picture


def test_newest_first_and_a_paper_shows_its_first_page(
    bus: Bus, case_id: str, tmp_path: Path
) -> None:
    bus.send(AddAttachment(case_id, photo(tmp_path), KIND))
    bus.send(AddAttachment(case_id, paper(tmp_path), {"paper_kind": "DON"}))

    found = bus.send(ListAttachments(case_id)).result

    assert [item.paper_kind for item in found] == ["DON", "ANHNHA"]
    assert found[0].media_type == "application/pdf"
    assert Image.open(io.BytesIO(found[0].preview)).size == (137, 192)


def test_what_is_refused_leaves_nothing(bus: Bus, case_id: str, tmp_path: Path) -> None:
    word = tmp_path / "đơn.docx"
    word.write_bytes(b"PK\x03\x04")
    wrong = [
        (word, KIND, "attachment-type-refused"),
        (tmp_path / "gone.jpg", KIND, "file-not-readable"),
        (tmp_path, KIND, "file-not-readable"),
        (paper(tmp_path), {}, "record-has-issues"),
        (paper(tmp_path), {"paper_kind": "NONE"}, "record-has-issues"),
    ]
    for file, values, code in wrong:
        with pytest.raises(InputError, match=code):
            bus.send(AddAttachment(case_id, file, values))
    with pytest.raises(InputError, match="record-not-found"):
        bus.send(AddAttachment("nobody", paper(tmp_path), KIND))

    assert bus.send(ListAttachments(case_id)).result == ()
    assert bus.send(ShowFiles()).result.used_bytes == 0


def test_a_full_disk_is_told_and_nothing_is_listed(bus: Bus, case_id: str, tmp_path: Path) -> None:
    bus.desk.disk = FaultyDisk(0, errno.ENOSPC)
    with pytest.raises(TransientError, match="disk-full"):
        bus.send(AddAttachment(case_id, photo(tmp_path), KIND))

    assert bus.send(ListAttachments(case_id)).result == ()


def test_the_budget_is_told_before_anything_is_written(
    bus: Bus, case_id: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ctxh_desktop.storage.attachments.make_room.__defaults__", (100,))
    with pytest.raises(InputError, match="attachment-budget-used-up"):
        bus.send(AddAttachment(case_id, photo(tmp_path), KIND))

    assert on_disk(bus.desk) == []


def test_adding_and_taking_away_can_be_undone(bus: Bus, case_id: str, tmp_path: Path) -> None:
    added = bus.send(AddAttachment(case_id, photo(tmp_path), KIND)).result
    bus.send(RemoveAttachment(added))
    bus.send(RemoveAttachment(added))
    assert bus.send(ListAttachments(case_id)).result == ()

    assert bus.send(UndoLast()).result.label == "RemoveAttachment"
    (item,) = bus.send(ListAttachments(case_id)).result
    assert bus.send(OpenAttachment(item.id)).result.picture

    second = bus.send(AddAttachment(case_id, paper(tmp_path), KIND)).result
    assert bus.send(UndoLast()).result.label == "AddAttachment"
    assert [i.id for i in bus.send(ListAttachments(case_id)).result] == [added]
    assert second != added


def test_what_waits_is_told_with_size_and_kind(bus: Bus, case_id: str, tmp_path: Path) -> None:
    given = paper(tmp_path, size=5000)  # once: its day and second stand in it
    bus.send(AddAttachment(case_id, given, KIND))
    bus.send(AddAttachment(case_id, given, KIND))
    bus.send(SaveSetting(TEXT_ONLY, "1"))

    files = bus.send(ShowFiles()).result

    (waiting,) = files.waiting
    assert (waiting.paper_kind, waiting.person_name) == ("ANHNHA", "Lê Văn Đức")
    assert (waiting.size_bytes, waiting.sent_bytes, files.used_bytes) == (5000, 0, 5000)
    assert (files.is_text_only, files.wanted) == (True, 0)


def test_an_export_is_asked_for_by_name_and_replaces_nothing(
    bus: Bus, case_id: str, tmp_path: Path
) -> None:
    given = paper(tmp_path, size=3000)
    added = bus.send(AddAttachment(case_id, given, KIND)).result
    target = tmp_path / "out.pdf"

    assert bus.send(ExportAttachment(added, target)).result == 3000
    assert target.read_bytes() == given.read_bytes()
    with pytest.raises(InputError, match="file-exists"):
        bus.send(ExportAttachment(added, target))


def test_a_damaged_file_is_told_and_found_by_verify(bus: Bus, case_id: str, tmp_path: Path) -> None:
    added = bus.send(AddAttachment(case_id, photo(tmp_path), KIND)).result
    assert bus.send(VerifyBook()).result == upkeep.Verified(1, 1, 0)
    on_disk(bus.desk)[0].write_bytes(b"?")

    with pytest.raises(IntegrityError, match="attachment-damaged"):
        bus.send(OpenAttachment(added))
    assert bus.send(VerifyBook()).result == upkeep.Verified(1, 1, 1)
    assert len(on_disk(bus.desk)) == 1, "it may be the only one"
