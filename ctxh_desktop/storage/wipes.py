"""Wipes: which laptops the province has told to destroy what they hold, and how far each is.

Source: security reference §4.5; ADR-0019.
"""

from __future__ import annotations

import msgspec

from ctxh_desktop.storage.records import Reader
from ctxh_desktop.storage.unit_of_work import UnitOfWork

_KEY = "wipe "
"""Before the id of a device, where the province keeps what it knows of itself."""


class Wipe(msgspec.Struct, frozen=True):
    """One order and how far it is; instants, None where it is not so far.

    Shapes: `handed_in_at` is when the laptop was first heard to hold nothing unsent since the order
    was given, `wiped_at` when it confirmed that it goes on to destroy what it holds.
    """

    id: str
    asked_at: str
    handed_in_at: str | None = None
    wiped_at: str | None = None

    @property
    def stage(self) -> str:
        """How far it is: "asked", "handed-in" or "confirmed"."""
        if self.wiped_at:
            return "confirmed"
        return "handed-in" if self.handed_in_at else "asked"


def find(reader: Reader, device_id: str) -> Wipe | None:
    """Return the order for a device, None when it was given none."""
    kept = reader.local(_KEY + device_id)
    return msgspec.json.decode(kept, type=Wipe) if kept else None


def ask(work: UnitOfWork, device_id: str) -> Wipe:
    """Order a device to be wiped; an order that stands stays as it is."""
    wipe = find(work, device_id) or Wipe(work.ambient.new_id(), work.ambient.instant())
    _keep(work, device_id, wipe)
    return wipe


def hear(work: UnitOfWork, device_id: str, *, has_more: bool, wiped: str) -> None:
    """Note what a device says: whether it still hands in, and the order that it carries out."""
    known = find(work, device_id)
    if known is None:
        return
    now, heard = work.ambient.instant(), known
    if not (has_more or heard.handed_in_at):
        heard = msgspec.structs.replace(heard, handed_in_at=now)
    if wiped == heard.id and not heard.wiped_at:
        heard = msgspec.structs.replace(heard, wiped_at=now)
    if heard != known:
        _keep(work, device_id, heard)


def _keep(work: UnitOfWork, device_id: str, wipe: Wipe) -> None:
    work.set_local(_KEY + device_id, msgspec.json.encode(wipe).decode())
