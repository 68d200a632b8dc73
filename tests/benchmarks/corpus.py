"""Corpus: invented people with their case, visits and next step, as rows that a province numbered.

Notes are parts of sentences, free words, numbers and amounts: 20,000 rows compress to about what
the same number of the reference's rows do (its floor is 1.115 MB), so figures can be compared.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random

from ctxh_desktop.ambient import Ambient
from ctxh_desktop.domain.numbering import CaseNumber
from ctxh_desktop.domain.records import RECORD_TYPES
from ctxh_desktop.domain.schema import Row
from ctxh_desktop.domain.values import Plain
from tests.data.people import PHONG_DIEN, TODAY, Commune, people, phone
from tests.data.province import province

TYPES = {declared.name: declared for declared in RECORD_TYPES}
STAFF = ("Trần Thị Hoa", "Lê Văn Bình", "Nguyễn Thị Thu Hằng", "Phan Đức Long")
KINDS = ("VANGIA", "VANGIA", "VANGIA", "DIENTHOAI", "TUVAN", "HOTRO", "KETNOI", "THUTUC")
TASKS = ("Thăm nhà", "Gọi điện hỏi thăm", "Đưa đi khám lại", "Làm hồ sơ trợ cấp", "Họp gia đình",
         "Gặp giáo viên chủ nhiệm", "Xin cấp xe lăn", "Nộp giấy xác nhận khuyết tật")  # fmt: skip
WHO = ("Ông", "Bà", "Cháu", "Anh", "Chị", "Gia đình", "Con gái", "Người chăm sóc", "Trưởng thôn")
DOES = ("cho biết", "kể rằng", "báo", "lo lắng vì", "mong", "phản ánh", "nhắc lại", "đồng ý rằng")
WHAT = (
    "sức khoẻ khá hơn tháng trước", "huyết áp còn cao, đang uống thuốc theo đơn",
    "chưa nhận được trợ cấp quý này", "nhà dột ở gian bếp sau đợt mưa", "cháu đã đi học lại",
    "đi lại còn khó, cần người dìu", "thẻ BHYT sắp hết hạn", "con đi làm xa chưa gửi tiền về",
    "ăn uống được, ngủ ít", "đã làm xong căn cước", "muốn xin vay vốn nuôi gà",
    "bà ngoại sang đỡ buổi chiều", "vết loét đã khô, thay băng hai ngày một lần",
    "hay quên, có lần đi lạc sang xóm bên", "hàng xóm giúp nấu cơm", "không muốn đi trung tâm",
    "nước lên ngang sân, đồ đạc đã kê cao", "cần thêm sữa và bỉm", "xe lăn hỏng bánh trước",
)  # fmt: skip
CHANGED = ("person", "case", "visit", "plan_step")
"""Record types that people change."""
NOTED = 0.4
"""Share of people, cases and steps about which somebody wrote more than was asked."""
WORDS = """
    ăn bà bác bán bạn bệnh bố bữa ca cần cây chăm chị chiều chính cho chủ chuyện con cơm của
    cửa dài dân đau đầu đèn đi đồ đổi đông đường em gần gặp giấy giúp giường hàng hay hết hiểu
    hỏi họ hôm khăn khó khoẻ khu kinh lại làm lâu lên lo lớn lúa lúc mấy máy mẹ mệt mới mưa
    năm nặng nằm nên ngã ngày nghỉ người nhà nhỏ như nói nước nuôi ông phải phòng quá quanh
    quen ra rau rồi sáng sau sống sợ sữa tay tập thấy theo thêm thiếu thuốc tiền tìm tối tốt
    trả trâu trẻ trên trời trước tuổi tự vào vay về việc viện vợ vườn xa xã xe xin yếu
