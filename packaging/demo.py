"""The main job, once through: a province, two laptops, one conflict, then the window.

    python packaging/demo.py [--offscreen]

Everything is real: PostgreSQL (embedded), HTTPS with the province's own CA, two encrypted files,
an Excel list with 1,560 invented people.  With a display the window of laptop A opens at the end;
without one the same tour is driven offscreen through the real widgets and its pictures are kept.
All of it lies in build/demo, which is made anew at each run.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import time
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from ctxh_desktop.ambient import system  # noqa: E402
from ctxh_desktop.commands import cases, imports, people, profile, records, sync  # noqa: E402
from ctxh_desktop.commands.bus import Bus  # noqa: E402
from ctxh_desktop.commands.desk import Desk  # noqa: E402
from ctxh_desktop.server import office, province, serve  # noqa: E402
from tests.data import lists  # noqa: E402
from tests.data import people as invented  # noqa: E402

STAGE = ROOT / "build" / "demo"
COMMUNE = "19819"
PEOPLE_COUNT = 1_560
PHRASES = {"Trần Thị Hoa": "khoai bien chuong lam mua", "Lê Văn Bình": "cau tre ngoi ben song"}
AMBIENT = system()


@dataclass
class Story:
    """What happened, for the table at the end."""

    lines: list[tuple[str, str, float]] = field(default_factory=list)
    started_at: float = field(default_factory=time.perf_counter)

    def tell(self, step: str, outcome: str) -> None:
        """Write down a step with its outcome and the seconds it took."""
        now = time.perf_counter()
        self.lines.append((step, outcome, now - self.started_at))
        self.started_at = now
        print(f"  {step}: {outcome}", flush=True)

    def table(self) -> str:
        """Return the summary."""
        width = max(len(step) for step, _, _ in self.lines)
        rows = [f"{step:<{width}}  {took:6.2f} s  {out}" for step, out, took in self.lines]
        return "\n".join(rows)


def main() -> int:
    """Run the demo; returns the exit code."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--offscreen", action="store_true", help="never open a window")
    has_display = bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    is_offscreen = options.parse_args().offscreen or not (has_display or os.name == "nt")
    if is_offscreen:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    shutil.rmtree(STAGE, ignore_errors=True)
    STAGE.mkdir(parents=True)
    story = Story()
    print("Sổ công tác xã hội: demo", flush=True)
    settings = province.Settings(
        province_code="46", database=province.EMBEDDED, schema="hue", port=0
    )
    folder = province.create(STAGE / "province", settings, AMBIENT)
    with serve.start_in_thread(folder, AMBIENT) as served:
        story.tell("Province Huế", f"PostgreSQL and HTTPS at {served.url}, 40 communes")
        first = _first_laptop(served, story)
        second = _second_laptop(served, story)
        person_id = _disagree(first, second, story)
        first.close()
        second.close()
        import tour

        if is_offscreen:
            shots = tour.drive(STAGE, PHRASES["Trần Thị Hoa"], person_id)
            story.tell("Tour", f"{len(shots)} screenshots in build/demo")
        print("\n" + story.table())
        if not is_offscreen:
            print(f"\nLaptop A's passphrase: {PHRASES['Trần Thị Hoa']}", flush=True)
        return 0 if is_offscreen else tour.open_window(STAGE / "a")


def _first_laptop(served: serve.Served, story: Story) -> Desk:
    listed = STAGE / "danh-sach.xlsx"
    found = invented.people(PEOPLE_COUNT, seed=2026)
    lists.write_list(listed, found, lists.Defects(seed=7, has_merged_titles=True))
    desk = _laptop("a", "Trần Thị Hoa")
    story.tell("Laptop A", "encrypted working book made")
    taken = Bus(desk).send(imports.ImportPeople(listed, skip_errors=True)).result
    story.tell("Import", f"{taken.count} people from an Excel list, {taken.with_problems} to mend")
    _work(desk)
    _enrol(desk, served)
    outcome = sync.synchronise(desk)
    story.tell("Sync A", f"sent {outcome.sent} changes, received {outcome.received} rows")
    return desk


def _second_laptop(served: serve.Served, story: Story) -> Desk:
    desk = _laptop("b", "Lê Văn Bình")
    _enrol(desk, served)
    outcome = sync.synchronise(desk)
    story.tell("Laptop B", f"enrolled, received {outcome.received} rows")
    return desk


def _laptop(name: str, user: str) -> Desk:
    return profile.create_profile(
        STAGE / name,
        user=user,
        passphrase=PHRASES[user],
        commune_code=COMMUNE,
        ambient=AMBIENT,
    )


