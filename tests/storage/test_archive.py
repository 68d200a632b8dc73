from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from ctxh_desktop.domain.records.attachment import JPEG
from ctxh_desktop.storage import archive, audit, epochs, ledger
from ctxh_desktop.storage.audit import Finding
from ctxh_desktop.storage.devices import Device
from ctxh_desktop.storage.store import Store
from tests.data.files import content_of, sha
from tests.data.laptops import SCOPE

CONTENT = content_of("a", 1000)
NAME = sha(CONTENT)
OTHER = "19753"


def device(*scopes: str, status: str = "active") -> Device:
    return Device("D", "D", "", scopes, "D", status, "")


def add_row(province: Store, scope: str = SCOPE) -> str:
    row_id = province.ambient.new_id()
    values = {"sha256": NAME, "size_bytes": len(CONTENT), "media_type": JPEG, "paper_kind": "KHAC"}
    with province.write(by="staff") as work:
        work.insert("attachment", row_id, scope, values)
        work.commit()
    return row_id


def store_parts(province: Store, *parts: bytes) -> bool:
    with province.write(by="province") as work:
        held = archive.locked(work, NAME, len(CONTENT))
        have = held.have_bytes
        for body in parts:
            have = archive.add_part(work, NAME, have, body)
        is_whole = archive.verify(work, NAME)
        if is_whole:
            archive.mark_stored(work, NAME)
        work.commit()
    return is_whole


def test_a_verified_file_is_marked_on_every_row_as_a_numbered_change(province: Store) -> None:
    ids = [add_row(province), add_row(province, "19753")]
    assert store_parts(province, CONTENT[:300], CONTENT[300:])

    with province.read() as reader:
        assert all(reader.get("attachment", row_id)["stored_at"] for row_id in ids)
        assert archive.holding(reader, NAME) == archive.Holding(1000, 1000, True)
        page = archive_page(reader)
    assert [row["stored_at"] is not None for row in page.rows] == [True]
    assert [entry.device for entry in page.history] == ["province"]
    with province.write(by="province") as work:
        assert archive.mark_stored(work, NAME) == 0


def archive_page(reader):
    return ledger.page_after(reader, SCOPE, 0, 10)


def test_a_wrong_file_is_thrown_away_and_marks_nothing(province: Store) -> None:
    row_id = add_row(province)
    assert not store_parts(province, CONTENT[:300], b"?" * 700)

    with province.read() as reader:
        assert reader.get("attachment", row_id)["stored_at"] is None
        assert archive.holding(reader, NAME) == archive.Holding(0, 0, False)
        assert archive.piece(reader, NAME, 0, 10) == b""
        assert archive.holding(reader, "00" * 32) is None


@pytest.mark.parametrize(
    ("offset", "length"), [(0, 1000), (0, 10), (290, 20), (300, 1), (999, 50), (1000, 5)]
)
def test_any_piece_can_be_had(province: Store, offset: int, length: int) -> None:
    store_parts(province, CONTENT[:300], CONTENT[300:301], CONTENT[301:])

    with province.read() as reader:
        assert archive.piece(reader, NAME, offset, length) == CONTENT[offset : offset + length]


def test_only_communes_with_such_an_attachment_may_fetch(province: Store) -> None:
    add_row(province)

    with province.read() as reader:
        assert archive.may_fetch(reader, device("1", SCOPE), NAME)
        assert not archive.may_fetch(reader, device("1"), NAME)
        assert not archive.may_fetch(reader, device(), NAME)
        assert not archive.may_fetch(reader, device(SCOPE, status="revoked"), NAME)
        assert not archive.may_fetch(reader, device(SCOPE), "00" * 32)
        assert not archive.may_send(reader, device("1"), NAME)


def test_a_mark_without_its_file_is_found(province: Store) -> None:
    row_id = add_row(province)
    with province.read() as reader:
        assert archive.false_marks(reader) == []
    with province.write(by="a bug") as work:
        work.patch("attachment", row_id, {"stored_at": "2026-11-21T01:00:00.000Z"})
        work.commit()

    with province.read() as reader:
        assert archive.false_marks(reader) == [row_id]
        assert Finding("mark-without-file", 1) in audit.findings(reader)


# ------------------------------------------------------------------ abandoned uploads


def turn_clock(province: Store, days: float) -> None:
    now = province.ambient.now
    province.ambient = replace(province.ambient, now=lambda: now() + timedelta(days=days))


