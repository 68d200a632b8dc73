"""One contested field or group: its versions side by side, and which one is chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtWidgets import QWidget

from ctxh_desktop.commands.conflicts import ConflictField
from ctxh_desktop.domain.codes import Catalogue
from ctxh_desktop.domain.operation import DELETED_AT, DELETED_REASON
from ctxh_desktop.domain.schema import RecordType
from ctxh_desktop.domain.values import Kind, Plain
from ctxh_desktop.ui import wording
from ctxh_desktop.ui.messages import record_text
from ctxh_desktop.ui.pages.case_words import in_words
from ctxh_desktop.ui.pages.choice_cell import ChoiceCell, Span, differing
from ctxh_desktop.ui.pages.version_row import VersionRow

MINE, PROVINCE, BOTH = "mine", "province", "both"
RECOVERED, MOVED = "recovered", "moved"
"""Kinds of conflicts that are no simple meeting of two edits (code list conflict_kind)."""
_JOINED = (Kind.CODES, Kind.LONG_TEXT)
_NOTED = (Kind.TEXT, Kind.NAME, Kind.IDENTIFIER)


def may_keep_both(field: ConflictField, declared: RecordType) -> bool:
    """Whether both versions can be kept readably: joined, or the other one in the note."""
    if field.name == DELETED_AT:
        return False
    changed = [n for n, value in field.mine.items() if value != field.province.get(n)]
    kinds = [declared.by_name[name].kind for name in changed if name in declared.by_name]
    kept_in_note = _NOTED if "note" in declared.by_name else ()
    return bool(kinds) and all(kind in (*_JOINED, *kept_in_note) for kind in kinds)


def told_fields(field: ConflictField, declared: RecordType) -> tuple[str, ...]:
    """Return the fields of a group about which something is known on either side."""
    names = tuple(name for name in field.mine if name in declared.by_name) or tuple(field.mine)
    told = tuple(n for n in names if field.mine.get(n) or field.province.get(n))
    return told or names


def version_text(
    values: Mapping[str, Plain],
    names: Sequence[str],
    declared: RecordType,
    catalogue: Catalogue,
) -> str:
    """Return one version as a person reads it, a line for each field of a group."""
    told = [
        (declared.by_name[name], values.get(name)) for name in names if name in declared.by_name
    ]
    if not told:  # why it was deleted, or a field of a newer version
        return wording.joined(str(values.get(name) or "") for name in names) or "–"
    if len(told) == 1:
        return in_words(told[0][0], told[0][1], catalogue)
    return "\n".join(
        f"{record_text(field.label)}: {in_words(field, value, catalogue)}" for field, value in told
    )


class ConflictFieldRow(VersionRow):
    """The versions of one field; its choices are "mine", "province", "both"."""

    def __init__(
        self,
        field: ConflictField,
        declared: RecordType,
        catalogue: Catalogue,
        today: date,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.field = field
        self._today, self._declared = today, declared
        why = self.tr("Proposed: what reached the province first")
        self.fill(
            self._name(),
            self._make_cells(declared, catalogue),
            self._kind(),
            (field.suggested, why),
        )

    def is_deletion(self) -> bool:
        """Whether one side deleted the record."""
        return self.field.name == DELETED_AT

    def _name(self) -> str:
        if self.field.name == DELETED_AT:
            return self.tr("Deleted in one place, edited in the other")
        if self.field.name == DELETED_REASON:
            return self.tr("Why it was deleted")
        by_name = self._declared.by_name
        known = told_fields(self.field, self._declared)
        return ", ".join(record_text(by_name[n].label) if n in by_name else n for n in known)

    def _kind(self) -> str:
        """Return what is special about how the two values met."""
        if self.field.kind == RECOVERED:
            return self.tr("Found again on a computer after the server was restored")
        if self.field.kind == MOVED:
            return self.tr("Written after the record had gone to another commune")
        return ""

    def _make_cells(self, declared: RecordType, catalogue: Catalogue) -> dict[str, ChoiceCell]:
        field = self.field
        if field.name == DELETED_AT:
            return self._deletion_cells()
        names = told_fields(field, declared)
        mine = version_text(field.mine, names, declared, catalogue)
        province = version_text(field.province, names, declared, catalogue)
        mine_span, province_span = differing(mine, province)
        made = {
            MINE: ChoiceCell(mine, "1", "", mine_span),
            PROVINCE: ChoiceCell(province, "2", self._standing_hint(), province_span),
        }
        if may_keep_both(field, declared):
            joined = all(declared.by_name[n].kind in _JOINED for n in field.mine)
            hint = "" if joined else self.tr("the one from this side goes into the note")
            none: Span = (0, 0)
            made[BOTH] = ChoiceCell(self.tr("Both"), "3", hint, none)
        return made

    def _deletion_cells(self) -> dict[str, ChoiceCell]:
        field, deleting, keeping = self.field, MINE, PROVINCE
        gone, by = field.mine, field.mine_by
        if not gone.get(DELETED_AT):  # brought back where it had been deleted meanwhile
            deleting, keeping = PROVINCE, MINE
            gone, by = field.province, field.province_by
        reason, deleted_at = str(gone.get(DELETED_REASON) or ""), str(gone.get(DELETED_AT) or "")
        when = wording.moment(deleted_at, self._today) if deleted_at else ""
        keep = self.tr("all that was edited stays")
        return {
            keeping: ChoiceCell(self.tr("Keep"), "1", keep),
            deleting: ChoiceCell(self.tr("Delete"), "2", wording.joined([by, when, reason])),
        }

    def _standing_hint(self) -> str:
        return self.tr("reached the province first") if self.field.suggested else ""
