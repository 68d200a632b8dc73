"""Same number: a personal number that somebody else in the register has already.

It is never refused for good, since papers are copied wrongly and numbers were given out twice: who
saves it all the same says why.  The reason becomes a line of the person's note in the very change
that brings the number, so it travels with it and stands beside it in the history.

Source: ux reference §6 (duplicates, same number on saving).
"""

from __future__ import annotations

from collections.abc import Mapping

from ctxh_desktop.commands.desk import Desk
from ctxh_desktop.domain.schema import Row
from ctxh_desktop.domain.validation import field_issue
from ctxh_desktop.domain.values import Plain, clean
from ctxh_desktop.errors import InputError
from ctxh_desktop.storage import people
from ctxh_desktop.storage.records import Reader

IN_CASE, WITHOUT_CASE = CODES = "number-taken-in-case", "number-taken"
"""Codes of what is said while there is no reason; their facts name whose number it is."""


def explained(
    desk: Desk, reader: Reader, stored: Row | None, values: Mapping[str, Plain], reason: str
) -> dict[str, Plain]:
    """Return the checked *values* of a person as they are saved, *stored* being the one changed.

    *reason* is the line for the note; it is left out where nobody else has the number.

    Raises:
        InputError: "number-taken-in-case", "number-taken" where a reason is missing;
            "record-has-issues" where the note has no room for it.
    """
    number = str(values.get("id_number") or "")
    if not number or (stored is not None and number == stored["id_number"]):
        return dict(values)
    own_id = stored.id if stored else ""
    others = [row_id for row_id in people.with_number(reader, [number]) if row_id != own_id]
    if not others:
        return dict(values)
    line = clean(reason)
    if not line:
        raise _taken(reader, others[0])
    known = values["note"] if "note" in values else stored["note"] if stored else None
    note = "\n".join(part for part in (str(known or ""), line) if part)
    wrong = field_issue(desk.type("person").field("note"), note, desk.catalogue)
    if wrong is not None:
        raise InputError("record-has-issues", issues={"note": wrong}, count=1)
    return {**values, "note": note}


def _taken(reader: Reader, person_id: str) -> InputError:
    """Return what is said; its facts are whose number it is and what opens that entry."""
    (line,) = people.lines(reader, [person_id])
    if line.case is not None:
        number = line.case.text("number")
        return InputError(IN_CASE, whose=number, person_id=person_id, case_id=line.case.id)
    name = line.person.text("full_name")
    return InputError(WITHOUT_CASE, whose=name, person_id=person_id, case_id="")
