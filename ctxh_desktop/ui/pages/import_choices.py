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


@dataclass
class ImportChoices:
    """File, mapping and what was decided about single rows.

    Shapes: `fixes` is row number → {field: text}; `names` whose a row was when it was last read.
    """

    path: Path
    mapping: Any = None
    sheet: str | None = None
    fixes: dict[int, dict[str, str]] = field(default_factory=dict)
    left_out: set[int] = field(default_factory=set)
    anyway: set[int] = field(default_factory=set)
    names: dict[int, str] = field(default_factory=dict)
    read: ReadFile | None = None

    def mend(self, number: int, texts: Mapping[str, str]) -> None:
        """Read these texts in place of cells of a row."""
        self.fixes[number] = {**self.fixes.get(number, {}), **texts}

    def leave_out(self, number: int, is_left_out: bool) -> None:
        """Leave a row out, or take it after all."""
        (self.left_out.add if is_left_out else self.left_out.discard)(number)

    def take_anyway(self, number: int, is_wanted: bool) -> None:
        """Take a row although the person is there already, or not."""
        (self.anyway.add if is_wanted else self.anyway.discard)(number)

    def looked_at(self, found: ImportPreview) -> None:
        """Remember how the list was read."""
        self.mapping, self.sheet = found.preview.mapping, found.preview.sheet_name
        self.read = found.read
        for row in found.preview.rows:
            self.names[row.row_number_in_file] = str(row.values.get("full_name") or "")

    def taken(self, found: ImportPreview, *, skip_known: bool) -> int:
        """Return how many people would be taken in."""
        known = found.known_rows - self.anyway if skip_known else frozenset()
        return len(found.preview.ready) - len(known)

    def preview(self, watch: Watch) -> PreviewImport:
        """Return the command that looks at the list as decided."""
        return PreviewImport(self.path, self.mapping, self.sheet, **self._decided(), watch=watch)

    def take(self, found: ImportPreview, watch: Watch, *, skip_known: bool) -> ImportPeople:
        """Return the command that takes in what was looked at."""
        return ImportPeople(
            self.path, self.mapping, self.sheet, **self._decided(), watch=watch,
            skip_errors=True, skip_known=skip_known, digest=found.digest,
        )  # fmt: skip

    def _decided(self) -> dict[str, Any]:
        return {
            "fixes": {number: dict(texts) for number, texts in self.fixes.items()},
            "left_out": frozenset(self.left_out),
            "anyway": frozenset(self.anyway),
            "read": self.read,
        }
