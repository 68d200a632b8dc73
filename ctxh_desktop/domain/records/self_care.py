"""SelfCare (khả năng tự phục vụ): how far a person manages one activity of the day alone.

A later look at the same activity is a row of its own, so that one sees how it went.

Source: TT 02/2020/TT-BLĐTBXH Mẫu số 01 B5; NĐ 28/2012/NĐ-CP Đ3; code list L24.
"""

from __future__ import annotations

from datetime import date

from ctxh_desktop.domain.schema import Record, code, day, link, record, text


@record(
    "self_care",
    label="Managing alone",
    plural="Managing alone in daily life",
    source="TT 02/2020/TT-BLĐTBXH, Mẫu số 01, B5",
    part_of="person",
)
class SelfCare(Record):
    """One activity and how far the person manages it."""

    person_id: str = link("Person", "person", entered=False)
    activity: str = code("Activity", "self_care_activity", listed=True)
    level: str = code("How far alone", "self_care_level", listed=True)
    seen_on: date | None = day("Seen on", default=None, listed=True, is_looked_up=False)
    note: str | None = text("Note", default=None)
