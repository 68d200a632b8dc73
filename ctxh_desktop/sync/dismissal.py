"""Dismissal: a revoked laptop is told to wipe itself, and what each side makes of that.

    province  order(…) in the head of each answer to a revoked laptop, while an order stands
    laptop    take(…) keeps it or refuses it · is_due(…) once all that it wrote is handed in

Nothing is destroyed here; see `commands.dismissal`.

Source: security reference §4.5, §7 (fault 10); sync design §4.9; ADR-0019.
"""

from __future__ import annotations

import msgspec

from ctxh_desktop import logs
from ctxh_desktop.errors import IntegrityError
from ctxh_desktop.security import wipe_order
from ctxh_desktop.security.device import DeviceKey
from ctxh_desktop.security.wipe_order import WipeOrder
from ctxh_desktop.storage import epochs, outbox, wipes
from ctxh_desktop.storage.devices import Device
from ctxh_desktop.storage.records import Reader
from ctxh_desktop.storage.unit_of_work import UnitOfWork

DISMISSED = "device-dismissed"
"""Code of the error by which a sync tells that an order is due."""
REVOKED = "device-revoked"
REFUSED_AT = "wipe_refused_at"
"""Where a laptop keeps when it last refused an order."""

_ORDER, _REFUSED, _EPOCH = "wipe_order", "wipe_refused", "wipe_epoch"
_IS_REFUSED = logs.declare("wipe-order-refused")


def order(reader: Reader, device: Device, epoch: str, key: DeviceKey | None) -> WipeOrder | None:
    """Return the order that goes with an answer to *device*, signed for the present *epoch*."""
    if device.is_active or key is None:
        return None
    asked = wipes.find(reader, device.id)
    if asked is None:
        return None
    return wipe_order.sign(WipeOrder(asked.id, device.id, device.public_key, epoch), key)


def take(work: UnitOfWork, given: WipeOrder | None, public: str) -> bool:
    """Keep an order for the laptop with the key *public*; return whether there is one that counts.

    One that does not count is noted once and has no effect.  Without one, none stands any more.
    Call it before the epoch of the answer is taken: an order of an older one is refused by it.
    """
    if (newest := _newest_epoch(work)) != work.local(_EPOCH):
        work.set_local(_EPOCH, newest)
    fault = _fault(work, given, public) if given else ""
    if given is not None and fault and work.local(_REFUSED) != given.sig:
        work.set_local(_REFUSED, given.sig)
        work.set_local(REFUSED_AT, work.ambient.instant())
        _IS_REFUSED.warn(reason=fault)
    kept = msgspec.json.encode(given).decode() if given is not None and not fault else ""
    if kept != work.local(_ORDER):
        work.set_local(_ORDER, kept)
    return bool(kept)


def standing(reader: Reader) -> WipeOrder | None:
    """Return the order that this laptop has to carry out, None when there is none."""
    kept = reader.local(_ORDER)
    return msgspec.json.decode(kept, type=WipeOrder) if kept else None


def is_due(reader: Reader) -> bool:
    """Return whether an order stands and everything written here was handed in and acknowledged."""
    return standing(reader) is not None and outbox.is_handed_in(reader)


def _newest_epoch(reader: Reader) -> str:
    """Return the newest epoch ever told here: a false answer can make the present one go back."""
    return max(reader.local(_EPOCH), reader.local("epoch"), key=epochs.number_of)


def _fault(reader: Reader, given: WipeOrder, public: str) -> str:
    """Return what is wrong with an order, "" when nothing is."""
    try:
        wipe_order.check(given, reader.local("parcel_key"))
    except IntegrityError:
        return "forged-order"
    if (given.device, given.key) != (reader.local("device_id"), public):
        return "foreign-order"
    known = _newest_epoch(reader)
    if given.epoch != known and epochs.number_of(given.epoch) <= epochs.number_of(known):
        return "old-order"
    return ""
