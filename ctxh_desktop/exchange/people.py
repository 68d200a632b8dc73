"""Read a list of people into rows that are ready to be saved, and rows that are not; save nothing.

    every row below the header is exactly one of
    ├── ready      values in plain form, perhaps with warnings
    ├── problem    what is wrong, with the row's number in the file
    └── skipped    with its reason: blank, total, signature, section, column numbers, header again

Source: domain reference §7, §11; ux specification §8 ("Import file").
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, field, replace
from datetime import date

from ctxh_desktop.domain import identity
from ctxh_desktop.domain.codes import Catalogue
from ctxh_desktop.domain.schema import Field, Record, RecordType
from ctxh_desktop.domain.values import Kind, Plain
from ctxh_desktop.domain.words import fold
from ctxh_desktop.errors import InputError
from ctxh_desktop.exchange.births import from_1904
from ctxh_desktop.exchange.cells import CellReading, Problem, read_cell, read_text, text_of
from ctxh_desktop.exchange.column_scripts import converted, differs, readings
from ctxh_desktop.exchange.columns import ColumnUse, Mapping, propose, samples
from ctxh_desktop.exchange.parts import read_parts
from ctxh_desktop.exchange.row_kinds import RowKinds
from ctxh_desktop.exchange.sheets import Cell, Sheet
from ctxh_desktop.exchange.syllables import is_syllable
from ctxh_desktop.exchange.vocabulary import Vocabulary, vocabulary

Fixes = Dictionary[int, Dictionary[str, str]]
"""What a person wrote in place of cells: row number in the file → field → text."""
ROWS_PER_STEP = 200
NOTE = "note"
"""Where words are kept that no field says."""


def _quiet(done: int, total: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class Wishes:
    """What a person decided about single rows, and who is told how far the reading is.

    Shapes: `left_out` are numbers of rows, `anyway` of rows that are taken although another
    row says the same person; `step(rows done, rows in all)` may raise to stop.
    """

    fixes: Fixes = field(default_factory=dict)
    left_out: frozenset[int] = frozenset()
    anyway: frozenset[int] = frozenset()
    step: Callable[[int, int], None] = _quiet


NO_WISHES = Wishes()


@dataclass(frozen=True)
class RowReading:
    """One row of people: its number as Excel shows it, values by field, and what is to be said."""

    row_number_in_file: int
    values: dict[str, Plain]
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()

    @property
    def is_ready(self) -> bool:
        """Whether the row can be saved."""
        return not self.problems


@dataclass(frozen=True)
class SkippedRow:
    """A row that is nobody: blank-row, total-row, signature-row, section-row, note-row, …."""

    row_number_in_file: int
    reason: str


@dataclass(frozen=True)
class Preview:
    """What an import would do.

    Invariants: `rows` and `skipped` together are all rows below the header, each once.
    Shapes: `readings` is column → script → an example, where the script may be another.
    """

    sheet_name: str
    mapping: Mapping
    samples: dict[int, tuple[str, ...]]
    rows: tuple[RowReading, ...]
    skipped: tuple[SkippedRow, ...]
    readings: Dictionary[int, Dictionary[str, str]] = field(default_factory=dict)

    @property
    def ready(self) -> tuple[RowReading, ...]:
        """Rows that can be saved."""
        return tuple(row for row in self.rows if row.is_ready)

    @property
    def doubtful(self) -> tuple[RowReading, ...]:
        """Rows that can be saved and that somebody should look at."""
        return tuple(row for row in self.rows if row.is_ready and row.warnings)

    @property
    def with_problems(self) -> tuple[RowReading, ...]:
        """Rows that somebody has to mend first."""
        return tuple(row for row in self.rows if not row.is_ready)

    @property
    def unused_columns(self) -> tuple[ColumnUse, ...]:
        """Columns with something in them that the mapping leaves out."""
        return tuple(
            use for use in self.mapping.columns if use.field is None and self.samples[use.column]
        )


def preview(
    raw: Sheet,
    mapping: Mapping | None = None,
    *,
    record_type: RecordType,
    catalogue: Catalogue,
    today: date,
    wishes: Wishes = NO_WISHES,
) -> Preview:
    """Read a sheet by a mapping, or by the one proposed for it, as a person wishes.

    Raises:
        InputError: sheet-has-no-name-column, sheet-has-no-people.
    """
    words = vocabulary(record_type, catalogue)
    mapping = mapping or propose(raw, record_type, words)
    if mapping is None or record_type.name_field is None:
        raise InputError("sheet-has-no-name-column")
    sheet = converted(raw, mapping.scripts)
    reader = _Reader(sheet, mapping, record_type, words, today, wishes)
    first = mapping.header_row + mapping.header_rows
    for index in range(first, len(sheet.rows)):
        if index % ROWS_PER_STEP == 0:
            wishes.step(index, len(sheet.rows))
        reader.read(index + 1, sheet.rows[index])
    if not reader.rows:
        raise InputError("sheet-has-no-people")
    rows = tuple(_with_duplicates(reader.rows, wishes.anyway))
    cells = replace(raw, rows=raw.rows[first:])
    return Preview(
        sheet.name, mapping, samples(sheet, mapping), rows, tuple(reader.skipped),
        readings(cells, mapping.scripts),
    )  # fmt: skip


def previews(
    sheets: Sequence[Sheet],
    *,
    record_type: RecordType,
    catalogue: Catalogue,
    today: date,
    wishes: Wishes = NO_WISHES,
) -> list[Preview]:
    """Return the previews of the sheets with people in them; raises as `preview` without any."""
    found: list[Preview] = []
    failed: list[InputError] = []
    for sheet in sheets:
        try:
            found.append(
                preview(
                    sheet, record_type=record_type, catalogue=catalogue, today=today, wishes=wishes
                )
            )
        except InputError as error:
            failed.append(error)
    if not found:
        raise failed[0] if failed else InputError("sheet-has-no-people")
    return found


def fullest(found: Sequence[Preview]) -> Preview:
    """Return the preview of the sheet with the most people in it."""
    return max(found, key=lambda one: len(one.rows))


@dataclass
class _Reader:
    """Goes down the rows, keeping what a section heading said of those below it."""

    sheet: Sheet
    mapping: Mapping
    record_type: RecordType
    vocabulary: Vocabulary
    today: date
    wishes: Wishes
    rows: list[RowReading] = field(default_factory=list)
    skipped: list[SkippedRow] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.kinds = RowKinds(self.sheet, self.mapping, self.record_type, self.vocabulary)
        self.uses = [use for use in self.mapping.columns if use.field in self.record_type.by_name]
        self.parts: dict[str, list[ColumnUse]] = {}
        for use in self.uses:
            if use.part:
                self.parts.setdefault(use.field or "", []).append(use)

    def read(self, number: int, row: tuple[Cell, ...]) -> None:
        """Read one row into `rows` or `skipped`."""
        reason = self.kinds.reason_to_skip(row)
        if number in self.wishes.left_out:
            self.skipped.append(SkippedRow(number, "left-out"))
            return
        fixed = self.wishes.fixes.get(number, {})
        if reason and not fixed:
            self.skipped.append(SkippedRow(number, reason))
            return
        reading = CellReading()
        for use in self.uses:
            cell = self._cell(row, use)
            if cell is None or use.field in fixed:
                continue
            declared = self.record_type.field(use.field or "")
            if use.rivals and differs(cell, use.rivals):
                reading.refuse(declared.name, "script-unsure", value=text_of(cell))
            elif not use.part:
                one = read_cell(cell, declared, self.vocabulary, self.today)
                reading.take(one, use.heading)
                if use.script:
                    _warn_of_words(reading, declared, cell)
        for name, uses in self.parts.items():
            if name not in fixed:
                cells = [(use, self._cell(row, use)) for use in uses if use.column < len(row)]
                declared = self.record_type.field(name)
                read_parts(reading, declared, cells, self.vocabulary, self.today)
        for name, text in fixed.items():
            declared = self.record_type.field(name)
            heading = next((use.heading for use in self.uses if use.field == name), "")
            reading.take(read_cell(text, declared, self.vocabulary, self.today), heading)
        self._complete(reading)
        problems, warnings = tuple(reading.problems), tuple(reading.warnings)
        self.rows.append(RowReading(number, reading.values, problems, warnings))

    def _cell(self, row: tuple[Cell, ...], use: ColumnUse) -> Cell:
        cell = row[use.column] if use.column < len(row) else None
        is_day = self.record_type.field(use.field or "").kind in (Kind.DAY, Kind.PARTIAL_DAY)
        return from_1904(cell) if self.sheet.is_1904 and is_day else cell

    def _complete(self, reading: CellReading) -> None:
        """Fill in what titles and sections say, and look at the row as a whole."""
        refused = {problem.field for problem in reading.problems}
        self._add_told(reading)
        for told in (reading.also, self.kinds.told, self.mapping.defaults):
            for name, value in told.items():
                if name not in refused and reading.values.get(name) is None:
                    reading.values[name] = value
        self._keep_words(reading)
        for declared in self.record_type.fields:
            missing = declared.required and not reading.values.get(declared.name)
            if missing and declared.entered and declared.name not in refused:
                reading.refuse(declared.name, "field-required")
        if reading.problems:
            return
        _warn_of_mismatch(reading)
        record: Record = self.record_type.record.from_plain(reading.values)
        for name, code in record.issues().items():
            reading.refuse(name, code)

    def _add_told(self, reading: CellReading) -> None:
        """Put what cells tell of other fields beside what stands there, where there is room."""
        for name, value in reading.also.items():
            own, kind = reading.values.get(name), self.record_type.field(name).kind
            if own and kind is Kind.CODES:
                codes = {*str(own).split(), *str(value).split()}
                reading.values[name] = " ".join(sorted(codes))
            elif own and kind is Kind.TEXT and fold(str(value)) not in fold(str(own)):
                reading.kept.append(str(value))

    def _keep_words(self, reading: CellReading) -> None:
        """Put the words that no field says into the note, below what stands there."""
        declared = self.record_type.by_name.get(NOTE)
        if reading.kept and declared is not None:
            lines = [str(reading.values.get(NOTE) or ""), *reading.kept]
            read_text(reading, "\n".join(filter(None, lines)), declared)


def _warn_of_words(reading: CellReading, declared: Field, cell: Cell) -> None:
    """Warn of a name from an old font that nobody can say: a letter was lost on its way."""
    name = reading.values.get(declared.name)
    if declared.kind is Kind.NAME and isinstance(name, str):
        strange = [word for word in name.split() if not word.isascii() and not is_syllable(word)]
        if strange:
            reading.warn(declared.name, "old-font-letter-lost", value=" ".join(strange))


def _warn_of_mismatch(reading: CellReading) -> None:
    """Compare the personal number with birth and sex; a paper may be wrong, so only a warning."""
    number, born = reading.values.get("id_number"), str(reading.values.get("born") or "")
    if not isinstance(number, str):
        return
    year = int(born[:4]) if born[:4].isdigit() and not born.endswith("~") else None
    sex = reading.values.get("sex")
    checked = identity.check_number(number, year, sex if isinstance(sex, str) else None)
    for code, facts in checked.warnings:
        reading.warn("id_number", code, **facts)


def _with_duplicates(rows: Iterable[RowReading], anyway: frozenset[int]) -> Iterable[RowReading]:
    """Point from each row to an earlier one that is, or may be, the same person."""
    by_number: dict[Plain, RowReading] = {}
    by_name: dict[tuple[Plain, ...], RowReading] = {}
    for row in rows:
        values = row.values
        name = fold(str(values.get("full_name") or ""))
        number = values.get("id_number")
        same_number = by_number.get(number) if number else None
        key = (name, values.get("born"), values.get("village"))
        same_name = by_name.get(key) if name and values.get("born") else None
        found = row
        is_same = same_number and fold(str(same_number.values.get("full_name") or "")) == name
        if same_number and is_same and row.row_number_in_file in anyway:
            found = _warned(row, "duplicate-in-file", same_number)
        elif same_number and is_same:
            problem = Problem("", "duplicate-in-file", {"row": same_number.row_number_in_file})
            found = replace(row, problems=(*row.problems, problem))
        elif same_number:
            found = _warned(row, "id-twice-in-file", same_number)
        elif same_name:
            found = _warned(row, "maybe-duplicate-in-file", same_name)
        if number:
            by_number.setdefault(number, row)
        by_name.setdefault(key, row)
        yield found


def _warned(row: RowReading, code: str, earlier: RowReading) -> RowReading:
    warning = Problem("", code, {"row": earlier.row_number_in_file})
    return replace(row, warnings=(*row.warnings, warning))
