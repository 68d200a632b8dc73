"""Real desks for tests of screens: an opened profile with invented people, and two that disagree.

desk = open_desk(folder)                       a new working book, opened cheaply
people = fill(desk)                            the people of the reference screens, invented
with contested(folder, province_store) as …    two laptops that edited one person
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from ctxh_desktop.ambient import Ambient
from ctxh_desktop.commands import cases, people, profile
from ctxh_desktop.commands.bus import Bus
from ctxh_desktop.commands.desk import Desk
from ctxh_desktop.domain.records import RECORD_TYPES
from ctxh_desktop.security.device import DeviceKey, sign_request
from ctxh_desktop.security.keys import KdfCost
from ctxh_desktop.storage import devices, inbox
from ctxh_desktop.storage.store import Store
from ctxh_desktop.sync import file_parcel, parcel, stick
from ctxh_desktop.sync.client import Client
from ctxh_desktop.sync.file_parcel import Intake
from ctxh_desktop.sync.files import Counter
from ctxh_desktop.sync.protocol import decode_frames
from ctxh_desktop.sync.province import Province
from ctxh_desktop.ui.dispatcher import Dispatcher
from ctxh_desktop.ui.scene import Scene

COMMUNE = "19819"
START = datetime(2026, 11, 16, 2, 14, 5, tzinfo=UTC)
"""A Monday, 09:14:05 in Vietnam, as on the reference screens."""
CHEAP = KdfCost(memory_kib=8, passes=1)
PHRASE = "khoai bien chuong lam mua"


class Clock:
    """A clock that a test sets; it goes on by a millisecond whenever it is asked."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=1)
        return self.now

    def set(self, day: int, hour: int, minute: int, month: int = 11) -> None:
        """Turn to a moment of 2026 in Vietnam."""
        self.now = datetime(2026, month, day, hour, minute, tzinfo=UTC) - timedelta(hours=7)


def open_desk(
    folder: Path, *, user: str = "Trần Thị Hoa", clock: Clock | None = None, seed: int = 1
) -> Desk:
    """Make a new working book in *folder* and open it."""
    ambient = Ambient(now=clock or Clock(), random_bytes=random.Random(seed).randbytes)
    return profile.create_profile(
        folder, user=user, passphrase=PHRASE, commune_code=COMMUNE, ambient=ambient, cost=CHEAP
    )


def sender(desk: Desk) -> Callable[[object], Any]:
    """Return a function that carries out commands at once."""
    bus = Bus(desk)
    return lambda command: bus.send(command).result


@dataclass(frozen=True)
class Filled:
    """Ids of what `fill` made."""

    person_id: str
    case_id: str
    other_person_id: str
    other_case_id: str


def fill(desk: Desk) -> Filled:
    """Register two people: a protected child with a course and a plan, a man with one visit."""
    send, clock = sender(desk), desk.ambient.now
    assert isinstance(clock, Clock)
    clock.set(10, 7, 55)
    child = send(
        people.RegisterPerson(
            {"full_name": "Nguyễn Thị Ánh Nguyệt", "born": "2012-08", "sex": "NU",
             "groups": "TEXH", "village": "Thôn 3", "phone": "0912345678", "phone_of": "ME"},
            {"source": "TD111", "urgency": "KC", "risk": "CAO", "goal":
             "Trẻ an toàn, đi học đều đến hết học kỳ I"},
        )
    )  # fmt: skip
    clock.set(10, 16, 10)
    _visit(send, child.case_id, "2026-11-10", "VANGIA", "Nguy cơ cao. Cần thăm trong 3 ngày.",
           following=("2026-11-13", "Thăm sau can thiệp khẩn cấp"))  # fmt: skip
    clock.set(15, 17, 20)
    note = (
        "Mẹ cho biết trẻ đã đi học lại, còn sợ người lạ. Mẹ xin nghỉ thêm một tuần để ở nhà với "
        "con; bà ngoại sang đỡ buổi chiều. Chưa thăm nhà được vì đường ngập, hẹn lại trong tuần."
    )
    _visit(send, child.case_id, "2026-11-15", "DIENTHOAI", note, change="KHAHON")
    for task, due_on, who in (
        ("Tham vấn tâm lý (buổi 1/4)", "2026-11-18", "Trung tâm CTXH"),
        ("Làm lại giấy khai sinh", "2026-11-30", "Công chức tư pháp"),
    ):
        values = {"task": task, "due_on": due_on, "responsible": who}
        send(cases.AddPlanStep(child.case_id, values))
    clock.set(2, 9, 30)
    man = send(
        people.RegisterPerson(
            {"full_name": "Lê Văn Đức", "born": "1979", "sex": "NAM", "groups": "NKT",
             "village": "Thôn 1", "phone": "0905111222"},
            {"source": "GIADINH", "urgency": "TB"},
        )
    )  # fmt: skip
    note = "Sức khoẻ ổn định, cần khám lại trong tháng. Vợ hỏi về thủ tục giấy xác nhận khuyết tật."
    _visit(send, man.case_id, "2026-11-02", "VANGIA", note,
           following=("2026-11-15", "Gọi xác nhận giấy khuyết tật"), change="NHUCU")  # fmt: skip
    send(cases.AddPlanStep(man.case_id, {"task": "Khám lại vết thương", "due_on": "2026-11-24"}))
    clock.set(16, 9, 14)
    return Filled(child.person_id, child.case_id, man.person_id, man.case_id)


