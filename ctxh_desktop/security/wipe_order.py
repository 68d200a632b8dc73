"""Wipe order: the province's signed word that one laptop is to destroy what it holds.

The order names the laptop, the laptop's key and the province's epoch, so that it serves for nothing
else: not for another laptop, nor for this machine after it was enrolled anew (another key), nor
after the province was restored to a time before it was given (a later epoch).

Units: keys and signatures are lower-case hexadecimal.
Source: security reference §4.5; sync design §4.9; ADR-0019.
"""

from __future__ import annotations

import msgspec

from ctxh_desktop.security.device import DeviceKey, verify

_HEADING = b"ctxh wipe 1\0"


class WipeOrder(msgspec.Struct, frozen=True):
    """One order, as it travels.

    Shapes: `id` is by what the laptop confirms it; `device` and `key` are whom it is for.
    """

    id: str
    device: str
    key: str
    epoch: str
    sig: str = ""


def sign(order: WipeOrder, province: DeviceKey) -> WipeOrder:
    """Return the order with the signature of the province's key for parcels."""
    return msgspec.structs.replace(order, sig=province.sign(_signed_part(order)))


def check(order: WipeOrder, province_public: str) -> None:
    """Refuse an order that the province did not sign (IntegrityError "bad-signature")."""
    verify(province_public, _signed_part(order), order.sig)


def _signed_part(order: WipeOrder) -> bytes:
    # As a list: no part can wander into another.
    return _HEADING + msgspec.json.encode([order.id, order.device, order.key, order.epoch])
