"""Lists of people as communes keep them: titles, merged cells, lost zeros, subtotals, a signature.

`write_list(path, people, defects)` writes .xlsx, .xls or .csv and returns the truth: for each
person in the order of the sheet the plain values that can be known from it.  Every defect has its
switch, and a seed decides where it strikes.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from random import Random
from typing import Literal

from ctxh_desktop.domain.values import Plain
from tests.data import list_columns

Cell = str | int | float | date | None
Person = dict[str, Plain]

GROUP_WORDS = {
    "NCT": ("Người cao tuổi", "NCT", "người già", "Cao tuổi", "NGƯỜI CAO TUỔI"),
    "NKT": ("Người khuyết tật", "NKT", "Khuyết tật", "người tàn tật"),
    "TE": ("Trẻ em có hoàn cảnh đặc biệt", "TE HCĐB", "Trẻ mồ côi", "trẻ em"),
    "TENC": ("Trẻ em có nguy cơ", "trẻ có nguy cơ"),
    "TEXH": ("Trẻ em bị xâm hại", "Trẻ bị xâm hại"),
    "NGHEO": ("Người nghèo", "Hộ nghèo", "HN"),
    "CNGHEO": ("Người cận nghèo", "Hộ cận nghèo", "cận nghèo"),
    "DONTHAN": ("Người đơn thân nghèo đang nuôi con", "Đơn thân nuôi con", "đơn thân"),
    "TT": ("Người tâm thần", "Tâm thần"),
    "RNTT": ("Người rối nhiễu tâm trí", "rối nhiễu tâm trí"),
    "MATUY": ("Người nghiện ma túy", "nghiện ma tuý"),
    "SAUCAI": ("Người sau cai nghiện", "Sau cai"),
    "HIV": ("Người nhiễm HIV/AIDS", "HIV"),
    "NNBLGD": ("Nạn nhân bạo lực gia đình", "BLGĐ"),
    "THIENTAI": ("Thiên tai", "Bị thiên tai"),
    "NNDCCD": ("Nạn nhân chất độc da cam", "Chất độc da cam"),
}
"""Words for the groups of `tests.data.people`, the official or plain one first."""
SEX_WORDS = {"NAM": ("Nam", "nam", "NAM"), "NU": ("Nữ", "nữ", "NỮ"), "KXD": ("", "", "")}
NOTES = ("Đã có thẻ BHYT", "Ở một mình", "Con đi làm ăn xa", "Đang điều trị", "Chuyển từ xã cũ")
STRAY = ("\u200b", "\u00a0", "\x0b", "\ufeff")
TITLES = (
    "UBND PHƯỜNG PHONG ĐIỀN",
    "DANH SÁCH ĐỐI TƯỢNG BẢO TRỢ XÃ HỘI NĂM 2026",
    "(Kèm theo Báo cáo số 12/BC-UBND)",
)


@dataclass(frozen=True)
class Defects:
    """What is wrong or unusual in a list; nothing by default but what every list has."""

    seed: int = 1
    title_rows: int = 2
    is_header_two_rows: bool = False
    has_merged_titles: bool = False
    has_sex_columns: bool = False
    births: Literal["text", "date", "year", "mixed"] = "text"
    are_numbers_numeric: bool = False
    has_spelling_variants: bool = False
    has_subtotals: bool = False
    has_blank_rows: bool = False
    has_signature: bool = False
    is_nfd: bool = False
    has_stray_characters: bool = False
    has_capital_names: bool = False
    has_missing_cells: bool = False
    has_more_columns: bool = False


CLEAN = Defects()
WORST = Defects(
    title_rows=3,
    is_header_two_rows=True,
    has_merged_titles=True,
    has_sex_columns=True,
    births="mixed",
    are_numbers_numeric=True,
    has_spelling_variants=True,
    has_subtotals=True,
    has_blank_rows=True,
    has_signature=True,
    is_nfd=True,
    has_stray_characters=True,
    has_missing_cells=True,
)
"""Everything at once, in the columns that every list has."""
WIDEST = replace(WORST, has_more_columns=True)
"""The same in a list that tells everything."""


@dataclass
class Sheet:
    """A grid of cells and its merged ranges (first row, first column, last row, last column)."""

    rows: list[list[Cell]] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)


@dataclass(frozen=True)
class Written:
    """What was written, and what a perfect reader finds in it.

    Shapes: `truth` has one dict of plain values per person; `rows` the 1-based sheet row of each.
    """

    path: Path
    truth: tuple[Person, ...]
    rows: tuple[int, ...]
    header_row: int


def write_list(path: Path, people: Iterable[Person], defects: Defects = CLEAN) -> Written:
    """Write a list in the format that the file's ending names."""
    rng = Random(defects.seed)
    sheet = Sheet()
    _titles(sheet, defects)
    header_row = len(sheet.rows) + 1
    _header(sheet, defects)
    truth: list[Person] = []
    rows: list[int] = []
    for count, person in enumerate(people, 1):
        cells, known = _line(rng, count, person, defects)
        sheet.rows.append(cells)
        truth.append(known)
        rows.append(len(sheet.rows))
        _between(sheet, rng, count, defects)
    _footer(sheet, len(truth), defects)
    WRITERS[path.suffix](path, sheet)
    return Written(path, tuple(truth), tuple(rows), header_row)