def _visit(
    send: Callable[[object], Any],
    case_id: str,
    day: str,
    kind: str,
    note: str,
    *,
    following: tuple[str, str] = ("", ""),
    change: str | None = None,
) -> None:
    values = {"visited_on": day, "contact_kind": kind, "note": note, "change": change,
              "met": ("DOITUONG", "ME"), "is_safe": True}  # fmt: skip
    next_on, task = following
    send(
        cases.RecordVisit(
            case_id, values, next_on=next_on or None, next_task=task, next_kind="VANGIA"
        )
    )


class Office:
    """A real province without a network: laptops exchange with it by calling it."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._province = Province(store, lambda _list, _code: 0)
        self._keys: dict[str, DeviceKey] = {}
        self._parcel_key = DeviceKey(b"p" * 32)

    def admit(self, desk: Desk, name: str) -> None:
        """Bind a laptop to the province."""
        key = DeviceKey.create(desk.ambient)
        self._keys[name] = key
        with self._store.write(by="office") as work:
            device = devices.Device(
                name, name, key.public, (COMMUNE,), name, "active", desk.ambient.instant()
            )
            devices.add_device(work, device)
            work.commit()
        with desk.store.write(by=desk.user) as work:
            work.set_local("device_id", name)
            work.set_local("province_name", "Thành phố Huế")
            work.set_local("province_code", "46")
            work.set_local("device_seed", key.seed().hex())
            work.set_local("parcel_key", self._parcel_key.public)
            inbox.add_scopes(work, [COMMUNE])
            work.commit()

    def exchange(self, desk: Desk, name: str) -> None:
        """Send what waits and take what is new."""
        client = Client(desk.store, self._keys[name])
        while client.has_more():
            body = client.request()
            signature = sign_request(self._keys[name], body)
            for frame, line in decode_frames(list(self._province.handle(name, body, signature))):
                client.feed(frame, line)

    def take_stick(self, folder: Path, name: str) -> None:
        """Read a laptop's parcels on a stick and lay the answer beside them."""
        with self._store.read() as reader:
            epoch = reader.local("epoch")
        party = stick.Party(stick.PROVINCE, self._parcel_key, "46", epoch)
        usb, public = stick.Stick(folder, party, self._store.ambient), self._keys[name].public
        asked = [
            (each.label.parcel, parcel.letters(usb.read(each, public)))
            for each in usb.find(parcel.UP)[0]
            if each.label.sender == name
        ]
        reply = parcel.answer(self._province, self._store, name, asked)
        usb.put(parcel.DOWN, {name: public}, reply.content)
        intake = Intake(Counter(self._store), name)
        for each in usb.find(file_parcel.UP)[0]:
            intake.take(usb.read(each, public))
        usb.put(file_parcel.DOWN, {name: public}, intake.pieces(file_parcel.FILES_BYTES_MAX))


@dataclass(frozen=True)
class Contested:
    """Two laptops, a province, and one person whom both edited without knowing of each other."""

    mine: Desk
    other: Desk
    office: Office
    filled: Filled


def contested(folder: Path, province: Store) -> Iterator[Contested]:
    """Yield two laptops that have edited the same person in two places; then close them."""
    mine = open_desk(folder / "a", clock=Clock())
    other = open_desk(folder / "b", user="Lê Văn Bình", clock=Clock(), seed=2)
    office = Office(province)
    office.admit(mine, "A")
    office.admit(other, "B")
    filled = fill(mine)
    for _ in range(2):
        office.exchange(mine, "A")
        office.exchange(other, "B")
    yield Contested(mine, other, office, filled)
    mine.close()
    other.close()


@dataclass
class CaseDesk:
    """A desk with what a page needs, and what the page said."""

    desk: Desk
    filled: Filled
    dispatcher: Dispatcher
    scene: Scene
    crashes: list[str]

    def send(self, command: object) -> Any:
        """Carry out a command at once, outside the lane."""
        return sender(self.desk)(command)

    def rest(self, qtbot: Any) -> None:
        """Wait until all answers have arrived."""
        qtbot.waitUntil(lambda: self.dispatcher._open_count == 0, timeout=10_000)
        assert self.crashes == []

    def shown(self, qtbot: Any, page: Any, argument: str = "") -> Any:
        """Show *page* with *argument* as the window does, and return it."""
        page.resize(1182, 650)
        qtbot.addWidget(page)
        page.show()
        page.open(argument)
        self.rest(qtbot)
        return page


def seat(desk: Desk, filled: Filled) -> CaseDesk:
    """Return an opened desk with a dispatcher and a scene."""
    dispatcher, crashes = Dispatcher(Bus(desk)), []
    dispatcher.crashed.connect(crashes.append)
    scene = Scene(dispatcher, desk.catalogue, desk.ambient, desk.user, "Phường Phong Điền", types())
    return CaseDesk(desk, filled, dispatcher, scene, crashes)


@contextmanager
def case_desk(folder: Path) -> Iterator[CaseDesk]:
    """Open a filled book with its dispatcher, and close both."""
    desk = open_desk(folder)
    seated = seat(desk, fill(desk))
    yield seated
    seated.dispatcher.close()
    desk.close()


def types() -> dict[str, Any]:
    """Return the declared record types by name, as a scene wants them."""
    return {declared.name: declared for declared in RECORD_TYPES}
