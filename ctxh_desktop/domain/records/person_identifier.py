"""PersonIdentifier (giấy tờ của người): one number that some paper gives a person.

The number that lists show and that people are compared by stays `person.id_number`; here are all
the others: old and new cards, birth certificate, insurance, old files.  "No papers" is an answer.

Invariants: a number unless the kind says that there is none; the count of digits is that of the
kind; what differs from birth and sex is a warning only (`domain.part_warnings`).

Source: domain reference §7.1–7.5, code list L28.
"""

from __future__ import annotations

from ctxh_desktop.domain import identity
from ctxh_desktop.domain.schema import Record, boolean, code, link, partial_day, record, text
from ctxh_desktop.domain.values import PartialDay, is_reversed

NO_PAPERS = "KHONG"
_DIGITS = {
    "SDDCN": "number-needs-12-digits",
    "CCCD": "number-needs-12-digits",
    "CC": "number-needs-12-digits",
    "CMND9": "number-needs-9-digits",
    "BHXH": "number-needs-10-digits",
}
"""Kind → what is said when its count of digits is wrong."""
_COUNTS = {
    "number-needs-12-digits": identity.NUMBER_DIGITS,
    "number-needs-9-digits": identity.OLD_NUMBER_DIGITS,
    "number-needs-10-digits": identity.INSURANCE_DIGITS,
}


@record(
    "person_identifier",
    label="Paper with a number",
    plural="Papers with numbers",
    source="TT 02/2020/TT-BLĐTBXH, Mẫu số 01, A8",
    part_of="person",
)
class PersonIdentifier(Record):
    """One number of a person."""

    person_id: str = link("Person", "person", entered=False)
    kind: str = code("Kind of paper", "identifier_kind", listed=True, group="number")
    number: str | None = text(
        "Number", default=None, searched=True, listed=True, length_max=50, group="number"
    )
    issued_on: PartialDay | None = partial_day("Issued on", default=None, listed=True)
    issued_by: str | None = text("Issued by", default=None)
    valid_from: PartialDay | None = partial_day("Valid from", default=None)
    valid_to: PartialDay | None = partial_day("Valid until", default=None, listed=True)
    is_current: bool = boolean("Still in use", default=True)
    note: str | None = text("Note", default=None)

    def issues(self) -> dict[str, str]:
        """Return what is wrong, by field; see the invariants above."""
        found: dict[str, str] = {}
        if (self.number is None) != (self.kind == NO_PAPERS):
            found["number"] = "number-or-no-papers"
        elif self.number is not None and self.kind in _DIGITS:
            wrong, bare = _DIGITS[self.kind], identity.clean_number(self.number)
            if not (bare.isascii() and bare.isdigit() and len(bare) == _COUNTS[wrong]):
                found["number"] = wrong
        if is_reversed(self.valid_from, self.valid_to):
            found["valid_to"] = "ends-before-it-begins"
        return found