def begin(province: Store, name: str = NAME, body: bytes = CONTENT[:300]) -> None:
    with province.write(by="province") as work:
        held = archive.locked(work, name, len(CONTENT))
        archive.add_part(work, name, held.have_bytes, body)
        work.commit()


def tidy(province: Store) -> int:
    with province.write(by="province") as work:
        count = archive.tidy(work)
        work.commit()
    return count


def test_what_is_left_of_an_upload_goes_after_its_days_and_not_before(province: Store) -> None:
    begin(province)
    turn_clock(province, archive.ABANDONED_DAYS - 0.1)
    assert tidy(province) == 0

    turn_clock(province, 0.2)
    assert tidy(province) == 1
    assert tidy(province) == 0
    with province.read() as reader:
        assert archive.holding(reader, NAME) == archive.Holding(0, 0, False)
        assert archive.piece(reader, NAME, 0, 10) == b""
    assert store_parts(province, CONTENT), "it begins anew"


def test_an_upload_that_goes_on_keeps_all_its_pieces(province: Store) -> None:
    begin(province)
    turn_clock(province, archive.ABANDONED_DAYS - 1)
    begin(province)
    turn_clock(province, archive.ABANDONED_DAYS - 1)

    assert tidy(province) == 0
    with province.read() as reader:
        assert archive.piece(reader, NAME, 0, 600) == CONTENT[:300] * 2


def test_an_upload_that_goes_on_at_this_moment_is_passed_over(province: Store) -> None:
    begin(province)
    begin(province, "00" * 32)
    turn_clock(province, archive.ABANDONED_DAYS + 1)

    with province.write(by="a laptop") as going_on:
        archive.locked(going_on, NAME, len(CONTENT))
        assert tidy(province) == 1
        archive.add_part(going_on, NAME, 300, CONTENT[300:])
        assert archive.verify(going_on, NAME)
        going_on.commit()
    assert tidy(province) == 0


def test_a_whole_file_stays_for_good(province: Store) -> None:
    store_parts(province, CONTENT)
    turn_clock(province, 400)

    assert tidy(province) == 0
    with province.read() as reader:
        assert archive.piece(reader, NAME, 0, len(CONTENT)) == CONTENT


def test_pieces_from_before_their_time_was_kept_have_it_from_now_on(province: Store) -> None:
    begin(province)
    with province.write(by="an older version") as work:
        work.connection.execute(update(work.tables.book("blob")).values(touched_at=None))
        work.commit()
    turn_clock(province, 400)

    assert tidy(province) == 0
    turn_clock(province, archive.ABANDONED_DAYS + 1)
    assert tidy(province) == 1


# ------------------------------------------------------------------ in two backups


def received(province: Store) -> int:
    with province.write(by="backup") as work:
        return epochs.received_upto(work)


def safe(province: Store, recv_no: int, *scopes: str) -> dict[str, int]:
    with province.read() as reader:
        return archive.safe_numbers(reader, scopes or (SCOPE,), recv_no)


def scoped(province: Store) -> None:
    with province.write(by="set-up") as work:
        ledger.add_scopes(work, [SCOPE, OTHER])
        work.commit()


def test_what_the_backups_lack_has_a_higher_number(province: Store) -> None:
    scoped(province)
    add_row(province)
    before = received(province)
    assert safe(province, before) == {SCOPE: 1}
    assert safe(province, 0) == {SCOPE: 0}

    store_parts(province, CONTENT)  # gives the row number 2
    add_row(province)  # 3
    assert safe(province, before) == {SCOPE: 1}
    assert safe(province, received(province)) == {SCOPE: 3}


def test_a_row_that_moved_with_a_file_that_the_backups_lack_bounds_its_new_commune(
    province: Store,
) -> None:
    scoped(province)
    before = received(province)
    row_id = add_row(province)
    with province.write(by="province") as work:
        work.put(replace(work.get("attachment", row_id), scope=OTHER))
        work.commit()

    assert safe(province, before, SCOPE, OTHER) == {SCOPE: 2, OTHER: 0}
    assert safe(province, received(province), OTHER) == {OTHER: 1}


def test_changes_of_other_records_bound_nothing(province: Store) -> None:
    scoped(province)
    before = received(province)
    with province.write(by="staff") as work:
        work.insert("person", province.ambient.new_id(), SCOPE, {"full_name": "Hồ"})
        work.commit()

    assert safe(province, before) == {SCOPE: 1}
