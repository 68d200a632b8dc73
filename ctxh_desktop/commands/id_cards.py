"""ID cards: read one, and find whose it is.  Nothing is written.

Source: domain reference §7.4; ux reference §5 (scanner); ADR-0030.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from ctxh_desktop.commands.attachments import read_file
from ctxh_desktop.commands.desk import Desk
from ctxh_desktop.commands.handling import handles
from ctxh_desktop.commands.people import PersonHit, hits
from ctxh_desktop.domain import id_card
from ctxh_desktop.domain.id_card import Card, Doubt
from ctxh_desktop.exchange import card_pictures
from ctxh_desktop.exchange.syllables import is_syllable
from ctxh_desktop.storage import people


@dataclass(frozen=True)
class ReadCard:
    """Read the text of a card.

    Args:
        is_typed: it came through the keyboard, where tools for typing Vietnamese may change it.
    """

    text: str
    is_typed: bool = False


@dataclass(frozen=True)
class ReadCardPicture:
    """Read the QR code on a picture of a card; the picture is not kept."""

    file: Path


@dataclass(frozen=True)
class CardRead:
    """A card, and the people who have its number or its old one."""

    card: Card
    people: tuple[PersonHit, ...]


@handles(ReadCard)
def read_card(desk: Desk, command: ReadCard) -> CardRead:
    """Return what the card says and whose it is.

    Raises:
        InputError: as `domain.id_card.read`.
    """
    card = id_card.read(command.text)
    is_odd = command.is_typed and not all(map(is_syllable, card.full_name.split()))
    if is_odd and card.doubt is Doubt.NONE:
        card = replace(card, doubt=Doubt.ODD)
    numbers = [number for number in (card.number, card.old_number) if number]
    with desk.read() as reader:
        found = people.with_number(reader, numbers)
        return CardRead(card, hits(desk, reader, found))


@handles(ReadCardPicture)
def read_card_picture(desk: Desk, command: ReadCardPicture) -> CardRead:
    """Return what the card on a picture says and whose it is.

    Raises:
        InputError: "file-not-readable"; as `exchange.card_pictures.read` and `domain.id_card.read`.
    """
    text = card_pictures.read(command.file.name, read_file(command.file))
    return read_card(desk, ReadCard(text))
