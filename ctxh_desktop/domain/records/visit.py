"""Visit (phiếu vãng gia / tiếp xúc): one contact with the person or the family.

The next appointment is not a field here: it is a `PlanStep`, so that what is due is in one place.

Source: sheet R03 of the domain reference §13.10; kinds and results from code list L11.
"""

from __future__ import annotations

from datetime import date

from ctxh_desktop.domain.schema import Record, boolean, code, codes, day, link, long_text, record


@record("visit", label="Visit", plural="Visits", source="R03; TT 02/2020/TT-BLĐTBXH, Đ7 k3c")
class Visit(Record):
    """One visit, call or meeting."""

    case_id: str = link("Case", "case")
    person_id: str = link("Person", "person", is_looked_up=False)
    visited_on: date = day("Day of the visit", listed=True, is_looked_up=False)
    contact_kind: str = code("Kind of contact", "contact_kind", listed=True)
    met: tuple[str, ...] = codes("Who was met", "met_person", default=())
    change: str | None = code(
        "Situation since last time", "situation_change", default=None, listed=True
    )
    is_safe: bool | None = boolean("Safe right now", default=None)
    note: str | None = long_text("Notes", default=None, searched=True)