def _headings(defects: Defects) -> list[str]:
    sexes = ["Nam", "Nữ"] if defects.has_sex_columns else ["Giới tính"]
    birth = "Năm sinh" if defects.births == "year" else "Ngày sinh"
    return ["STT", "Họ và tên", birth, *sexes, "Số CCCD", "Thôn/TDP", "Địa chỉ",
            "Nhóm đối tượng", "Số điện thoại", "Ghi chú",
            *(list_columns.HEADINGS if defects.has_more_columns else ())]  # fmt: skip


def _titles(sheet: Sheet, defects: Defects) -> None:
    width = len(_headings(defects))
    for title in TITLES[: defects.title_rows]:
        if defects.has_merged_titles:
            sheet.merged.append((len(sheet.rows), 0, len(sheet.rows), width - 1))
        sheet.rows.append([title])


def _header(sheet: Sheet, defects: Defects) -> None:
    headings = _headings(defects)
    if not defects.is_header_two_rows:
        sheet.rows.append(list(headings))
        return
    top = len(sheet.rows)
    upper: list[Cell] = list(headings)
    lower: list[Cell] = [None] * len(headings)
    sexes = [column for column, heading in enumerate(headings) if heading in ("Nam", "Nữ")]
    for column in range(len(headings)):
        if column not in sexes:
            sheet.merged.append((top, column, top + 1, column))
    if sexes:
        sheet.merged.append((top, sexes[0], top, sexes[-1]))
        upper[sexes[0]], upper[sexes[-1]] = "Giới tính", None
        lower[sexes[0]], lower[sexes[-1]] = "Nam", "Nữ"
    sheet.rows += [upper, lower]


def _line(rng: Random, count: int, person: Person, defects: Defects) -> tuple[list[Cell], Person]:
    """Return the cells of one person and what can be known from them."""
    shown = dict(person)
    if defects.has_missing_cells:
        for name in ("phone", "address", "id_number"):
            if rng.random() < 0.15:
                shown.pop(name, None)
    birth, born = _birth(rng, str(shown.get("born") or ""), defects)
    name = str(shown["full_name"])
    note = rng.choice(NOTES) if rng.random() < 0.2 else None
    cells: list[Cell] = [
        count,
        name.upper() if defects.has_capital_names else name,
        birth,
        *_sex(rng, str(shown.get("sex") or ""), defects),
        _digits(shown.get("id_number"), defects),
        _text(shown.get("village")),
        _text(shown.get("address")),
        _groups(rng, str(shown["groups"]), defects),
        _digits(shown.get("phone"), defects),
        note,
    ]
    known: Person = {
        "full_name": name,
        "born": born,
        "sex": shown.get("sex"),
        "id_number": shown.get("id_number"),
        "village": shown.get("village"),
        "address": shown.get("address"),
        "groups": shown["groups"],
        "phone": shown.get("phone"),
        "note": note,
    }
    if defects.has_more_columns:
        more, told, lines = list_columns.more(rng, count, str(shown["groups"]), shown.get("phone"))
        cells += more
        known |= told | {"note": "\n".join(filter(None, [note, *lines])) or None}
    return [_spoilt(rng, cell, defects) for cell in cells], known


def _birth(rng: Random, born: str, defects: Defects) -> tuple[Cell, str | None]:
    """Return the cell of a birth date and the plain date that it still tells."""
    if not born:
        return None, None
    kind: str = defects.births
    if kind == "mixed":
        kind = rng.choice(("text", "date", "year", "text"))
    if born.endswith("~"):
        return f"khoảng {born[:-1]}", born
    if kind == "year" or len(born) == len("2012"):
        year = born[:4]
        return (int(year) if rng.random() < 0.5 else year), year
    if len(born) == len("2012-08"):
        return f"{born[5:]}/{born[:4]}", born
    day = date.fromisoformat(born)
    # Spreadsheets know no day before 1900-03-01 that all of them agree on.
    return (day if kind == "date" and day.year > 1900 else f"{day:%d/%m/%Y}"), born


