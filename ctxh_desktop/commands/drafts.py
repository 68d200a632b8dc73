"""Drafts: what is half written survives a power cut; kept on this laptop only, never synced."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ctxh_desktop.commands.desk import Desk
from ctxh_desktop.commands.handling import handles
from ctxh_desktop.storage import drafts


@dataclass(frozen=True)
class SaveDraft:
    """Keep the answers of a form under its key (e.g. "visit:<case id>")."""

    key: str
    body: Mapping[str, Any]


@dataclass(frozen=True)
class LoadDraft:
    """Read a draft."""

    key: str


@dataclass(frozen=True)
class DropDraft:
    """Throw a draft away: it was saved as a record, or the person gave it up."""

    key: str


@handles(SaveDraft)
def save_draft(desk: Desk, command: SaveDraft) -> str:
    """Keep the draft; return the instant at which it was safe on the disk."""
    with desk.store.write(by=desk.user, label="SaveDraft") as work:
        saved_at = drafts.keep(work, command.key, dict(command.body))
        work.commit()
    return saved_at


@handles(LoadDraft)
def load_draft(desk: Desk, command: LoadDraft) -> dict[str, Any] | None:
    """Return the draft, or None when there is none."""
    with desk.read() as reader:
        return drafts.find(reader, command.key)


@handles(DropDraft)
def drop_draft(desk: Desk, command: DropDraft) -> None:
    """Remove the draft; nothing happens when there is none."""
    with desk.store.write(by=desk.user, label="DropDraft") as work:
        drafts.drop(work, command.key)
        work.commit()
