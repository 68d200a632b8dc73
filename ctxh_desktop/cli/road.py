"""Road: pair the laptop, exchange changes with the province, settle what two people changed."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from typing import Any

from ctxh_desktop.ambient import Ambient
from ctxh_desktop.cli.book import opened
from ctxh_desktop.cli.records import assigned
from ctxh_desktop.cli.terminal import DONE, IN_PART, Terminal
from ctxh_desktop.commands import sync as road
from ctxh_desktop.commands.bus import Bus
from ctxh_desktop.commands.conflicts import (
    ConflictField,
    ListConflicts,
    ResolveConflict,
    ShowConflict,
)
from ctxh_desktop.errors import InputError


@dataclass(frozen=True)
class Contest:
    """One conflict as seen from this laptop.

    Shapes: `mine` and `theirs` are {field: plain value}.  Where this laptop's user wrote the value
    that arrived first, that one is `mine`; `is_turned` says so.
    """

    id: str
    record_type: str
    record_id: str
    person_name: str
    field: str
    mine: dict[str, Any]
    mine_by: str
    mine_at: str
    theirs: dict[str, Any]
    theirs_by: str
    theirs_at: str
    is_turned: bool


def enrol(terminal: Terminal, options: argparse.Namespace, ambient: Ambient) -> int:
    """Pair the laptop with a province by a code."""
    with opened(terminal, options, ambient) as bus:
        name = road.enrol(bus.desk, options.url, options.code)
        commune_code = bus.desk.commune_code
    terminal.say("enrolled", province=name)
    terminal.give({"province_name": name, "commune_code": commune_code})
    return DONE


def sync(terminal: Terminal, options: argparse.Namespace, ambient: Ambient) -> int:
    """Send and fetch changes once."""
    with opened(terminal, options, ambient) as bus:
        done = road.synchronise(bus.desk)
    counts = {"sent": done.sent, "received": done.received}
    terminal.say("synced", **counts, conflicts=done.conflicts, held=done.held)
    if done.files_sent or done.files_fetched:
        terminal.say("files-synced", sent=done.files_sent, fetched=done.files_fetched)
    terminal.give(done)
    return DONE


def list_conflicts(terminal: Terminal, options: argparse.Namespace, ambient: Ambient) -> int:
    """List the open conflicts, one for each field or group of fields."""
    with opened(terminal, options, ambient) as bus:
        found = _contests(bus)
    if not found:
        terminal.say("no-conflicts")
    terminal.give(found, (terminal.text("conflict-line", **vars(contest)) for contest in found))
    return IN_PART if found and options.check else DONE


def resolve(terminal: Terminal, options: argparse.Namespace, ambient: Ambient) -> int:
    """Settle one conflict.

    Raises:
        InputError: "conflict-not-found", "assignment-wrong", or as `ResolveConflict`.
    """
    with opened(terminal, options, ambient) as bus:
        contest = next((c for c in _contests(bus) if c.id == options.conflict), None)
        if contest is None:
            raise InputError("conflict-not-found")
        bus.send(_choice(contest, options.choice))
    terminal.say("resolved")
    terminal.give({"id": contest.id, "choice": " ".join(options.choice)})
    return DONE


def _choice(contest: Contest, words: list[str]) -> ResolveConflict:
    """Return the command for mine, theirs, both, one value, or FIELD=VALUE for a group."""
    sides = {"mine": "province", "theirs": "mine"} if contest.is_turned else {"theirs": "province"}
    if len(words) == 1 and words[0] in ("mine", "theirs", "both"):
        return ResolveConflict(contest.id, sides.get(words[0], words[0]))
    if len(words) == 1 and words[0].partition("=")[0] not in contest.mine:
        return ResolveConflict(contest.id, "value", {_contested(contest): words[0] or None})
    return ResolveConflict(contest.id, "value", assigned(words))


def _contested(contest: Contest) -> str:
    """Return the one field that a bare value can mean.

    Raises:
        InputError: "assignment-wrong" where several fields of a group differ.
    """
    differing = [name for name, value in contest.mine.items() if value != contest.theirs.get(name)]
    if len(differing) != 1:
        raise InputError("assignment-wrong", given=", ".join(contest.mine))
    return differing[0]


def _contests(bus: Bus) -> list[Contest]:
    found = []
    for item in bus.send(ListConflicts()).result:
        file = bus.send(ShowConflict(item.record_type, item.record_id)).result
        for field in file.fields:
            place = (item.record_type, item.record_id, file.person_name)
            found.append(_contest(bus.desk.user, place, field))
    return found


def _contest(user: str, place: tuple[str, str, str], field: ConflictField) -> Contest:
    later = (dict(field.mine), field.mine_by, field.mine_at)
    first = (dict(field.province), field.province_by, field.province_at)
    is_turned = field.province_by == user != field.mine_by
    mine, theirs = (first, later) if is_turned else (later, first)
    return Contest(field.conflict_id, *place, field.name, *mine, *theirs, is_turned)
