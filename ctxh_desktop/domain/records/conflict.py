"""Conflict (hai nơi cùng sửa): two places changed one field or group without knowing of each other.

The province makes it when a change arrives whose old value is no longer current; it is an ordinary
synced record, and choosing is an ordinary change.  Both values stay here and in the history.

Shapes: `base`, `current` and `proposed` are JSON objects {field name: plain value}.

Source: sync design §4.5; ADR-0007.
"""

from __future__ import annotations

from ctxh_desktop.domain.schema import Record, code, instant, long_text, record, text

OPEN = "open"
RESOLVED = "resolved"


@record("conflict", label="Edited in two places", plural="Edited in two places")
class Conflict(Record):
    """One field or group with two values, waiting for a person or settled by one."""

    record_type: str = text("Record type", entered=False)
    record_id: str = text("Record", entered=False)
    field: str = text("Field or group", entered=False, listed=True)
    kind: str = code("Kind of conflict", "conflict_kind", entered=False, listed=True)
    base: str | None = long_text("Value both started from", default=None, entered=False)
    current: str | None = long_text("Value at the province", default=None, entered=False)
    current_by: str | None = text("Who wrote it", default=None, entered=False)
    current_at: str | None = instant("When it was written", default=None, entered=False)
    proposed: str | None = long_text("Value that arrived later", default=None, entered=False)
    proposed_by: str | None = text("Who wrote the other", default=None, entered=False)
    proposed_at: str | None = instant("When the other was written", default=None, entered=False)
    op_id: str = text("Operation", entered=False)
    state: str = code("State", "conflict_state", default=OPEN, entered=False, group="state")
    choice: str | None = text("What was chosen", default=None, entered=False, group="state")
    resolved_by: str | None = text("Who chose", default=None, entered=False, group="state")
