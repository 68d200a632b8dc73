"""Moved: find the people who moved to another commune, of whom only a stub is left here.

Source: sync design §4.9; ADR-0020.
"""

from __future__ import annotations

from dataclasses import dataclass

from ctxh_desktop.commands.desk import Desk
from ctxh_desktop.commands.handling import handles
from ctxh_desktop.storage import stubs


@dataclass(frozen=True)
class MovedPerson:
    """One person who moved away.

    Shapes: `commune` is the full name of the new one; `on` a plain day, "" where it is not known.
    """

    id: str
    full_name: str
    commune: str
    on: str


@dataclass(frozen=True)
class FindMoved:
    """Find people who moved away by their name; a few, newest first."""

    text: str


@handles(FindMoved)
def find_moved(desk: Desk, command: FindMoved) -> tuple[MovedPerson, ...]:
    """Return those who match."""
    with desk.read() as reader:
        found = stubs.find(reader, command.text)
    return tuple(
        MovedPerson(stub.id, stub.name, _name_of(desk, stub.to), stub.on) for stub in found
    )


def _name_of(desk: Desk, code: str) -> str:
    commune = desk.units.commune(code)
    return commune.full_name if commune else code