def _enrol(desk: Desk, served: serve.Served) -> None:
    handed = office.hand_out_code(served.store, COMMUNE, valid_days=1)
    sync.enrol(desk, served.url, handed.code)


STEPS: tuple[tuple[int, str, str], ...] = (
    (-3, "Thăm sau can thiệp khẩn cấp", "VANGIA"),
    (-1, "Gọi xác nhận giấy khuyết tật", "DIENTHOAI"),
    (0, "Nộp hồ sơ trợ cấp", "THUTUC"),
    (0, "Thăm nhà định kỳ", "VANGIA"),
    (0, "Đưa đi khám lại", "DUADI"),
    (1, "Hỏi kết quả chuyển gửi", "KETNOI"),
    (2, "Thăm nhà định kỳ", "VANGIA"),
    (4, "Bổ sung ảnh chụp giấy tờ", "THUTUC"),
    (6, "Gọi hỏi thăm", "DIENTHOAI"),
    (9, "Thăm nhà định kỳ", "VANGIA"),
    (13, "Họp bàn kế hoạch trợ giúp", "HOP"),
    (20, "Thăm nhà định kỳ", "VANGIA"),
)
"""Days from today, what is to be done, and how."""

NOTES = (
    "Sức khoẻ ổn định, cần khám lại trong tháng.",
    "Gia đình hợp tác, đã hướng dẫn làm hồ sơ trợ cấp xã hội.",
    "Nhà dột sau mưa lớn, đề nghị hỗ trợ sửa mái. Con đi làm ăn xa, hàng xóm giúp nấu ăn.",
)


def _work(desk: Desk) -> None:
    """A few weeks of a collaborator's work: cases, visits, plan steps."""
    bus = Bus(desk)
    today = AMBIENT.today()
    found = bus.send(people.ListPeople(0, 400)).result[:: 400 // len(STEPS)]
    for index, (days, task, kind) in enumerate(STEPS):
        person = found[index]
        opened_on = str(today - timedelta(days=40 - index))
        values = {"opened_on": opened_on, "source": "THON", "urgency": "TB"}
        if index == 0:
            values |= {"risk": "CAO", "is_protected": True, "source": "TD111", "urgency": "KC"}
        case_id = bus.send(cases.OpenCase(person.id, values)).result
        for ago, how in ((21, "VANGIA"), (9, "DIENTHOAI")):
            visit = {
                "visited_on": str(today - timedelta(days=ago - index % 5)),
                "contact_kind": how,
                "met": "DOITUONG NGUOICS",
                "change": ("NHUCU", "KHAHON", "XAUDI")[(index + ago) % 3],
                "is_safe": True,
                "note": NOTES[(index + ago) % len(NOTES)],
            }
            bus.send(cases.RecordVisit(case_id, visit))
        due_on = str(today + timedelta(days=days))
        step = {"task": task, "contact_kind": kind, "due_on": due_on, "responsible": desk.user}
        bus.send(cases.AddPlanStep(case_id, step))


def _disagree(first: Desk, second: Desk, story: Story) -> str:
    """Both laptops work without a line, then meet; one field has two values."""
    person = Bus(first).send(people.ListPeople(0, 1)).result[0]
    edit = records.SaveRecord
    Bus(first).send(edit("person", person.id, {"phone": "0912345678", "phone_of": "ME"}))
    Bus(first).send(edit("person", person.id, {"address": "Cạnh nhà văn hoá"}))
    Bus(second).send(edit("person", person.id, {"phone": "0912345687", "phone_of": "ME"}))
    Bus(second).send(edit("person", person.id, {"alias": "mẹ cu Tý"}))
    story.tell("Offline edits", "the same phone on both, other fields on each")
    for desk in (second, first, second):
        sync.synchronise(desk)
    both = [_file(desk, person.id) for desk in (first, second)]
    open_conflicts = Bus(first).send(sync.ShowSyncState()).result.conflicts
    is_equal = both[0] == both[1]
    story.tell("Sync", f"laptops equal: {is_equal}, conflicts to settle: {open_conflicts}")
    if not is_equal or open_conflicts != 1:
        raise SystemExit("the demo went wrong: laptops differ or the conflict is missing")
    _write_something(first, person.id)
    return person.id


def _file(desk: Desk, person_id: str) -> object:
    return Bus(desk).send(records.ShowRecord("person", person_id)).result.values


def _write_something(desk: Desk, person_id: str) -> None:
    """Something that still waits to be sent, as there always is."""
    values = {"guardian_name": "Trần Thị Lành"}
    Bus(desk).send(records.SaveRecord("person", person_id, values))


if __name__ == "__main__":
    sys.exit(main())
