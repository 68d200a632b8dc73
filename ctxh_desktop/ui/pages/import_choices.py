"""What a person decided about the rows of one list while looking at it; kept for this import."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ctxh_desktop.commands.imports import (
    ImportPeople,
    ImportPreview,
    PreviewImport,
    ReadFile,
    Watch,
)
from ctxh_desktop.commands.known_people import FILL, NEW, SKIP, Answers
from ctxh_desktop.ui.models.import_rows import RowToSee


@dataclass(frozen=True)
class Decided:
    """What was decided about one row.

    Shapes: `is_anyway` takes it although the person stands in another row; `answer` and `taken` are
    about who is known, as in `ImportChoices`.
    """

    is_anyway: bool = False
    answer: str = SKIP
    taken: frozenset[str] = frozenset()


@dataclass
class ImportChoices:
    """File, mapping and what was decided about single rows of one sheet.

    Shapes: `fixes` is row number → {field: text}; `names` whose a row was when it was last read;
    `known` and `answers` hold what becomes of known people (`commands.known_people`), of all and by
    row; `taken` is row number → differences in which the list's is taken; `others` are the choices
    for the other sheets of the file, by name.
    """

    path: Path
    mapping: Any = None
    sheet: str | None = None
    fixes: dict[int, dict[str, str]] = field(default_factory=dict)
    left_out: set[int] = field(default_factory=set)
    anyway: set[int] = field(default_factory=set)
    names: dict[int, str] = field(default_factory=dict)
    read: ReadFile | None = None
    known: str = SKIP
    answers: dict[int, str] = field(default_factory=dict)
    taken: dict[int, set[str]] = field(default_factory=dict)
    is_taken_in: bool = False
    others: dict[str, ImportChoices] = field(default_factory=dict, repr=False, compare=False)

    def mend(self, number: int, texts: Mapping[str, str]) -> None:
        """Read these texts in place of cells of a row."""
        self.fixes[number] = {**self.fixes.get(number, {}), **texts}

    def leave_out(self, number: int, is_left_out: bool) -> None:
        """Leave a row out, or take it after all."""
        (self.left_out.add if is_left_out else self.left_out.discard)(number)

    def take_anyway(self, number: int, is_wanted: bool) -> None:
        """Take a row although the person stands in another one too, or not."""
        (self.anyway.add if is_wanted else self.anyway.discard)(number)

    def take_columns(self, mapping: Any) -> None:
        """Read the columns as this mapping says."""
        self.mapping = mapping

    def answer_all(self, answer: str) -> None:
        """Say what becomes of all known people of whom nothing else is said."""
        self.known = answer

    def answer(self, number: int, answer: str) -> None:
        """Say what becomes of the known person of a row."""
        self.answers[number] = answer

    def take_listed(self, number: int, names: frozenset[str]) -> None:
        """Take the list's in these differences of a row, which fills the person in as well."""
        self.taken[number] = set(names)
        if names:
            self.answers[number] = FILL

    def looked_at(self, found: ImportPreview) -> None:
        """Remember how the list was read."""
        self.mapping, self.sheet = found.preview.mapping, found.preview.sheet_name
        self.read = found.read
        for row in found.preview.rows:
            self.names[row.row_number_in_file] = str(row.values.get("full_name") or "")

    def on_sheet(self, name: str) -> ImportChoices:
        """Return the choices for another sheet of the same file, as they were left."""
        if self.sheet is not None:
            self.others[self.sheet] = self
        fresh = ImportChoices(self.path, sheet=name, known=self.known, others=self.others)
        there = self.others.get(name, fresh)
        there.read = self.read
        return there

    def sheets(self) -> dict[str, int]:
        """Return the sheets with people in them, and how many each has."""
        return dict(self.read.people) if self.read else {}

    def next_sheet(self) -> str:
        """Return the next sheet whose people were not taken in, "" when there is none."""
        done = {name for name, one in self.others.items() if one.is_taken_in} | {self.sheet}
        return next((name for name in self.sheets() if name not in done), "")

    def decided(self) -> Answers:
        """Return what becomes of known people."""
        taken = {number: frozenset(names) for number, names in self.taken.items()}
        return Answers(self.known, dict(self.answers), taken)

    def of(self, row: RowToSee) -> Decided:
        """Return what was decided about one row."""
        answers, is_anyway = self.decided(), row.number in self.anyway
        taken = answers.taken.get(row.number, frozenset())
        if row.person is None:
            return Decided(is_anyway, taken=taken)
        return Decided(is_anyway, answers.of(row.number, row.person, is_anyway=is_anyway), taken)

    def counts(self, found: ImportPreview) -> tuple[int, int]:
        """Return how many people would be new, and how many would be filled in."""
        answers = self.decided()
        new = len(found.preview.ready) - len(found.known)
        filled = set()
        for number, person in found.known.items():
            answer = answers.of(number, person, is_anyway=number in self.anyway)
            if answer == NEW:
                new += 1
            elif answer == FILL and person.comparison.changes(answers.taken.get(number, ())):
                filled.add(person.id)
        return new, len(filled)

    def preview(self, watch: Watch) -> PreviewImport:
        """Return the command that looks at the list as decided."""
        return PreviewImport(self.path, self.mapping, self.sheet, **self._decided(), watch=watch)

    def take(self, found: ImportPreview, watch: Watch) -> ImportPeople:
        """Return the command that takes in what was looked at."""
        return ImportPeople(
            self.path, self.mapping, self.sheet, **self._decided(), watch=watch,
            skip_errors=True, known=self.decided(), digest=found.digest,
        )  # fmt: skip

    def _decided(self) -> dict[str, Any]:
        return {
            "fixes": {number: dict(texts) for number, texts in self.fixes.items()},
            "left_out": frozenset(self.left_out),
            "anyway": frozenset(self.anyway),
            "read": self.read,
        }
