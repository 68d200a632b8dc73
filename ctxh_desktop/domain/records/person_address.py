"""PersonAddress (địa chỉ): one place of a person: where they live, are registered, come from.

Where somebody lives now stays in `person.village` and `person.address`, by which lists are made.
An address in the units of before 1/7/2025 is kept as it was written in `old_address`; the unit of
today is proposed from it (`domain.former_units`) and stands in `commune_code`.

Source: TT 02/2020/TT-BLĐTBXH Mẫu số 01 A6; domain reference §3.3, §7.4.
"""

from __future__ import annotations

import re

from ctxh_desktop.domain.schema import Record, code, link, partial_day, record, text
from ctxh_desktop.domain.values import PartialDay, is_reversed

_COMMUNE = re.compile(r"[0-9]{5}")


@record(
    "person_address",
    label="Address",
    plural="Addresses",
    source="TT 02/2020/TT-BLĐTBXH, Mẫu số 01, A6",
    part_of="person",
)
class PersonAddress(Record):
    """One address of a person."""

    person_id: str = link("Person", "person", entered=False)
    kind: str = code("Kind of address", "address_kind", listed=True)
    commune_code: str | None = text(
        "Code of the commune", default=None, listed=True, length_max=5, group="address"
    )
    village: str | None = text("Village or ward group", default=None, listed=True, group="address")
    address: str | None = text(
        "House number, directions", default=None, listed=True, group="address"
    )
    old_address: str | None = text(
        "Address in the units of before 1/7/2025", default=None, group="address"
    )
    from_on: PartialDay | None = partial_day("From", default=None, listed=True)
    to_on: PartialDay | None = partial_day("Until", default=None, listed=True)
    note: str | None = text("Note", default=None)

    def issues(self) -> dict[str, str]:
        """Return what is wrong, by field: some address, a code of five digits, from before to."""
        found: dict[str, str] = {}
        if not (self.commune_code or self.village or self.address or self.old_address):
            found["address"] = "address-needs-a-place"
        if self.commune_code is not None and not _COMMUNE.fullmatch(self.commune_code):
            found["commune_code"] = "commune-code-wrong"
        if is_reversed(self.from_on, self.to_on):
            found["to_on"] = "ends-before-it-begins"
        return found