def _sex(rng: Random, sex: str, defects: Defects) -> list[Cell]:
    if defects.has_sex_columns:
        return ["x" if sex == "NAM" else None, "x" if sex == "NU" else None]
    words = SEX_WORDS.get(sex, ("",))
    return [(rng.choice(words) if defects.has_spelling_variants else words[0]) or None]


def _digits(value: Plain, defects: Defects) -> Cell:
    if value is None:
        return None
    return int(str(value)) if defects.are_numbers_numeric else str(value)


def _text(value: Plain) -> Cell:
    return None if value is None else str(value)


def _groups(rng: Random, codes: str, defects: Defects) -> str:
    if not defects.has_spelling_variants:
        return ", ".join(GROUP_WORDS[code][0] for code in codes.split())
    words = [rng.choice(GROUP_WORDS[code]) for code in codes.split()]
    return rng.choice((", ", "; ", " + ")).join(words)


def _spoilt(rng: Random, cell: Cell, defects: Defects) -> Cell:
    """Return a text as other programs leave it: decomposed, with signs that nobody sees."""
    if not isinstance(cell, str):
        return cell
    if defects.has_stray_characters and rng.random() < 0.25:
        cell = rng.choice(("{0}{1}", "{1}{0}", "{0}  ")).format(cell, rng.choice(STRAY))
    return unicodedata.normalize("NFD", cell) if defects.is_nfd else cell


def _between(sheet: Sheet, rng: Random, count: int, defects: Defects) -> None:
    if defects.has_subtotals and count % 10 == 0:
        sheet.rows.append([None, f"Cộng thôn: {rng.randint(5, 10)} người"])
    if defects.has_blank_rows and rng.random() < 0.1:
        sheet.rows.append([])


def _footer(sheet: Sheet, count: int, defects: Defects) -> None:
    if defects.has_subtotals:
        sheet.rows.append(["Tổng cộng", f"{count} người"])
    if defects.has_signature:
        sheet.rows += [
            [],
            [None, None, None, None, None, "Phong Điền, ngày 21 tháng 11 năm 2026"],
            [None, "Người lập biểu", None, None, None, "TM. ỦY BAN NHÂN DÂN"],
            [None, "(Ký, ghi rõ họ tên)", None, None, None, "CHỦ TỊCH"],
        ]


def _write_xlsx(path: Path, sheet: Sheet) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("Danh sách")
        day_format = book.add_format({"num_format": "dd/mm/yyyy"})
        for first_row, first_column, last_row, last_column in sheet.merged:
            page.merge_range(first_row, first_column, last_row, last_column, "")
        for row, column, cell in _cells(sheet):
            if isinstance(cell, date):
                page.write_datetime(row, column, cell, day_format)
            elif isinstance(cell, str):
                page.write_string(row, column, cell)
            else:
                page.write(row, column, cell)


def _write_xls(path: Path, sheet: Sheet) -> None:
    import xlwt  # type: ignore[import-untyped]

    book = xlwt.Workbook(encoding="utf-8")
    page = book.add_sheet("Danh sách", cell_overwrite_ok=True)
    day_style = xlwt.easyxf(num_format_str="DD/MM/YYYY")
    for first_row, first_column, last_row, last_column in sheet.merged:
        page.merge(first_row, last_row, first_column, last_column)
    for row, column, cell in _cells(sheet):
        if isinstance(cell, date):
            page.write(row, column, cell, day_style)
        else:
            page.write(row, column, cell)
    book.save(str(path))


def _write_csv(path: Path, sheet: Sheet) -> None:
    width = max(len(row) for row in sheet.rows)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
        for row in sheet.rows:
            texts = [f"{c:%d/%m/%Y}" if isinstance(c, date) else c for c in row]
            writer.writerow(texts + [""] * (width - len(texts)))


def _cells(sheet: Sheet) -> Iterator[tuple[int, int, Cell]]:
    for row, cells in enumerate(sheet.rows):
        for column, cell in enumerate(cells):
            if cell is not None:
                yield row, column, cell


WRITERS: dict[str, Callable[[Path, Sheet], None]] = {
    ".xlsx": _write_xlsx,
    ".xls": _write_xls,
    ".csv": _write_csv,
}
