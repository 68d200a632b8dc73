"""Find the header of a list and propose which column is which field; a person may change it.

    rows above    titles, the office's name        may tell the group ("DANH SÁCH NGƯỜI KHUYẾT TẬT")
    header        one row, or a group row and the row of its parts ("Năm sinh" over "Nam", "Nữ")
    rows below    people, and whatever else stands between them (`exchange.people`)

Shapes: rows and columns are counted from 0 here, as in `Sheet.rows`; people see them from 1.
"""

from __future__ import annotations

from collections.abc import Mapping as Dictionary
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ctxh_desktop.domain.filling import UNCLASSIFIED
from ctxh_desktop.domain.schema import RecordType
from ctxh_desktop.domain.values import Kind
from ctxh_desktop.domain.words import fold
from ctxh_desktop.exchange.cells import text_of
from ctxh_desktop.exchange.column_scripts import converted, detect
from ctxh_desktop.exchange.sheets import Sheet
from ctxh_desktop.exchange.vocabulary import HeadingMeaning, Vocabulary

HEADER_ROWS_SEARCHED = 40
SAMPLES_MAX = 3
IN_DOUBT = "?"
"""In place of a script, where the words of a column speak for more than one."""
_GIVEN_NAME_SHARE = 0.8
_GIVEN_NAME_SAMPLE = 50


@dataclass(frozen=True)
class ColumnUse:
    """What one column is taken for; `field` None leaves it out, `part` as in `HeadingMeaning`.

    Shapes: `script` as in `exchange.scripts`; while a person has still to choose it, `rivals` are
    the scripts in question, the likeliest first, and the column is left as it stands; `found` is
    the script that the words of the file speak for, whatever a person chose, or IN_DOUBT.
    """

    column: int
    heading: str
    field: str | None = None
    part: str = ""
    script: str = ""
    rivals: tuple[str, ...] = ()
    found: str = ""

    def in_script(self, script: str) -> ColumnUse:
        """Return the column read in the script that a person chose."""
        return replace(self, script=script, rivals=())


@dataclass(frozen=True)
class Mapping:
    """How to read a list: where its header stands, what its columns are, what holds for all rows.

    Invariants: at most one column for each field and part, but for "labelled" ones.
    """

    header_row: int
    header_rows: int
    columns: tuple[ColumnUse, ...]
    defaults: Dictionary[str, str] = field(default_factory=dict)

    @property
    def scripts(self) -> dict[int, str]:
        """The script of each column."""
        return {use.column: use.script for use in self.columns}

    @property
    def unsure(self) -> tuple[ColumnUse, ...]:
        """Columns that are used and whose script a person has still to choose."""
        return tuple(use for use in self.columns if use.rivals and use.field)

    @property
    def fields(self) -> frozenset[str]:
        """Names of the fields that some column fills."""
        return frozenset(use.field for use in self.columns if use.field)

    def plain(self) -> dict[str, Any]:
        """Return the mapping as plain data, to be kept for the next list of the same sender."""
        columns = [[u.column, u.heading, u.field, u.part, u.script, u.found] for u in self.columns]
        return {
            "header_row": self.header_row,
            "header_rows": self.header_rows,
            "columns": columns,
            "defaults": dict(self.defaults),
        }

    @classmethod
    def from_plain(cls, plain: Dictionary[str, Any]) -> Mapping:
        """Read what `plain` wrote; KeyError, TypeError or ValueError when it is something else."""
        return cls(
            header_row=int(plain["header_row"]),
            header_rows=int(plain["header_rows"]),
            columns=tuple(map(_use_of, plain["columns"])),
            defaults={str(name): str(value) for name, value in plain["defaults"].items()},
        )


def _use_of(plain: Sequence[Any]) -> ColumnUse:
    """Read one column of a mapping; older ones do not say what had been found."""
    column, heading, name, part, script, *found = plain
    told = str(found[0]) if found else IN_DOUBT
    return ColumnUse(int(column), str(heading), name, str(part), str(script), found=told)


@dataclass(frozen=True)
class _Header:
    row: int
    rows: int
    uses: tuple[ColumnUse, ...]

    @property
    def rank(self) -> tuple[int, int, int]:
        """More fields, then fewer rows, then further up."""
        return sum(1 for use in self.uses if use.field), -self.rows, -self.row


def propose(raw: Sheet, record_type: RecordType, vocabulary: Vocabulary) -> Mapping | None:
    """Return the most likely reading of a sheet, or None when no row names the people's column."""
    found = detect(raw)
    likely = {n: one.script or (one.rivals or ("",))[0] for n, one in enumerate(found)}
    sheet = converted(raw, likely)
    name_field = record_type.name_field
    if name_field is None:
        return None
    best: _Header | None = None
    for row in range(min(HEADER_ROWS_SEARCHED, len(sheet.rows))):
        for header in _headers_at(sheet, row, vocabulary):
            named = {use.part for use in header.uses if use.field == name_field.name}
            has_name = "" in named or {"family", "given"} <= named
            if has_name and (best is None or header.rank > best.rank):
                best = header
    if best is None:
        return None
    uses = _with_split_name(sheet, best, name_field.name)
    defaults = _defaults(sheet, best, record_type, vocabulary)
    judged = ((use, found[use.column]) for use in uses)
    written = tuple(
        replace(
            use, script=one.script, rivals=one.rivals, found=one.script if one.is_sure else IN_DOUBT
        )
        for use, one in judged
    )
    return Mapping(best.row, best.rows, written, defaults)


