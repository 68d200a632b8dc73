"""A laptop joins its province over real HTTPS, exchanges changes, and says how things stand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ctxh_desktop.commands import sync
from ctxh_desktop.commands.bus import Bus
from ctxh_desktop.commands.conflicts import ListConflicts, ResolveConflict, ShowConflict
from ctxh_desktop.commands.desk import Desk
from ctxh_desktop.commands.people import FindPeople, RegisterPerson
from ctxh_desktop.commands.records import ListHistory, SaveRecord, ShowRecord
from ctxh_desktop.commands.sync import (
    ListOutbox,
    ShowSyncState,
)
from ctxh_desktop.errors import InputError, IntegrityError, TransientError
from ctxh_desktop.server import office, province, serve
from ctxh_desktop.server.serve import Served
from ctxh_desktop.sync import digest
from tests.data.backups import ProvinceBackup
from tests.data.desks import BINH, PHONG_DIEN, new_desk
from tests.data.laptops import ticking_ambient
from tests.data.province_db import ProvinceDb

PERSON = {"full_name": "Hoàng Thị Thuỷ", "groups": "NCT", "phone": "0912345678", "phone_of": "ME"}


@pytest.fixture
def served(province_db: ProvinceDb, tmp_path: Path) -> Iterator[Served]:
    """Return a province that really listens."""
    settings = province.Settings(
        province_code="46", database=province_db.uri, schema=province_db.new_schema()
    )
    folder = province.create(tmp_path / "province", settings, ticking_ambient("province"))
    with serve.start_in_thread(folder, ticking_ambient("server")) as running:
        yield running


def joined(served: Served, folder: Path, **who: str) -> Desk:
    desk = new_desk(folder, **who)
    sync.enrol(desk, served.url, office.hand_out_code(served.store, PHONG_DIEN, 1).code)
    return desk


@pytest.fixture
def desks(served: Served, tmp_path: Path) -> Iterator[tuple[Desk, Desk]]:
    """Return two joined laptops of one commune."""
    pair = joined(served, tmp_path / "a"), joined(served, tmp_path / "b", user=BINH)
    yield pair
    for desk in pair:
        desk.close()


def test_what_one_writes_the_other_reads(desks: tuple[Desk, Desk]) -> None:
    a, b = desks
    Bus(a).send(RegisterPerson(PERSON, {}))
    steps: list[sync.SyncProgress] = []

    sent = sync.synchronise(a, steps.append)
    received = sync.synchronise(b)

    assert (sent.sent, received.received) == (2, 2)
    assert steps[-1].unsent == 0
    assert [hit.full_name for hit in Bus(b).send(FindPeople("thuy")).result] == ["Hoàng Thị Thuỷ"]
    state = Bus(a).send(ShowSyncState()).result
    assert (state.unsent, state.last_error, state.province_name) == (0, None, "Thành phố Huế")


def test_outbox_names_people_but_not_protected_groups(desks: tuple[Desk, Desk]) -> None:
    a, _ = desks
    Bus(a).send(RegisterPerson({**PERSON, "groups": "HIV"}, {}))

    item = Bus(a).send(ListOutbox()).result[0]

    assert (item.label, item.person_name) == ("RegisterPerson", "Hoàng Thị Thuỷ")
    assert (item.group_label, item.is_protected, item.state) == ("", True, "queued")


@pytest.mark.parametrize(
    ("choice", "phone", "note"),
    [("mine", "0912000002", None), ("province", "0912000001", None),
     ("both", "0912000001", "0912000002")],
)  # fmt: skip
def test_person_settles_a_field_edited_twice(
    desks: tuple[Desk, Desk], choice: str, phone: str, note: str | None
) -> None:
    a, b = desks
    person_id = Bus(a).send(RegisterPerson(PERSON, {})).result.person_id
    for desk in (a, b):
        sync.synchronise(desk)
    Bus(a).send(SaveRecord("person", person_id, {"phone": "0912000001"}))
    Bus(b).send(SaveRecord("person", person_id, {"phone": "0912000002", "alias": "mẹ Tý"}))
    for desk in (a, b, a):
        sync.synchronise(desk)

    listed = Bus(b).send(ListConflicts()).result
    assert [(item.person_name, item.field_count) for item in listed] == [("Hoàng Thị Thuỷ", 1)]
    shown = Bus(b).send(ShowConflict("person", person_id)).result
    field = shown.fields[0]
    assert (field.name, field.mine["phone"], field.province["phone"]) == (
        "phone", "0912000002", "0912000001",
    )  # fmt: skip
    assert (field.mine_by, field.province_by, field.is_mine_here) == (
        BINH, "Trần Thị Hoa", True,
    )  # fmt: skip
    assert [merged.name for merged in shown.merged] == ["alias"]

    Bus(b).send(ResolveConflict(field.conflict_id, choice))
    for desk in (b, a):
        sync.synchronise(desk)

    for desk in (a, b):
        person = Bus(desk).send(ShowRecord("person", person_id)).result
        assert (person["phone"], person["note"], person["alias"]) == (phone, note, "mẹ Tý")
        assert Bus(desk).send(ListConflicts()).result == ()
    told = Bus(a).send(ListHistory("person", person_id)).result
    assert {entry.by for entry in told} == {"Trần Thị Hoa", BINH}


def test_laptop_that_never_joined_is_told_so(tmp_path: Path) -> None:
    desk = new_desk(tmp_path / "alone")

    with pytest.raises(InputError) as told:
        sync.synchronise(desk)

    assert told.value.code == "not-enrolled"
    desk.close()


def test_laptop_joins_once_and_only_its_own_commune(served: Served, tmp_path: Path) -> None:
    other = office.hand_out_code(served.store, "19774", 1).code
    desk = new_desk(tmp_path / "a")

    with pytest.raises(InputError) as told:
        sync.enrol(desk, served.url, other)
    assert told.value.code == "commune-differs"

    sync.enrol(desk, served.url, office.hand_out_code(served.store, PHONG_DIEN, 1).code)
    with pytest.raises(InputError) as told:
        sync.enrol(desk, served.url, other)
    assert told.value.code == "already-enrolled"
    desk.close()


def test_lost_enrolment_answer_is_asked_again(
    served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = office.hand_out_code(served.store, PHONG_DIEN, 1).code
    desk = new_desk(tmp_path / "a")
    really = sync.https.enrol

    def lose_the_answer(*args: object) -> None:
        really(*args)
        raise TransientError("connection-cut")

    monkeypatch.setattr(sync.https, "enrol", lose_the_answer)
    with pytest.raises(TransientError):
        sync.enrol(desk, served.url, code)
    monkeypatch.undo()

    assert sync.enrol(desk, served.url, code) == "Thành phố Huế"
    assert len(office.list_devices(served.store)) == 1
    desk.close()


def test_failure_is_noted_and_nothing_lost(desks: tuple[Desk, Desk]) -> None:
    a, _ = desks
    Bus(a).send(RegisterPerson(PERSON, {}))
    with a.store.write(by="test") as work:
        work.set_local("url", "https://127.0.0.1:1")
        work.commit()

    with pytest.raises(TransientError) as told:
        sync.synchronise(a)

    state = Bus(a).send(ShowSyncState()).result
    assert (told.value.code, state.last_error, state.unsent) == ("no-network", "no-network", 1)


def test_server_with_another_authority_is_not_believed(
    desks: tuple[Desk, Desk], served: Served, tmp_path: Path, province_db: ProvinceDb
) -> None:
    a, _ = desks
    settings = province.Settings(
        province_code="46", database=province_db.uri, schema=province_db.new_schema()
    )
    other = province.create(tmp_path / "other", settings, ticking_ambient("other"))
    with serve.start_in_thread(other, ticking_ambient("other server")) as false:
        with a.store.write(by="test") as work:
            work.set_local("url", false.url)
            work.commit()

        with pytest.raises(IntegrityError) as told:
            sync.synchronise(a)

    assert told.value.code == "certificate-problem"


def test_cancelled_sync_stops_and_the_next_goes_on(desks: tuple[Desk, Desk]) -> None:
    a, _ = desks
    Bus(a).send(RegisterPerson(PERSON, {}))

    stopped = sync.synchronise(a, is_cancelled=lambda: True)
    done = sync.synchronise(a)

    assert (stopped.sent, done.sent) == (0, 2)


def test_a_restored_province_is_told_of_while_it_lasts(
    desks: tuple[Desk, Desk], served: Served
) -> None:
    a, _ = desks
    backup = ProvinceBackup(served.store)
    Bus(a).send(RegisterPerson(PERSON, {}))
    sync.synchronise(a)
    backup.restore()
    steps: list[sync.SyncProgress] = []

    sync.synchronise(a, steps.append, lambda: any(step.is_recovering for step in steps))
    assert Bus(a).send(ShowSyncState()).result.is_recovering
    sync.synchronise(a, steps.append)

    state = Bus(a).send(ShowSyncState()).result
    assert not state.is_recovering
    assert state.last_error is None
    assert not steps[-1].is_recovering


def test_bytes_and_news_of_the_last_success_are_told(desks: tuple[Desk, Desk]) -> None:
    a, b = desks
    Bus(a).send(RegisterPerson(PERSON, {}))
    steps: list[sync.SyncProgress] = []
    sync.synchronise(a, steps.append)
    assert steps[-1].bytes_up > 300
    assert steps[-1].bytes_down > 80
    assert len({step.bytes_up for step in steps}) > 1
    assert Bus(a).send(ShowSyncState()).result.news == (), "an echo is no news"

    sync.synchronise(b)
    state = Bus(b).send(ShowSyncState()).result
    assert dict(state.news) == {"person": 1, "case": 1}
    with b.store.write(by="test") as work:
        work.set_local("url", "https://127.0.0.1:1")
        work.commit()
    with pytest.raises(TransientError):
        sync.synchronise(b)
    failed = Bus(b).send(ShowSyncState()).result
    assert (failed.news, failed.last_sync_at) == (state.news, state.last_sync_at)


def test_what_the_daily_comparison_mended_is_kept_with_its_day(desks: tuple[Desk, Desk]) -> None:
    a, b = desks
    person_id = Bus(a).send(RegisterPerson(PERSON, {})).result.person_id
    sync.synchronise(a)
    sync.synchronise(b)
    with b.store.write(by="disk") as work:  # as a faulty disk or version would
        person = work.get("person", person_id)
        assert person is not None
        work.put(person.changed({"alias": "X"}))
        digest.note(work, "")
        work.commit()

    sync.synchronise(b)
    sync.synchronise(b)

    state = Bus(b).send(ShowSyncState()).result
    assert state.mended > 0
    assert state.mended_at
