"""Columns that many lists have besides the usual ones: schooling, trade, health card, household.

`more(rng, count)` gives the cells of one row and what a perfect reader knows from them; what fits
no field it expects in the note, under the heading.

Shapes: choices are (cell, {field: plain value}, words for the note).
"""

from __future__ import annotations

from random import Random

from ctxh_desktop.domain.values import Plain

Cell = str | int | None
Choice = tuple[Cell, dict[str, Plain], str]

HEADINGS = ("Dân tộc", "Trình độ học vấn", "Nghề nghiệp", "Số thẻ BHYT", "Loại hộ",
            "SĐT người giám hộ")  # fmt: skip

ETHNIC: tuple[Choice, ...] = (
    ("Kinh", {"ethnicity": "KINH"}, ""),
    ("Pa Cô", {"ethnicity": "PACO"}, ""),
    ("Tà-ôi", {"ethnicity": "TAOI"}, ""),
    ("Gia Rai", {}, "Gia Rai"),
)
SCHOOLING: tuple[Choice, ...] = (
    ("12/12", {"education": "THPT"}, ""),
    ("9/12", {"education": "THCS"}, ""),
    ("7/12", {"education": "THCS"}, "7/12"),
    ("Lớp 9", {"education": "THCS", "school": "Lớp 9"}, ""),
    ("Cao đẳng", {"education": "CD"}, ""),
    ("Mù chữ", {"education": "MUCHU"}, ""),
    (5, {"education": "TH"}, ""),
    ("học lỡ dở", {}, "học lỡ dở"),
)
TRADES: tuple[Choice, ...] = (
    ("Làm ruộng", {"occupation": "NONG"}, ""),
    ("Nông", {"occupation": "NONG"}, ""),
    ("buôn bán", {"occupation": "BUON"}, ""),
    ("Già yếu", {"occupation": "KHONGLD"}, ""),
    ("Thợ nề", {"occupation": "LDPT"}, "Thợ nề"),
    ("thầy cúng", {}, "thầy cúng"),
)
CLASSES: tuple[Choice, ...] = (
    ("Hộ nghèo", {"groups": "NGHEO"}, ""),
    ("cận nghèo", {"groups": "CNGHEO"}, ""),
    ("Trung bình", {}, "Trung bình"),
)


def more(
    rng: Random, count: int, groups: str, phone: Plain
) -> tuple[list[Cell], dict[str, Plain], list[str]]:
    """Return the cells of row *count*, the values they give, and the lines for the note.

    Args:
        rng: decides.
        count: number of the row, by which numbers are told apart.
        groups: codes that another column says.
        phone: the number that another column says; the guardian's then goes into the note.
    """
    cards: tuple[Choice, ...] = (
        (f"BT 2 46 46{count:08d}", {"insurance_number": f"BT24646{count:08d}"}, ""),
        (f"46{count:08d}", {"insurance_number": f"46{count:08d}"}, ""),
        ("có", {"policies": "BHYT"}, ""),
        ("Không", {}, "Không"),
    )
    guardian = f"0905{count:06d}"
    own: Choice = (guardian, {"phone": guardian, "phone_of": "GIAMHO"}, "")
    guardians: tuple[Choice, ...] = ((guardian, {}, guardian) if phone else own,)
    cells: list[Cell] = []
    known: dict[str, Plain] = {"groups": groups}
    lines = []
    for heading, choices in zip(
        HEADINGS, (ETHNIC, SCHOOLING, TRADES, cards, CLASSES, guardians), strict=True
    ):
        cell, values, words = rng.choice(choices) if rng.random() < 0.7 else (None, {}, "")
        cells.append(cell)
        told = dict(values)
        if "groups" in told:
            told["groups"] = " ".join(sorted({*str(known["groups"]).split(), str(told["groups"])}))
        known |= told
        lines += [f"{heading}: {words}"] if words else []
    return cells, known, lines
