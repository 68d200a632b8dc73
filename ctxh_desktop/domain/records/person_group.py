"""PersonGroup (nhóm đối tượng): that a person belongs to a target group, from when to when.

`person.groups` stays what lists show, narrow and protect by: commands keep it in step.

Source: TT 02/2020/TT-BLĐTBXH Mẫu số 01 A15; code lists L01, L04.
"""

from __future__ import annotations

from datetime import date

from ctxh_desktop.domain.schema import Record, boolean, code, day, link, partial_day, record, text
from ctxh_desktop.domain.values import PartialDay, is_reversed

CHILD = "TE"
"""The group whose sub-groups are code list L04."""


@record(
    "person_group",
    label="Target group",
    plural="Target groups over time",
    source="TT 02/2020/TT-BLĐTBXH, Mẫu số 01, A15",
    part_of="person",
)
class PersonGroup(Record):
    """One group of a person for some time."""

    person_id: str = link("Person", "person", entered=False)
    target_group: str = code("Target group", "target_group", listed=True, group="kind")
    sub_group: str | None = code(
        "Group of children", "child_group", default=None, listed=True, group="kind"
    )
    is_main: bool = boolean("Main group", default=False)
    from_on: PartialDay | None = partial_day("From", default=None, listed=True)
    to_on: PartialDay | None = partial_day("Until", default=None, listed=True)
    decision_number: str | None = text(
        "Number of the decision or paper", default=None, group="decision"
    )
    decided_on: date | None = day("Day of the decision", default=None, group="decision")
    note: str | None = text("Note", default=None)

    def issues(self) -> dict[str, str]:
        """Return what is wrong, by field: sub-groups are of children, from is before to."""
        found: dict[str, str] = {}
        if self.sub_group is not None and self.target_group != CHILD:
            found["sub_group"] = "sub-group-of-children"
        if is_reversed(self.from_on, self.to_on):
            found["to_on"] = "ends-before-it-begins"
        return found
