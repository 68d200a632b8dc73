"""People entered twice, for tests of the pages that ask about them."""

from __future__ import annotations

from typing import Any

from ctxh_desktop.commands.duplicates import CompareNext
from ctxh_desktop.commands.people import RegisterPerson

LAN: dict[str, Any] = {
    "full_name": "Nguyễn Thị Thuý Lan", "born": "1951-03-02", "sex": "NU", "village": "Thôn 3",
    "phone": "0912345678", "groups": "NCT",
}  # fmt: skip
LAN_AGAIN: dict[str, Any] = {
    "full_name": "Nguyen Thi Thuy Lan", "born": "1951", "sex": "NU", "village": "Thôn 3",
    "phone": "0905111222", "id_number": "046151001234", "groups": "NKT",
}  # fmt: skip
BAY: dict[str, Any] = {
    "full_name": "Hồ Văn Bảy", "born": "1962-07-15", "sex": "NAM", "village": "Thôn 1",
    "groups": "NKT",
}  # fmt: skip
BAY_AGAIN = {**BAY, "sex": "NU"}


def enter_twice(book: Any, *people: dict[str, Any]) -> list[str]:
    """Take people in, compare everybody, and return the ids in the order given."""
    ids = [book.send(RegisterPerson(person, {})).person_id for person in people]
    while book.send(CompareNext()):
        pass
    return ids