def samples(sheet: Sheet, mapping: Mapping) -> dict[int, tuple[str, ...]]:
    """Return the first different values of each column, to show beside its heading."""
    found: dict[int, list[str]] = {use.column: [] for use in mapping.columns}
    waiting = set(found)
    for row in sheet.rows[mapping.header_row + mapping.header_rows :]:
        for column in tuple(waiting):
            value = text_of(row[column]) if column < len(row) else ""
            if value and value not in found[column]:
                found[column].append(value)
                if len(found[column]) == SAMPLES_MAX:
                    waiting.discard(column)
        if not waiting:
            break
    return {column: tuple(values) for column, values in found.items()}


def _headers_at(sheet: Sheet, row: int, vocabulary: Vocabulary) -> list[_Header]:
    top = [text_of(cell) for cell in sheet.rows[row]]
    if not any(top):
        return []
    headers = [_Header(row, 1, _uses([(text,) for text in top], vocabulary))]
    if row + 1 < len(sheet.rows):
        bottom = [text_of(cell) for cell in sheet.rows[row + 1]]
        if any(bottom) and _is_second_row(sheet, row, top, bottom):
            over = _spread(top, bottom)
            pairs = [_readings(a, b, c) for a, b, c in zip(top, bottom, over, strict=True)]
            headers.append(_Header(row, 2, _uses(pairs, vocabulary)))
    return headers


def _is_second_row(sheet: Sheet, row: int, top: list[str], bottom: list[str]) -> bool:
    """Return whether the lower row only divides wide headings of the upper one.

    A row of data fails this: it also fills columns whose heading stands alone above.
    """
    for column, (above, below) in enumerate(zip(top, bottom, strict=True)):
        if not below or below == above:
            continue
        if below.isdigit():
            return False
        is_wide = sheet.width_of_merge.get((row, column), 1) > 1 or (
            column + 1 < len(top) and top[column + 1] in ("", above) and bottom[column + 1] != ""
        )
        is_covered = above == "" or (column > 0 and top[column - 1] == above)
        if not (is_wide or is_covered):
            return False
    return True


def _spread(top: list[str], bottom: list[str]) -> list[str]:
    """Return the upper headings carried to the right over the empty cells that they divide into."""
    over: list[str] = []
    for above, below in zip(top, bottom, strict=True):
        over.append(above or (over[-1] if over and below else ""))
    return over


def _readings(above: str, below: str, over: str) -> tuple[str, ...]:
    """Return the ways to read one column of a two-row header, the best first."""
    if not below or below == over:
        return (above or over,) if above or not below else (below,)
    return (f"{over} {below}", below, above) if over else (below,)


def _uses(readings: Sequence[tuple[str, ...]], vocabulary: Vocabulary) -> tuple[ColumnUse, ...]:
    """Return the use of each column; of several for one field the best known, then the first."""
    found: list[tuple[int, int, HeadingMeaning]] = []
    for column, texts in enumerate(readings):
        for text in texts:
            if text and (known := vocabulary.heading(text)):
                found.append((-known[1], column, known[0]))
                break
    taken: dict[tuple[str, str], int] = {}
    chosen: dict[int, HeadingMeaning] = {}
    for _, column, meaning in sorted(found, key=lambda one: one[:2]):
        if meaning.field is None:
            continue
        key = (meaning.field, meaning.part)
        if meaning.part == "labelled" or taken.setdefault(key, column) == column:
            chosen[column] = meaning
    uses = []
    for column, texts in enumerate(readings):
        meaning = chosen.get(column, HeadingMeaning(None))
        uses.append(ColumnUse(column, texts[0], meaning.field, meaning.part))
    return tuple(uses)


def _with_split_name(sheet: Sheet, header: _Header, name_field: str) -> tuple[ColumnUse, ...]:
    """Divide "Họ và tên" over two columns (họ và chữ đệm | tên) into its parts."""
    uses = list(header.uses)
    for index, use in enumerate(uses[:-1]):
        following = uses[index + 1]
        if (use.field, use.part) != (name_field, ""):
            continue
        if following.field is None and following.heading in ("", use.heading):
            rows = sheet.rows[header.row + header.rows :][:_GIVEN_NAME_SAMPLE]
            both = [row for row in rows if isinstance(row[index], str)]
            words = [row[index + 1] for row in both]
            single = sum(1 for w in words if isinstance(w, str) and len(w.split()) == 1)
            repeated = sum(1 for row in both if row[index] == row[index + 1])
            if both and single - repeated >= len(both) * _GIVEN_NAME_SHARE:
                uses[index] = ColumnUse(use.column, use.heading, name_field, "family")
                uses[index + 1] = ColumnUse(following.column, use.heading, name_field, "given")
    return tuple(uses)


def _defaults(
    sheet: Sheet, header: _Header, record_type: RecordType, vocabulary: Vocabulary
) -> dict[str, str]:
    """Return what the titles tell of everybody: the target group, when no column says it."""
    defaults: dict[str, str] = {}
    used = {use.field for use in header.uses}
    titles = [sheet.name, *(text_of(cell) for row in sheet.rows[: header.row] for cell in row)]
    for declared in record_type.fields:
        if declared.kind is not Kind.CODES or not declared.required or declared.codes is None:
            continue
        known = vocabulary.values[declared.codes]
        if declared.name not in used:
            for title in titles:
                defaults |= _said_in(title, known, declared.name)
        if declared.name not in defaults and fold(UNCLASSIFIED) in known:
            defaults[declared.name] = UNCLASSIFIED
    return defaults


def _said_in(title: str, known: Dictionary[str, Any], field_name: str) -> dict[str, str]:
    """Return the group that a title names, by the longest known words of two or more in it."""
    words = fold(title).split()
    for length in range(min(len(words), 12), 1, -1):
        for start in range(len(words) - length + 1):
            if meaning := known.get(" ".join(words[start : start + length])):
                return {field_name: " ".join(sorted(meaning.codes)), **dict(meaning.also)}
    return {}
