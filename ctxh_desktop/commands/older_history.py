"""Older history: what happened to a record before this laptop's first sync, fetched when wanted.

Asking is a note on this laptop; the lines come with the next sync by any road, first of the newest.

Source: sync design §4; ADR-0022.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ctxh_desktop.commands.desk import Desk
from ctxh_desktop.commands.handling import handles
from ctxh_desktop.storage import older_history
from ctxh_desktop.storage.records import Reader


class OlderHistory(StrEnum):
    """Where the older changes of some records are."""

    HERE = "here"
    """All of them here, or there are none."""
    FAR = "far"
    """Some of them at the province."""
    ASKED = "asked"
    """At the province, and asked for."""


@dataclass(frozen=True)
class ShowOlderHistory:
    """Read where the older changes of some records are, by their ids."""

    ids: tuple[str, ...]


@dataclass(frozen=True)
class FetchOlderHistory:
    """Ask for the older changes of some records; they come with the next sync."""

    ids: tuple[str, ...]


@handles(ShowOlderHistory)
def show_older_history(desk: Desk, command: ShowOlderHistory) -> OlderHistory:
    """Return where they are."""
    with desk.read() as reader:
        return older_history_of(reader, command.ids)


@handles(FetchOlderHistory)
def fetch_older_history(desk: Desk, command: FetchOlderHistory) -> OlderHistory:
    """Ask for them and return where they are now; nothing is asked for where all are here."""
    with desk.store.write(by=desk.user, label="FetchOlderHistory") as work:
        older_history.want(work, command.ids)
        work.commit()
        return older_history_of(work, command.ids)


def older_history_of(reader: Reader, ids: tuple[str, ...]) -> OlderHistory:
    """Return where the older changes of some records are."""
    absent = older_history.absent(reader, ids)
    if not absent:
        return OlderHistory.HERE
    is_asked = all(older_history.asked(reader, row_id) for row_id in absent)
    return OlderHistory.ASKED if is_asked else OlderHistory.FAR
