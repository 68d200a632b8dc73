"""Envelope: who sends a request, in front of its body, in 80 bytes where HTTP's heads took 210.

    16 bytes  id of the device
    64 bytes  its signature of the body (`security.device.sign_request`)
    the rest  the body

Source: sync design §4.12; ADR-0023.
"""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from ctxh_desktop.errors import InputError
from ctxh_desktop.security.device import DeviceKey, sign_request

ID_BYTES = 16
SIGNATURE_BYTES = 64
ENVELOPE_BYTES = ID_BYTES + SIGNATURE_BYTES


class Opened(NamedTuple):
    """What was in an envelope; nothing of it is proven yet."""

    device_id: str
    signature: str
    body: bytes


def seal(device_id: str, key: DeviceKey, body: bytes) -> bytes:
    """Return *body* with its sender in front."""
    return UUID(device_id).bytes + bytes.fromhex(sign_request(key, body)) + body


def opened(content: bytes) -> Opened:
    """Take an envelope off.

    Raises:
        InputError: "request-malformed" when there is none.
    """
    if len(content) <= ENVELOPE_BYTES:
        raise InputError("request-malformed")
    device_id = str(UUID(bytes=content[:ID_BYTES]))
    return Opened(device_id, content[ID_BYTES:ENVELOPE_BYTES].hex(), content[ENVELOPE_BYTES:])
