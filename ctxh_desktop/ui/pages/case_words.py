"""What the case pages say: the person's line, marks, timeline entries, values old and new."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from PySide6.QtCore import QCoreApplication

from ctxh_desktop.ambient import VIETNAM
from ctxh_desktop.commands.cases import CaseFile, TimelineEntry
from ctxh_desktop.commands.records import HistoryEntry
from ctxh_desktop.domain.codes import Catalogue
from ctxh_desktop.domain.operation import DELETED_AT, DELETED_REASON
from ctxh_desktop.domain.schema import Field, RecordType, Row, Secrecy
from ctxh_desktop.domain.values import Kind, Plain
from ctxh_desktop.ui import wording
from ctxh_desktop.ui.messages import record_text
from ctxh_desktop.ui.models.record_table import shown
from ctxh_desktop.ui.pages import marks
from ctxh_desktop.ui.scene import Scene
from ctxh_desktop.ui.widgets.painting import Mark
from ctxh_desktop.ui.widgets.timeline import Entry

_CHANGES = {"KHAHON": ("ok", "check"), "NHUCU": ("off", "right"), "XAUDI": ("danger", "down")}
_URGENT = "KC"
_HIGH_RISK = "CAO"
MARKS_MAX = 3


def person_line(person: Row, today: date, catalogue: Catalogue) -> str:
    """Return "Nữ · 14 tuổi (8/2012) · Thôn 3"."""
    return wording.joined(
        [
            catalogue.label("sex", person.text("sex")),
            wording.age(person.text("born") or None, today),
            person.text("village"),
        ]
    )


def case_line(person: Row, case: Row, today: date, catalogue: Catalogue) -> str:
    """Return the person's line with case number and who is in charge."""
    words = QCoreApplication.translate("case", "In charge: {name}")
    responsible = case.text("responsible")
    return wording.joined(
        [
            person_line(person, today, catalogue),
            case.text("number"),
            words.format(name=responsible) if responsible else "",
        ]
    )


def case_marks(file: CaseFile, catalogue: Catalogue) -> tuple[Mark, ...]:
    """Return the chips of the identity band, the most important ones first."""
    case, found = file.case, []
    if case["closed_on"]:
        found.append(Mark(QCoreApplication.translate("case", "Closed"), "off", "lock"))
    if case["risk"] == _HIGH_RISK:
        found.append(Mark(catalogue.label("risk_level", _HIGH_RISK), "danger", "alert"))
    if file.is_protected:
        found.append(marks.protected())
    if file.is_unsent:
        found.append(marks.unsent())
    return tuple(found[: MARKS_MAX - bool(file.conflicts)])


def change_mark(code: str, catalogue: Catalogue) -> Mark | None:
    """Return the chip that says how the situation changed."""
    if not code:
        return None
    kind, icon = _CHANGES.get(code, ("off", ""))
    return Mark(catalogue.label("situation_change", code), kind, icon)


def due_mark(due_on: str, today: date) -> Mark | None:
    """Return the chip of a due day that needs care: overdue or today."""
    kind = wording.due_kind(due_on, today) if due_on else ""
    return Mark(wording.due(due_on, today), kind, wording.due_icon(due_on, today)) if kind else None


def timeline_entry(entry: TimelineEntry, file: CaseFile, scene: Scene) -> Entry:
    """Return one thing that happened as the timeline shows it."""
    icon, kind, title, body = _told(entry, file, scene)
    chips = [change_mark(entry.change, scene.catalogue)]
    chips.append(marks.unsent() if entry.is_unsent else None)
    return Entry(
        id=f"{entry.kind}:{entry.id}",
        day=wording.short_day(entry.on),
        time=_time(entry.on, entry.at),
        month=wording.month(entry.on),
        icon=icon,
        title=title,
        who=entry.by,
        body=body,
        kind=kind,
        marks=tuple(chip for chip in chips if chip is not None),
    )


def _told(entry: TimelineEntry, file: CaseFile, scene: Scene) -> tuple[str, str, str, str]:
    """Return icon, tone, title and body."""
    if entry.kind == "visit":
        title = scene.catalogue.label("contact_kind", entry.code)
        return (
            marks.contact_icon(entry.code),
            "primary" if entry.is_unsent else "plain",
            title,
            entry.text,
        )
    if entry.kind == "step_done":
        words = QCoreApplication.translate("case", "Step done")
        return "check", "ok", words, entry.text
    if entry.kind == "conflict":
        words = QCoreApplication.translate("case", "Edited in two places")
        return "split", "warn", words, _contested(entry, file, scene)
    source = ""
    if entry.code:
        words = QCoreApplication.translate("case", "Source of information: {source}.")
        source = words.format(source=scene.catalogue.label("intake_source", entry.code))
    body = "\n".join(part for part in (source, entry.text) if part)
    if file.case["urgency"] == _URGENT:
        return "alert", "danger", QCoreApplication.translate("case", "Urgent intake"), body
    return "folder", "plain", QCoreApplication.translate("case", "Intake"), body


