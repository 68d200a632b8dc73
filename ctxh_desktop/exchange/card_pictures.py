"""Card pictures: the text of the QR code on a picture or scan of an ID card.

The picture is looked at in memory and let go; nothing of it is kept.

Source: domain reference §7.4; security reference §6 (pixel limit); ADR-0030.
"""

from __future__ import annotations

from typing import Final

from ctxh_desktop.domain import id_card
from ctxh_desktop.errors import InputError
from ctxh_desktop.exchange import papers

LONGEST_PX: Final = (3000, 1500, 800)
"""Sizes at which the code is looked for: small codes need many pixels, blurred ones few."""


def read(name: str, content: bytes) -> str:
    """Return what the code says: that of a card where there are several codes.

    Raises:
        InputError: "card-not-in-picture"; as `exchange.papers.take` where it is no picture.
    """
    import zxingcpp  # noqa: PLC0415 (3 MB, only for a picture of a card)

    wanted = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    picture = papers.seen(name, content, LONGEST_PX[0]).convert("L")
    for longest_px in LONGEST_PX:
        small = picture.copy()
        small.thumbnail((longest_px, longest_px))
        codes = zxingcpp.read_barcodes(small, formats=wanted)
        texts = [code.text for code in codes if code.valid]
        if texts:
            return str(next(filter(id_card.looks_like, texts), texts[0]))
    raise InputError("card-not-in-picture")
