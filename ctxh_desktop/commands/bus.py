"""Bus: finds the one function that carries out a command.

    @handles(RegisterPerson)
    def register_person(desk: Desk, command: RegisterPerson) -> Registered: ...

    Bus(desk).send(RegisterPerson(...)) → Done(result, changes)

A command is a frozen dataclass named like the intention; its handler has the same words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ctxh_desktop.commands import (
    access_log,
    attachments,
    cases,
    conflicts,
    drafts,
    duplicates,
    held,
    id_cards,
    import_log,
    imports,
    moved,
    older_history,
    pairs,
    parcels,
    parts,
    people,
    people_export,
    people_table,
    records,
    settings,
    sync,
    tasks,
    transfers,
    upkeep,
    who,
)
from ctxh_desktop.commands.desk import Desk
from ctxh_desktop.commands.handling import HANDLERS

MODULES = (
    access_log,
    attachments,
    cases,
    conflicts,
    drafts,
    duplicates,
    held,
    id_cards,
    import_log,
    imports,
    moved,
    older_history,
    pairs,
    parcels,
    parts,
    people,
    people_export,
    people_table,
    records,
    settings,
    sync,
    tasks,
    transfers,
    upkeep,
    who,
)
"""Where the handlers are; importing them makes them known."""


@dataclass(frozen=True)
class Done:
    """What a command gave back, and the names of the record types it changed."""

    result: Any
    changes: frozenset[str]


class Bus:
    """Sends commands to their handlers at one desk, one at a time."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def send(self, command: object) -> Done:
        """Carry out *command*; errors of the tree pass through and nothing was changed."""
        self.desk.changed = set()
        result = HANDLERS[type(command)](self.desk, command)
        return Done(result, frozenset(self.desk.changed))
