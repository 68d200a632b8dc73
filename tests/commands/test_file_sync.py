"""Files of two joined laptops over real HTTPS, with the commands that a person's programs use."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ctxh_desktop.commands import file_sync, sync
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
from ctxh_desktop.commands.cases import OpenCase
from ctxh_desktop.commands.people import RegisterPerson
from ctxh_desktop.commands.settings import TEXT_ONLY, SaveSetting
from ctxh_desktop.commands.sync import ShowSyncState
from ctxh_desktop.errors import TransientError
from ctxh_desktop.server import office
from ctxh_desktop.server.serve import Served
from ctxh_desktop.sync import https
from ctxh_desktop.sync.files import PATCH
from tests.data.desks import BINH, new_desk
from tests.data.pictures import paper
from tests.data.province_server import COMMUNE

pytest_plugins = ("tests.data.province_server",)
KIND = {"paper_kind": "DON"}
PERSON = {"full_name": "Hoàng Thị Thuỷ", "groups": "NCT"}
SIZE = 600_000


@pytest.fixture
def buses(served: Served, tmp_path: Path) -> Iterator[tuple[Bus, Bus]]:
    """Return two joined laptops of one commune."""
    pair = []
    for name, who in (("a", {}), ("b", {"user": BINH})):
        desk = new_desk(tmp_path / name, **who)
        sync.enrol(desk, served.url, office.hand_out_code(served.store, COMMUNE, 1).code)
        pair.append(Bus(desk))
    yield pair[0], pair[1]
    for bus in pair:
        bus.desk.close()


def add(bus: Bus, folder: Path, *names: str, size: int = SIZE) -> str:
    case_id = bus.send(RegisterPerson(PERSON, {"opened_on": "2026-11-10"})).result.case_id
    for name in names:
        bus.send(AddAttachment(case_id, paper(folder, f"{name}.pdf", size), KIND))
    return str(case_id)


def items(bus: Bus, case_id: str) -> list[tuple[Whereabouts, int]]:
    return [(i.where, i.percent) for i in bus.send(ListAttachments(case_id)).result]


def test_a_file_goes_from_laptop_to_laptop(buses: tuple[Bus, Bus], tmp_path: Path) -> None:
    a, b = buses
    case_id = add(a, tmp_path, "x")
    steps: list[int] = []

    def told(step: sync.SyncProgress) -> None:
        steps.extend([step.file_bytes] if step.file_bytes is not None else [])

    done = sync.synchronise(a.desk, told)
    assert (done.files_sent, done.has_more_files) == (1, False)
    assert steps[-1] == SIZE
    assert sorted(steps) == steps
    assert items(a, case_id) == [(Whereabouts.STORED, 100)]

    assert sync.synchronise(b.desk).files_fetched == 0
    assert items(b, case_id) == [(Whereabouts.FAR, 0)]
    (item,) = b.send(ListAttachments(case_id)).result
    assert b.send(OpenAttachment(item.id)).result.picture is None
    assert items(b, case_id) == [(Whereabouts.FETCHING, 0)]
    assert b.send(ShowFiles()).result.wanted == 1
    assert sync.synchronise(b.desk).files_fetched == 1
    assert b.send(OpenAttachment(item.id)).result.picture
    b.send(ExportAttachment(item.id, tmp_path / "y.pdf"))
    assert (tmp_path / "y.pdf").read_bytes() == (tmp_path / "x.pdf").read_bytes()
    assert items(b, case_id) == [(Whereabouts.STORED, 100)]


def test_own_open_cases_are_fetched_by_themselves(buses: tuple[Bus, Bus], tmp_path: Path) -> None:
    a, b = buses
    person = b.send(RegisterPerson(PERSON, {"opened_on": "2026-11-10"})).result.person_id
    case_id = b.send(OpenCase(person, {"source": "TUDEN"})).result
    sync.synchronise(b.desk)
    sync.synchronise(a.desk)
    a.send(AddAttachment(case_id, paper(tmp_path, size=5000), KIND))
    sync.synchronise(a.desk)

    assert sync.synchronise(b.desk).files_fetched == 1


def test_only_text_now_keeps_the_file_here(buses: tuple[Bus, Bus], tmp_path: Path) -> None:
    a, b = buses
    case_id = add(a, tmp_path, "x")
    a.send(SaveSetting(TEXT_ONLY, "1"))

    assert sync.synchronise(a.desk).files_sent == 0
    sync.synchronise(b.desk)
    assert items(a, case_id) == [(Whereabouts.HERE, 0)]
    assert items(b, case_id) == [(Whereabouts.ELSEWHERE, 100)]
    a.send(SaveSetting(TEXT_ONLY, ""))
    assert sync.synchronise(a.desk).files_sent == 1


def test_a_cut_line_shows_how_far_it_came_and_goes_on(
    buses: tuple[Bus, Bus], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a, _ = buses
    case_id = add(a, tmp_path, "x")
    real, sent = https.Carrier.file, []

    def cut(self: https.Carrier, *rest: object) -> object:
        answer = real(self, *rest)
        sent.append(rest[-1])
        if len(sent) == 3:
            raise TransientError("connection-cut")
        return answer

    monkeypatch.setattr(https.Carrier, "file", cut)
    with pytest.raises(TransientError, match="connection-cut"):
        sync.synchronise(a.desk)
    assert items(a, case_id) == [(Whereabouts.SENDING, 100 * 65536 // SIZE)]
    state = a.send(ShowSyncState()).result
    assert (state.unsent, state.last_error) == (0, "connection-cut")
    assert state.last_sync_at, "the text went through"

    assert sync.synchronise(a.desk).files_sent == 1
    offsets = [request.offset for request in sent if request.method == PATCH]
    assert offsets == sorted(set(offsets)), "no chunk was sent twice"


def test_what_is_saved_during_a_long_upload_waits_one_chunk_at_most(
    buses: tuple[Bus, Bus], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a, _ = buses
    add(a, tmp_path, "x", size=3_000_000)
    real, order = https.Carrier.file, []
    real_sync = https.Carrier.sync

    def file(self: https.Carrier, *rest: object) -> object:
        order.append("chunk")
        if len(order) == 5:
            a.send(RegisterPerson({**PERSON, "full_name": "Trần Gấp"}, {}))
            order.append("saved")
        return real(self, *rest)

    def text(self: https.Carrier, *rest: object) -> object:
        order.append("text")
        return real_sync(self, *rest)

    monkeypatch.setattr(https.Carrier, "file", file)
    monkeypatch.setattr(https.Carrier, "sync", text)
    done = sync.synchronise(a.desk)

    saved = order.index("saved")
    assert "text" in order[saved + 1 : saved + 2], order
    assert order.count("chunk") > 10
    assert (done.files_sent, done.sent) == (1, 5)


def test_a_budget_ends_a_sync_and_the_rest_follows(
    buses: tuple[Bus, Bus], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a, _ = buses
    add(a, tmp_path, "x", "y", size=200_000)
    monkeypatch.setattr(file_sync, "SYNC_BYTES_MAX", 200_000)

    first, second = sync.synchronise(a.desk), sync.synchronise(a.desk)

    assert (first.files_sent, first.has_more_files) == (1, True)
    assert (second.files_sent, second.has_more_files) == (1, False)


def test_seconds_end_a_sync_too(
    buses: tuple[Bus, Bus], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a, _ = buses
    add(a, tmp_path, "x", size=3_000_000)
    monkeypatch.setattr(file_sync, "SYNC_SECONDS_MAX", 5)

    assert sync.synchronise(a.desk).has_more_files


def test_a_stop_comes_between_two_chunks(buses: tuple[Bus, Bus], tmp_path: Path) -> None:
    a, _ = buses
    case_id = add(a, tmp_path, "x", size=3_000_000)
    seen: list[int] = []

    def told(step: sync.SyncProgress) -> None:
        seen.append(step.file_bytes or 0)

    sync.synchronise(a.desk, told, lambda: any(seen))

    ((where, percent),) = items(a, case_id)
    assert (where, 0 < percent < 20) == (Whereabouts.SENDING, True)


def test_a_file_taken_away_before_it_went_is_never_sent(
    buses: tuple[Bus, Bus], tmp_path: Path
) -> None:
    a, _ = buses
    case_id = add(a, tmp_path, "x")
    a.send(RemoveAttachment(a.send(ListAttachments(case_id)).result[0].id))

    assert sync.synchronise(a.desk).files_sent == 0


def test_chunks_grow_on_a_quick_line_and_shrink_on_a_slow_one() -> None:
    size = file_sync._next_size

    assert size(65536, 0.1) == 131072
    assert size(262144, 0.1) == 262144
    assert size(131072, 3.0) == 131072
    assert size(131072, 30.0) == 65536
    assert size(65536, 300.0) == 65536
