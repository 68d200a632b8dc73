"""TransferRequest (đề nghị chuyển hồ sơ): a collaborator says that somebody lives elsewhere now.

It is an ordinary record of the commune that asks.  The province carries it out when it takes it:
person, cases and this row go to the other commune, and `outcome` says so.  While a laptop holds one
without an outcome, the person is asked for and still here.

Source: sync design §4.9; domain reference §13 F07b (handing over records); ADR-0029.
"""

from __future__ import annotations

import re
from datetime import date

from ctxh_desktop.domain.schema import Record, code, day, link, long_text, record, text

MOVED = "moved"
"""Outcome: the person went to the other commune by this request."""
THERE = "there"
"""Outcome: the person was there already, for somebody else had asked first."""


@record("transfer_request", label="Move to another commune", plural="Moves to another commune")
class TransferRequest(Record):
    """One person who is to belong to another commune."""

    person_id: str = link("Person", "person")
    to_commune: str = text("New commune", listed=True, length_max=5)
    moved_on: date = day("Moved on")
    note: str | None = long_text("What they should know there", default=None)
    outcome: str | None = code(
        "Outcome", "transfer_outcome", default=None, entered=False, by_province=True, listed=True
    )

    def issues(self) -> dict[str, str]:
        """Return what is wrong, by field: a commune is five digits."""
        is_code = re.fullmatch(r"[0-9]{5}", self.to_commune) is not None
        return {} if is_code else {"to_commune": "commune-code-malformed"}
