"""Invented people with the names, ages and papers that a commune of Huế has; a seed makes them.

`person(rng, serial, commune)` gives the plain values of one declared person.  Names follow their
real frequency (Nguyễn about 38 of 100), given names the sex and the generation, numbers the birth
and the sex; serials keep numbers apart.  Nobody here lives.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate
from random import Random

from ctxh_desktop.domain.records.person import Person
from ctxh_desktop.domain.values import Plain

TODAY = date(2026, 11, 21)
SERIALS = 1_000_000
_STRIDE = 611_953  # prime to SERIALS: neighbours get distant numbers, none comes twice


class Weighted:
    """Values drawn by weight."""

    def __init__(self, weights: dict[str, float]) -> None:
        self.values = list(weights)
        self.bounds = list(accumulate(weights.values()))

    def draw(self, rng: Random) -> str:
        """Draw one value."""
        return rng.choices(self.values, cum_weights=self.bounds)[0]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


@dataclass(frozen=True)
class Commune:
    """Where people live: code, kind and name as in `resources/codes/units.csv`."""

    code: str
    kind: str
    name: str

    @property
    def is_highland(self) -> bool:
        """Whether most people have names of the highlands (A Lưới)."""
        return self.name.startswith("A Lưới")


PHONG_DIEN = Commune("19819", "Phường", "Phong Điền")

FAMILIES = Weighted(
    {"Nguyễn": 38, "Trần": 11, "Lê": 9.5, "Phạm": 6, "Hoàng": 5, "Phan": 4.5, "Võ": 4, "Đặng": 2.5,
     "Bùi": 2, "Đỗ": 1.8, "Hồ": 2.2, "Ngô": 1.6, "Dương": 1.2, "Lý": 0.5, "Văn": 0.6, "Trương": 1.5,
     "Huỳnh": 1, "Cao": 0.8, "Đoàn": 0.8, "Châu": 0.6, "Mai": 0.6, "Hà": 0.6, "Thái": 0.5,
     "Tống": 0.3, "La": 0.3, "Đinh": 0.6, "Lương": 0.4, "Phùng": 0.2, "Tôn": 1.0}
)  # fmt: skip
HIGHLAND_FAMILIES = Weighted(
    {"Hồ": 45, "Kăn": 9, "A": 9, "Quỳnh": 7, "Viên": 6, "Lê": 8, "Nguyễn": 6, "Trần": 3,
     "Pơ Loong": 2, "Blúp": 1, "Ra Pát": 1, "K'": 0.5}
)  # fmt: skip
HIGHLAND_GIVEN = _words(
    """
    Mía Treo Nhéo Hươr Lớp Đơm Kiêng Huân Trung Bôi Nghĩa Hạnh Thêm Plưm Rơm Tưr Xiêng
    Vel Nưng Kăn-Brao A-Bôn Dưr Lem Thìn Nhàng Ngọc Bảy Miên
    """
)
MALE_MIDDLE = Weighted({"Văn": 55, "Đình": 9, "Hữu": 8, "Quang": 5, "Đức": 5, "Xuân": 4, "Công": 4,
                        "Viết": 3, "Bá": 2, "Minh": 3, "Ngọc": 2, "Anh": 1})  # fmt: skip
FEMALE_MIDDLE = Weighted({"Thị": 78, "Thị Ngọc": 3, "Thị Thu": 3, "Thị Mỹ": 2, "Thị Kim": 2,
                          "Thị Thanh": 3, "Ngọc": 3, "Thuỳ": 2, "Diệu": 2, "Minh": 2})  # fmt: skip
YOUNG_MALE_MIDDLE = Weighted({"Văn": 12, "Minh": 15, "Gia": 14, "Quốc": 9, "Đức": 9, "Hoàng": 9,
                              "Anh": 7, "Nhật": 7, "Bảo": 7, "Đăng": 6})  # fmt: skip
YOUNG_FEMALE_MIDDLE = Weighted({"Thị": 14, "Ngọc": 15, "Bảo": 13, "Khánh": 10, "Minh": 9,
                                "Thanh": 9, "Quỳnh": 9, "Gia": 7, "Thảo": 7})  # fmt: skip
GIVEN = {
    ("NAM", "old"): _words(
        """
        Chữ Đợi Quý Hoà Lành Thí Tiếu Bốn Cư Khánh Phước Mẹo Thìn Dinh Sáu Thọ Kỷ Ngự Trọng
        Toàn Luyện Diệp Đàn Chắt Hiền Ấm Vịnh
        """
    ),
    ("NU", "old"): _words(
        """
        Gái Thẻo Lài Hường Bòn Chút Mót Con Sen Huê Đào Hến Lựu Tý Nậy Xuyến Thí Bê Liễu Cúc
        Mai Nguyệt Khế Bưởi Chanh Ổi Mẹo Dần
        """
    ),
    ("NAM", "mid"): _words(
        """
        Hùng Dũng Tuấn Bình Thành Minh Hải Sơn Long Cường Phúc Thuỷ Đức Lộc Ánh Tài Hoà Tâm
        Quang Vinh Thắng Nam Phương Hậu Nhân Đông Quyết Thiện
        """
    ),
    ("NU", "mid"): _words(
        """
        Hoa Lan Hương Thuỷ Hồng Hạnh Hằng Nga Loan Yến Tuyết Nguyệt Bông Thuý Phượng Vân
        Liên Hiền Hoà Diệp Nhung Oanh Sương Thảo Yên Ánh Lành Thương
        """
    ),
    ("NAM", "young"): _words(
        """
        Huy Khang Bảo Khoa Phát Khôi Nguyên Kiệt Long An Quân Đạt Phong Thịnh Hiếu Nam Anh
        Tùng Duy Vũ Nghĩa Trí Thiên Tín
        """
    ),
    ("NU", "young"): _words(
        """
        Anh Châu Ngân Như Linh Trâm My Nhi Vy Hân Thư Ngọc Nguyệt Ánh Quỳnh Trang Thảo Giang
        Uyên Tiên Hà Yến Khuê Đan
        """
    ),
}

AGES = Weighted({"child": 22, "adult": 33, "old": 45})
BIRTHS = {
    "child": Weighted({"day": 95, "month": 3, "year": 2}),
    "adult": Weighted({"day": 82, "month": 3, "year": 14, "about": 1}),
    "old": Weighted({"day": 52, "month": 4, "year": 38, "about": 6}),
}
GROUPS = {
    "child": Weighted({"TE": 55, "NKT TE": 20, "NKT": 12, "TENC": 8, "CNGHEO TE": 3, "TEXH": 2}),
    "adult": Weighted({"NKT": 50, "NGHEO": 14, "CNGHEO": 9, "DONTHAN": 9, "NKT TT": 5, "TT": 4,
                       "MATUY": 1.5, "HIV": 1.5, "NNBLGD": 2, "SAUCAI": 1, "RNTT": 1,
                       "THIENTAI": 1, "NNDCCD": 1}),
    "old": Weighted({"NCT": 72, "NCT NKT": 14, "NCT NGHEO": 7, "NKT": 3, "NCT NNDCCD": 2,
                     "CNGHEO NCT": 2}),
}  # fmt: skip
ETHNICITIES = Weighted({"TAOI": 40, "PACO": 28, "COTU": 22, "KINH": 8, "PAHY": 2})
DISABILITY_TYPES = Weighted({"VD": 45, "NN": 12, "NH": 13, "TK": 15, "TRT": 10, "KH": 5})
DEGREES = Weighted({"DBN": 30, "N": 60, "NHE": 8, "CXD": 2})
PLACES = Weighted({"046": 93, "045": 2, "044": 1, "049": 2, "048": 1, "079": 1})
PHONE_PREFIXES = _words(
    """
    032 033 035 036 037 038 039 070 076 077 078 079 081 082 083 084 085 086 088 090 091
    093 094 096 097 098
    """
)
ADDRESSES = ("gần chợ", "cạnh nhà văn hoá", "sau trường tiểu học", "đường bê tông xóm trên",
             "gần đình làng", "bên kia cầu", "cạnh trạm y tế", "cuối xóm")  # fmt: skip
CARERS = {"NAM": ("CON", "VO", "CHAU"), "NU": ("CON", "CHONG", "CHAU")}


@lru_cache(maxsize=4096)
def villages(commune: Commune) -> tuple[str, ...]:
    """Return the villages of a commune, always the same: "Thôn 3" or "Tổ dân phố 3"."""
    word = "Tổ dân phố" if commune.kind == "Phường" else "Thôn"
    count = Random(int(commune.code)).randint(6, 14)
    return tuple(f"{word} {number}" for number in range(1, count + 1))


def full_name(rng: Random, sex: str, age: int, *, is_highland: bool = False) -> str:
    """Return a name, family name first."""
    if is_highland and rng.random() < 0.85:
        return _highland_name(rng, sex)
    generation = "old" if age >= 62 else "mid" if age >= 30 else "young"
    given = rng.choice(GIVEN[sex, generation])
    family = FAMILIES.draw(rng)
    if family == "Tôn":  # the royal clan of Huế: sons Tôn Thất, daughters Tôn Nữ
        return f"Tôn Thất {given}" if sex == "NAM" else f"{_royal_daughter(rng)} {given}"
    is_young = generation == "young"
    if sex == "NAM":
        middle = YOUNG_MALE_MIDDLE if is_young else MALE_MIDDLE
    else:
        middle = YOUNG_FEMALE_MIDDLE if is_young else FEMALE_MIDDLE
    middles = middle.draw(rng).split() if rng.random() < 0.95 else []
    return " ".join([family, *(word for word in middles if word != given), given])


def _royal_daughter(rng: Random) -> str:
    return rng.choice(("Tôn Nữ", "Tôn Nữ Thị", "Công Tằng Tôn Nữ", "Tôn Nữ Diệu"))


def _highland_name(rng: Random, sex: str) -> str:
    family, given = HIGHLAND_FAMILIES.draw(rng), rng.choice(HIGHLAND_GIVEN)
    if family == "K'":
        return f"K'{given}"
    form = rng.random()
    if form < 0.04:
        return given  # one word is a whole name
    if form < 0.45:
        return f"{family} {given}"
    return f"{family} {'Văn' if sex == 'NAM' else 'Thị'} {given}"


def number(rng: Random, born: date, sex: str, serial: int) -> str:
    """Return a 12-digit number that fits birth and sex; other serials give other numbers."""
    century_and_sex = (born.year - 1900) // 100 * 2 + (sex == "NU")
    rest = serial * _STRIDE % SERIALS
    return f"{PLACES.draw(rng)}{century_and_sex}{born.year % 100:02d}{rest:06d}"


def phone(rng: Random) -> str:
    """Return a mobile number of ten digits."""
    return f"{rng.choice(PHONE_PREFIXES)}{rng.randrange(10_000_000):07d}"


def _born(rng: Random, stage: str, today: date) -> tuple[date, str]:
    """Return the true day of birth and what of it is known, in plain form."""
    youngest, oldest = {"child": (0, 15), "adult": (16, 59), "old": (60, 101)}[stage]
    age = rng.randint(youngest, oldest)
    if stage == "old":  # fewer, the older
        age = min(age, rng.randint(youngest, oldest))
    born = today - timedelta(days=int(age * 365.25) + rng.randint(1, 364))
    known = BIRTHS[stage].draw(rng)
    plain = born.isoformat()
    forms = {"day": plain, "month": plain[:7], "year": plain[:4], "about": f"{plain[:4]}~"}
    return born, forms[known]


def person(
    rng: Random, serial: int, commune: Commune = PHONG_DIEN, today: date = TODAY
) -> dict[str, Plain]:
    """Return the plain values of one invented person; only what is known is there."""
    stage = AGES.draw(rng)
    sex = "NAM" if rng.random() < (0.42 if stage == "old" else 0.52) else "NU"
    born, known = _born(rng, stage, today)
    age = (today - born).days // 365
    made: dict[str, Plain] = {
        "full_name": full_name(rng, sex, age, is_highland=commune.is_highland),
        "born": known,
        "sex": sex,
        "village": rng.choice(villages(commune)),
        "groups": GROUPS[stage].draw(rng),
    }
    made["ethnicity"] = ETHNICITIES.draw(rng) if commune.is_highland else "KINH"
    made |= _papers(rng, born, sex, stage, serial)
    made |= _contact(rng, sex, stage)
    if "NKT" in str(made["groups"]):
        made |= _disability(rng)
    return made


def _papers(rng: Random, born: date, sex: str, stage: str, serial: int) -> dict[str, Plain]:
    chance = rng.random()
    if chance < (0.12 if stage == "child" else 0.05):
        return {"has_no_id": True}
    if stage == "old" and chance < 0.12:
        return {"id_number": f"19{serial * _STRIDE % 10_000_000:07d}"}
    return {"id_number": number(rng, born, sex, serial)}


def _contact(rng: Random, sex: str, stage: str) -> dict[str, Plain]:
    made: dict[str, Plain] = {}
    if rng.random() < 0.5:
        made["address"] = (
            rng.choice(ADDRESSES) if rng.random() < 0.6 else f"Số nhà {rng.randint(1, 180)}"
        )
    if stage == "child":
        age_of_carer = rng.randint(25, 60)
        made["guardian_name"] = full_name(rng, "NU", age_of_carer)
        made |= {"phone": phone(rng), "phone_of": "ME"} if rng.random() < 0.8 else {}
    elif rng.random() < 0.65:
        made["phone"] = phone(rng)
        made["phone_of"] = "CHUHO" if rng.random() < 0.6 else rng.choice(CARERS[sex])
    if stage != "child" and rng.random() < 0.25:
        made["policies"] = "BHYT HTXH" if stage == "old" else "BHYT"
    return made


def _disability(rng: Random) -> dict[str, Plain]:
    return {
        "disability_types": DISABILITY_TYPES.draw(rng),
        "disability_degree": DEGREES.draw(rng),
        "disability_certificate": f"{rng.randint(1, 999):03d}/GXN-UBND",
    }


def people(
    count: int, *, seed: int, commune: Commune = PHONG_DIEN, today: date = TODAY
) -> Iterator[dict[str, Plain]]:
    """Yield invented people of one commune; the same seed yields the same people."""
    rng = Random(f"{seed} {commune.code}")
    start = int(commune.code) % SERIALS
    for serial in range(start, start + count):
        yield person(rng, serial, commune, today)


_FIELDS = frozenset(Person.type.by_name)
assert set(person(Random(0), 0)) <= _FIELDS, "the generator writes fields that are not declared"