""".split()  # noqa: SIM905 (so words are read more easily)


@dataclass(frozen=True)
class Mix:
    """How many rows there are for each person, on average."""

    cases: float = 0.6
    visits: float = 0.0
    steps: float = 0.25


def ticking_ambient(seed: int) -> Ambient:
    """Return chance from *seed* and a clock that goes on by about a second at each look."""
    rng = Random(seed)
    moment = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)

    def now() -> datetime:
        nonlocal moment
        moment += timedelta(milliseconds=rng.randint(200, 2000))
        return moment

    return Ambient(now=now, random_bytes=rng.randbytes)


def note(rng: Random, most: int = 4) -> str:
    """Return what somebody wrote down after a visit: one to *most* sentences."""
    return " ".join(f"{_sentence(rng)}." for _ in range(rng.randint(1, most)))


def _sentence(rng: Random) -> str:
    said = f"{rng.choice(WHO)} {rng.choice(DOES)} {rng.choice(WHAT)}"
    free = " ".join(rng.choice(WORDS) for _ in range(rng.randint(2, 19)))
    tails = (
        f", hẹn gặp lại ngày {rng.randint(1, 28)}/{rng.randint(1, 12)}",
        f", thu nhập khoảng {rng.randrange(6, 90)}00.000 đồng mỗi tháng",
        f", huyết áp {rng.randrange(95, 185)}/{rng.randrange(55, 110)}",
        f", giấy ra viện số {rng.randrange(10**5)}/GRV, gọi {phone(rng)}",
    )
    return f"{said}, {free}{rng.choice(('', *tails))}"


def change(rng: Random, kind: str) -> dict[str, Plain]:
    """Return what a person changes in a record: one to three fields of those that change.

    Fields and odds are those of the reference's generator, from which the budgets of the wire were
    drawn (design §9): a field in two is a text of one to three sentences.
    """
    fields = {
        "person": {
            "phone": lambda: phone(rng), "note": lambda: note(rng, 2),
            "alias": lambda: rng.choice(WHO), "village": lambda: f"Thôn {rng.randint(1, 9)}",
            "disability_degree": lambda: rng.choice(("NANG", "NHE")),
            "guardian_name": lambda: rng.choice(WHO),
        },
        "case": {
            "status": lambda: rng.choice(("THUCHIEN", "THEODOI", "TAMDUNG")),
            "risk": lambda: rng.choice(("CAO", "TB", "THAP")), "goal": lambda: note(rng, 3),
            "responsible": lambda: rng.choice(WHO),
        },
        "visit": {
            "change": lambda: rng.choice(("KHAHON", "NHUCU", "XAUDI")),
            "is_safe": lambda: rng.random() < 0.5, "note": lambda: note(rng, 3),
            "met": lambda: rng.choice(("DOITUONG", "GIADINH")),
        },
        "plan_step": {
            "status": lambda: "HD_XONG", "done_on": lambda: f"2026-11-{rng.randint(1, 24):02d}",
            "note": lambda: note(rng, 2),
        },
    }[kind]  # fmt: skip
    chosen = rng.sample(list(fields), min(len(fields), rng.randint(1, 3)))
    return {name: fields[name]() for name in chosen}


def rows(
    count: int, mix: Mix, *, seed: int, is_one_commune: bool, is_numbered: bool = True
) -> Iterator[Row]:
    """Yield *count* people, each followed by what belongs to it."""
    made = _Maker(seed, mix, is_numbered=is_numbered)
    if is_one_commune:
        found = ((PHONG_DIEN, values) for values in people(count, seed=seed))
    else:
        found = ((commune, values) for commune, values in province(count, seed=seed))
    for commune, values in found:
        yield from made.person(commune, values)


class _Maker:
    def __init__(self, seed: int, mix: Mix, *, is_numbered: bool) -> None:
        self._rng, self._mix, self._ambient = Random(f"corpus {seed}"), mix, ticking_ambient(seed)
        self._is_numbered = is_numbered
        self._seqs: dict[str, int] = {}
        self._serial = 0

    def person(self, commune: Commune, values: dict[str, Plain]) -> Iterator[Row]:
        """Yield a person, and by chance a case, visits and a step."""
        noted = {"note": note(self._rng, 2)} if self._rng.random() < NOTED else {}
        person = self._row("person", commune.code, values | noted)
        yield person
        if self._often(self._mix.cases) == 0:
            return
        case = self._row("case", commune.code, self._case(commune.code, person.id))
        yield case
        links: dict[str, Plain] = {"case_id": case.id, "person_id": person.id}
        for _ in range(self._often(self._mix.visits)):
            yield self._row("visit", commune.code, links | self._visit())
        for _ in range(self._often(self._mix.steps / max(self._mix.cases, 0.01))):
            yield self._row("plan_step", commune.code, links | self._step())

    def _often(self, mean: float) -> int:
        whole = int(mean)
        return whole + (self._rng.random() < mean - whole)

    def _row(self, record_type: str, scope: str, values: dict[str, Plain]) -> Row:
        declared = TYPES[record_type]
        unknown = set(values) - set(declared.by_name)
        assert not unknown, f"{record_type} has no {unknown}"
        if self._is_numbered:
            self._seqs[scope] = self._seqs.get(scope, 0) + 1
        row_id = self._ambient.new_id()
        return Row(
            type=record_type,
            id=row_id,
            scope=scope,
            values={**dict.fromkeys(declared.by_name), **declared.record.defaults(), **values},
            seq=self._seqs.get(scope, 0),
            created_at=self._ambient.instant(),
            created_by=self._rng.choice(STAFF),
        )

    def _case(self, scope: str, person_id: str) -> dict[str, Plain]:
        self._serial += 1
        return {
            "person_id": person_id,
            "number": str(CaseNumber(scope, 2026, "A", self._serial)),
            "opened_on": self._day(-300, 0),
            "source": self._rng.choice(("RASOAT", "THON", "GIADINH", "NGUOIDAN", "YTE")),
            "urgency": self._rng.choice(("T", "T", "TB", "TB", "C", "KC")),
            "risk": self._rng.choice(("THAP", "THAP", "TB", "CAO")),
            "request": note(self._rng, 2),
            "goal": note(self._rng, 2) if self._rng.random() < NOTED else None,
            "responsible": self._rng.choice(STAFF),
            "status": self._rng.choice(("TIEPNHAN", "THUTHAP", "THUCHIEN", "THUCHIEN", "KETTHUC")),
        }

    def _visit(self) -> dict[str, Plain]:
        return {
            "visited_on": self._day(-260, 0),
            "contact_kind": self._rng.choice(KINDS),
            "met": self._rng.choice(("DOITUONG", "DOITUONG CON", "ME", "HANGXOM", "VOCHONG")),
            "change": self._rng.choice(("KHAHON", "NHUCU", "NHUCU", "XAUDI")),
            "is_safe": True,
            "note": note(self._rng),
        }

    def _step(self) -> dict[str, Plain]:
        return {
            "task": self._rng.choice(TASKS),
            "contact_kind": self._rng.choice(KINDS),
            "area": self._rng.choice("abceg"),
            "responsible": self._rng.choice(STAFF),
            "due_on": self._day(-20, 60),
            "status": "HD_CHUA",
            "note": note(self._rng, 1) if self._rng.random() < NOTED else None,
        }

    def _day(self, earliest: int, latest: int) -> str:
        day: date = TODAY + timedelta(days=self._rng.randint(earliest, latest))
        return day.isoformat()