def _contested(entry: TimelineEntry, file: CaseFile, scene: Scene) -> str:
    row = next((row for row in file.conflicts if row.id == entry.id), None)
    declared = scene.types.get(row.text("record_type")) if row else None
    return group_label(declared, entry.text) if declared else ""


def group_label(declared: RecordType, name: str) -> str:
    """Return the label of a field or of the fields of a group; "Deletion" for deleting."""
    if name == DELETED_AT:
        return QCoreApplication.translate("case", "Deletion")
    fields = declared.groups.get(name) or tuple(f for f in declared.fields if f.name == name)
    return ", ".join(record_text(field.label) for field in fields)


def _time(on: str, at: str) -> str:
    """Return the time of writing down, where that was on the day itself."""
    if not at:
        return ""
    return wording.clock(at) if str(day_of(at)) == on else ""


def day_of(instant: str) -> date:
    """Return the calendar day of an instant in Vietnam."""
    return datetime.fromisoformat(instant).astimezone(VIETNAM).date()


def visit_entry(visit: Row, catalogue: Catalogue, *, is_unsent: bool) -> Entry:
    """Return a visit with all it holds, for the list of visits."""
    code = visit.text("contact_kind")
    lines = []
    if visit["met"]:
        words = QCoreApplication.translate("case", "Met: {people}.")
        lines.append(words.format(people=catalogue.labels("met_person", visit.text("met"))))
    lines.append(visit.text("note"))
    chips = [change_mark(visit.text("change"), catalogue), safe_mark(visit["is_safe"])]
    chips.append(marks.unsent() if is_unsent else None)
    return Entry(
        id=f"visit:{visit.id}",
        day=wording.short_day(visit.text("visited_on")),
        time="",
        month=wording.month(visit.text("visited_on")),
        icon=marks.contact_icon(code),
        title=catalogue.label("contact_kind", code),
        who=visit.created_by,
        body="\n".join(line for line in lines if line),
        marks=tuple(chip for chip in chips if chip is not None),
    )


def safe_mark(is_safe: Plain) -> Mark | None:
    """Return the chip that says whether the person was safe."""
    if is_safe is None:
        return None
    if is_safe:
        return Mark(QCoreApplication.translate("case", "Safe: yes"), "ok", "check")
    return Mark(QCoreApplication.translate("case", "Safe: no"), "danger", "alert")


def history_entry(
    number: int, entry: HistoryEntry, types: Sequence[RecordType], catalogue: Catalogue
) -> Entry:
    """Return one change as old → new in words; *types* are asked in turn for the field."""
    lines, titles = [], []
    for name, old, new in entry.changes:
        if name == DELETED_REASON:
            continue
        field = next((t.by_name[name] for t in types if name in t.by_name), None)
        if field is None:
            titles.append(_deletion(new) if name == DELETED_AT else name)
            continue
        titles.append(record_text(field.label))
        if field.secrecy is Secrecy.SEALED:
            lines.append(QCoreApplication.translate("case", "(kept apart)"))
            continue
        lines.append(f"{in_words(field, old, catalogue)} → {in_words(field, new, catalogue)}")
    if not entry.changes:
        titles.append(QCoreApplication.translate("case", "Written down for the first time"))
    day = day_of(entry.at)
    return Entry(
        id=f"change:{number}",
        day=wording.short_day(day),
        time=wording.clock(entry.at),
        month=wording.month(day),
        icon="note",
        title=", ".join(titles),
        who=entry.by,
        body="\n".join(lines),
        marks=(marks.unsent(),) if entry.is_unsent else (),
    )


def _deletion(deleted_at: Plain) -> str:
    if deleted_at:
        return QCoreApplication.translate("case", "Deleted")
    return QCoreApplication.translate("case", "Brought back")


def in_words(field: Field, value: Plain, catalogue: Catalogue) -> str:
    """Return a stored value as a sentence needs it: yes and no, and "(empty)"."""
    if value is None or value == "":
        return QCoreApplication.translate("case", "(empty)")
    if field.kind is Kind.BOOL:
        if value:
            return QCoreApplication.translate("case", "yes")
        return QCoreApplication.translate("case", "no")
    if field.kind is Kind.LINK:
        return QCoreApplication.translate("case", "(another one)")
    return shown(field, value, catalogue)
