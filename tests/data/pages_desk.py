"""A real working book for tests of pages: cheap keys, invented people, a real dispatcher."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from ctxh_desktop.commands import profile
from ctxh_desktop.commands.bus import Bus
from ctxh_desktop.commands.cases import AddPlanStep, OpenCase, RecordVisit
from ctxh_desktop.commands.people import RegisterPerson
from ctxh_desktop.commands.records import SaveRecord
from ctxh_desktop.security.keys import KdfCost
from ctxh_desktop.ui.dispatcher import Dispatcher
from ctxh_desktop.ui.scene import Scene
from tests.data.people import people
from tests.data.seeded import seeded_ambient

CHEAP = KdfCost(memory_kib=8, passes=1)
USER = "Trần Thị Hoa"
PHRASE = "khoai bien chuong lam mua"
COMMUNE = "19819"
NOW = datetime(2026, 11, 16, 2, 14, 5, tzinfo=UTC)
"""Monday, 16/11/2026, 09:14:05 in Vietnam: the day of the reference screens."""

EVENTS: tuple[tuple[str, str, str, str, str, str, int], ...] = (
    ("Nguyễn Thị Ánh Nguyệt", "2012-08", "NU", "TEXH", "Thăm sau can thiệp khẩn cấp", "VANGIA", -3),
    ("Lê Văn Đức", "1979", "NAM", "NKT", "Gọi xác nhận giấy khuyết tật", "DIENTHOAI", -1),
    ("Phạm Quốc Ỷ", "1951", "NAM", "NCT", "Nộp hồ sơ trợ cấp", "THUTUC", 0),
    ("Võ Thị Mỹ Duyên", "1988", "NU", "NGHEO", "Thăm nhà định kỳ", "VANGIA", 0),
    ("Hoàng Thị Thuỷ", "1990", "NU", "NNBLGD", "Đưa đi khám lại", "DUADI", 0),
    ("Trương Ngọc Ẩn", "1947", "NAM", "NCT", "Hỏi kết quả chuyển gửi", "KETNOI", 2),
    ("Đặng Văn Lưỡng", "1960~", "NAM", "NKT", "Thăm nhà định kỳ", "VANGIA", 3),
    ("Nguyễn Văn Anh", "1951", "NAM", "NCT", "Bổ sung ảnh chụp giấy tờ", "THUTUC", 4),
)
"""Name, birth, sex, group, task, kind of contact, days from today: the rows of screen 02."""


@dataclass
class PageDesk:
    """An opened book with its bus and scene."""

    desk: Any
    bus: Bus
    scene: Scene

    def send(self, command: object) -> Any:
        """Carry out a command at once, outside the lane."""
        return self.bus.send(command).result

    @property
    def today(self) -> str:
        """The day of the book."""
        return str(self.scene.today())

    def day(self, days: int) -> str:
        """Return the day so many days from today."""
        return str(self.scene.today() + timedelta(days=days))

    def with_due_work(self, *, first: int = 0) -> dict[str, str]:
        """Register the people of screen 02 from row *first* on and return name → case id."""
        made = {}
        for place, (name, born, sex, groups, task, kind, days) in enumerate(EVENTS):
            if place < first:
                continue
            person = {"full_name": name, "born": born, "sex": sex, "groups": groups}
            person |= {"village": f"Tổ dân phố {place % 5 + 1}", "phone": "0905112334"}
            person |= {"phone_of": "VO"} if sex == "NAM" else {"phone_of": "ME"}
            done = self.send(RegisterPerson(person, {"source": "THON", "opened_on": "2026-10-05"}))
            step = {"task": task, "contact_kind": kind, "due_on": self.day(days)}
            if place == 1:
                visit = {"visited_on": "2026-11-02", "contact_kind": "VANGIA", "met": "DOITUONG"}
                visit |= {"note": "Sức khoẻ ổn định, cần khám lại trong tháng."}
                self.send(RecordVisit(done.case_id, visit))
            self.send(AddPlanStep(done.case_id, {**step, "responsible": USER}))
            made[name] = done.case_id
        return made

    def with_people(self, count: int, *, seed: int = 1) -> None:
        """Add invented people without cases, every third with one."""
        for place, values in enumerate(people(count, seed=seed)):
            person_id = self.send(SaveRecord("person", None, values))
            if place % 3 == 0:
                self.send(OpenCase(person_id, {"source": "RASOAT"}))


@contextmanager
def page_desk(folder: Path, now: datetime = NOW) -> Iterator[PageDesk]:
    """Open a new book in *folder*; it is closed again in order."""
    ambient = seeded_ambient(7, now)
    desk = profile.create_profile(
        folder, user=USER, passphrase=PHRASE, commune_code=COMMUNE, ambient=ambient, cost=CHEAP
    )
    bus = Bus(desk)
    dispatcher = Dispatcher(bus)
    commune = desk.commune
    scene = Scene(
        dispatcher=dispatcher,
        catalogue=desk.catalogue,
        ambient=ambient,
        user=USER,
        commune=commune.full_name if commune else "",
        types=desk.store.tables.types,
    )
    try:
        yield PageDesk(desk, bus, scene)
    finally:
        dispatcher.close()
        dispatcher.deleteLater()
        desk.close()
