"""What is said about a row of a list: its problems and warnings, and who is there already."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QCoreApplication

from ctxh_desktop.commands.known_people import BY_NUMBER
from ctxh_desktop.domain.codes import Catalogue
from ctxh_desktop.domain.schema import RecordType
from ctxh_desktop.domain.values import Kind, Plain
from ctxh_desktop.ui import wording
from ctxh_desktop.ui.messages import record_text, sentence_of
from ctxh_desktop.ui.models.import_rows import RowToSee
from ctxh_desktop.ui.models.record_table import shown


def sentences(row: RowToSee, record_type: RecordType) -> list[str]:
    """Return what is said about a row, one sentence for each thing."""
    found = []
    if row.is_left_out:
        found.append(QCoreApplication.translate("import", "You left this row out."))
    if row.known:
        by_name = QCoreApplication.translate(
            "import", "Somebody with this name and date of birth is in the list already."
        )
        by_number = QCoreApplication.translate(
            "import", "Somebody with this ID number is in the list already."
        )
        found.append(by_number if row.known == BY_NUMBER else by_name)
    return found + [said_of(one, record_type) for one in row.said]


def said_of(one: Any, record_type: RecordType) -> str:
    """Return one problem or warning with the label of its field."""
    declared = record_type.by_name.get(one.field)
    label = record_text(declared.label) if declared else ""
    sentence = sentence_of(one.code, {"label": label.lower(), **one.facts})
    return f"{label}: {sentence}" if label else sentence


def person_line(row: RowToSee, catalogue: Catalogue) -> str:
    """Return "1951 · Nữ · Thôn 3" as far as the row could be read."""
    values = row.values
    sex = catalogue.label("sex", str(values["sex"])) if values.get("sex") else ""
    return wording.joined(
        [wording.born(str(values.get("born") or "")), sex, str(values.get("village") or "")]
    )


def typed(row: RowToSee, name: str, record_type: RecordType, catalogue: Catalogue) -> str:
    """Return what stands in a field of a row: what was read, or what could not be read."""
    value: Plain = row.values.get(name)
    field = record_type.by_name[name]
    if value not in (None, ""):
        return str(value) if field.kind is Kind.CODES else shown(field, value, catalogue)
    facts: dict[str, object] = next((one.facts for one in row.said if one.field == name), {})
    return str(facts.get("value") or "")
