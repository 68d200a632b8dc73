"""PersonPair (hai hồ sơ có thể trùng): what a person said about two entries that look alike.

The id follows from the two people, so that two laptops that answer meet in one row: the same answer
is no news, different answers become a conflict as ever.  `person_id` is the smaller of the two ids,
which for ids that begin with the time is the entry that was made first; it is the one that stays
when they are merged, whoever merges them and wherever.  So merges never run in a circle.

Source: sync design §4.3 (dup_candidate, row_alias), trap 7; ADR-0024.
"""

from __future__ import annotations

import uuid

from ctxh_desktop.domain.schema import Record, code, link, record

SAME, DIFFERENT = "same", "different"

_NAMES = uuid.UUID("6ba7b812-9dad-11d1-80b4-00c04fd430c8")


@record("person_pair", label="Possible duplicate", plural="Possible duplicates")
class PersonPair(Record):
    """Two entries and whether they are one person."""

    person_id: str = link("Person", "person", entered=False)
    other_id: str = link("The other person", "person", entered=False)
    verdict: str = code("Same person?", "pair_verdict", entered=False, listed=True)


def ordered(one_id: str, other_id: str) -> tuple[str, str]:
    """Return two ids, that of the entry made first before the other."""
    return min(one_id, other_id), max(one_id, other_id)


def pair_id(one_id: str, other_id: str) -> str:
    """Return the id of the row about two people, the same on every laptop."""
    return str(uuid.uuid5(_NAMES, " ".join(ordered(one_id, other_id))))
