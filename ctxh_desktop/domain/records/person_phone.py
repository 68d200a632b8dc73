"""PersonPhone (điện thoại): one more number of a person, and whether it is safe to call it.

The number that lists show stays `person.phone`.

Source: TT 02/2020/TT-BLĐTBXH Mẫu số 01 A7; safe contact of domain reference §5.6.
"""

from __future__ import annotations

from ctxh_desktop.domain.schema import Record, code, link, record, text


@record(
    "person_phone",
    label="Phone",
    plural="Phones",
    source="TT 02/2020/TT-BLĐTBXH, Mẫu số 01, A7",
    part_of="person",
)
class PersonPhone(Record):
    """One phone number of a person."""

    person_id: str = link("Person", "person", entered=False)
    number: str = text("Phone number", searched=True, listed=True, is_phone=True, length_max=20)
    phone_of: str | None = code("Whose phone", "relationship", default=None, listed=True)
    owner_name: str | None = text("Name of the phone's owner", default=None, listed=True)
    call_safety: str | None = code("Is it safe to call?", "call_safety", default=None, listed=True)
    safe_hours: str | None = text("When it is safe to call", default=None)
    note: str | None = text("Note", default=None)
