"""The sync indicator: facts → one of its states → chip and sentence.

"Needs a person" outranks what waits, and that outranks "no network"; offline is never red.

Source: reference/ux.md §7.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from PySide6.QtCore import QCoreApplication

from ctxh_desktop.commands.doorplate import Doorplate
from ctxh_desktop.ui import wording
from ctxh_desktop.ui.widgets.painting import Mark

FAILING_AFTER_DAYS = 7


class SyncKind(StrEnum):
    """The states of the indicator."""

    NOT_JOINED = "not_joined"
    SENT = "sent"
    WAITING = "waiting"
    WAITING_OFFLINE = "waiting_offline"
    OFFLINE = "offline"
    SYNCING = "syncing"
    CHOOSE = "choose"
    FAILING = "failing"
    PAUSED = "paused"
    RECOVERING = "recovering"


@dataclass(frozen=True)
class SyncFacts:
    """What the indicator is told.

    Units: *waiting_days* is how long the oldest unsent change waits, in whole days.
    Shapes: *last_sent* is ready for the screen ("16:42 hôm qua") or "".
    """

    is_joined: bool = True
    is_online: bool = True
    is_syncing: bool = False
    done: int = 0
    total: int = 0
    unsent: int = 0
    conflicts: int = 0
    held: int = 0
    waiting_days: int = 0
    last_sent: str = ""
    is_paused: bool = False
    is_recovering: bool = False


@dataclass(frozen=True)
class SyncLook:
    """What the status bar shows."""

    kind: SyncKind
    mark: Mark
    sentence: str


def kind_of(facts: SyncFacts) -> SyncKind:
    """Return the state: running work first, then what needs a person, then the rest."""
    if not facts.is_joined:
        return SyncKind.NOT_JOINED
    if facts.is_syncing:
        return SyncKind.RECOVERING if facts.is_recovering else SyncKind.SYNCING
    if facts.held or (facts.unsent and facts.waiting_days >= FAILING_AFTER_DAYS):
        return SyncKind.FAILING
    if facts.conflicts:
        return SyncKind.CHOOSE
    if facts.is_paused:
        return SyncKind.PAUSED
    if facts.is_recovering:
        return SyncKind.RECOVERING
    if facts.unsent:
        return SyncKind.WAITING if facts.is_online else SyncKind.WAITING_OFFLINE
    return SyncKind.SENT if facts.is_online else SyncKind.OFFLINE


def facts_of(plate: Doorplate, today: date) -> SyncFacts:
    """Return how the exchange stood when the book was locked."""
    last = plate.last_sync_at
    return SyncFacts(
        is_joined=plate.is_enrolled,
        unsent=plate.unsent,
        conflicts=plate.conflicts,
        last_sent=wording.moment(last, today) if last else "",
    )


def look(facts: SyncFacts) -> SyncLook:
    """Return chip and sentence of the status bar."""
    kind = kind_of(facts)
    sentence = _sentence(kind, facts)
    if facts.is_paused and kind in (SyncKind.CHOOSE, SyncKind.FAILING):
        paused = QCoreApplication.translate("sync", "Sending is paused")
        sentence = wording.joined([paused, sentence])
    return SyncLook(kind, _mark(kind, facts), sentence)


def _mark(kind: SyncKind, facts: SyncFacts) -> Mark:
    if kind is SyncKind.SYNCING:
        words = QCoreApplication.translate("sync", "Sending {done}/{total}")
        if not facts.total:
            words = QCoreApplication.translate("sync", "Exchanging")
        return Mark(words.format(done=facts.done, total=facts.total), "primary", "sync")
    if kind is SyncKind.RECOVERING and facts.is_syncing:
        return Mark(QCoreApplication.translate("sync", "Sending again"), "primary", "sync")
    waiting = QCoreApplication.translate("sync", "{n} items waiting").format(n=facts.unsent)
    choose = QCoreApplication.translate("sync", "You need to choose ({n})")
    text, tone, icon = {
        SyncKind.NOT_JOINED: (
            QCoreApplication.translate("sync", "Not joined yet"), "off", "wifi-off",
        ),
        SyncKind.RECOVERING: (
            QCoreApplication.translate("sync", "Waits to send again"), "unsent", "up",
        ),
        SyncKind.PAUSED: (
            QCoreApplication.translate("sync", "Sending is paused"), "off", "clock",
        ),
        SyncKind.FAILING: (
            QCoreApplication.translate("sync", "Not sent yet"), "danger", "alert",
        ),
        SyncKind.CHOOSE: (choose.format(n=facts.conflicts), "warn", "alert"),
        SyncKind.WAITING: (waiting, "unsent", "up"),
        SyncKind.WAITING_OFFLINE: (waiting, "unsent", "up"),
        SyncKind.OFFLINE: (QCoreApplication.translate("sync", "No network"), "off", "wifi-off"),
        SyncKind.SENT: (QCoreApplication.translate("sync", "All sent"), "ok", "check"),
    }[kind]  # fmt: skip
    return Mark(text, tone, icon)


def _sentence(kind: SyncKind, facts: SyncFacts) -> str:
    if kind is SyncKind.CHOOSE:
        return _choose_sentence(facts)
    if kind is SyncKind.FAILING:
        return _failing_sentence(facts)
    if kind is SyncKind.PAUSED:
        return _paused_sentence(facts)
    if kind is SyncKind.RECOVERING:
        return recovering_sentence(is_syncing=facts.is_syncing)
    last = QCoreApplication.translate("sync", "Last sent {moment}").format(moment=facts.last_sent)
    if kind is SyncKind.SENT:
        return last if facts.last_sent else QCoreApplication.translate("sync", "Nothing waits")
    if kind is SyncKind.WAITING_OFFLINE:
        words = QCoreApplication.translate("sync", "No network. Work goes on as usual.")
        return f"{words} {last}" if facts.last_sent else words
    return {
        SyncKind.NOT_JOINED: QCoreApplication.translate(
            "sync", "Everything is kept safely on this machine"
        ),
        SyncKind.SYNCING: QCoreApplication.translate("sync", "You can go on working"),
        SyncKind.WAITING: QCoreApplication.translate("sync", "Will be sent within minutes"),
        SyncKind.OFFLINE: QCoreApplication.translate("sync", "All sent. Work goes on as usual"),
    }[kind]


def recovering_sentence(*, is_syncing: bool) -> str:
    """Return what is said while a restored province gets back what it lacks."""
    if is_syncing:
        return QCoreApplication.translate(
            "sync", "The province's server was restored; what it lacks is being sent again…"
        )
    return QCoreApplication.translate(
        "sync", "The province's server was restored; what it lacks is sent when there is network"
    )


def _paused_sentence(facts: SyncFacts) -> str:
    if not facts.unsent:
        return QCoreApplication.translate("sync", "Nothing waits. Open Sync to go on")
    words = QCoreApplication.translate("sync", "{n} items wait. Open Sync to go on")
    return words.format(n=facts.unsent)


def _choose_sentence(facts: SyncFacts) -> str:
    if facts.conflicts == 1:
        return QCoreApplication.translate("sync", "One record was changed in two places")
    words = QCoreApplication.translate("sync", "{n} records were changed in two places")
    return words.format(n=facts.conflicts)


def _failing_sentence(facts: SyncFacts) -> str:
    if facts.held:
        words = QCoreApplication.translate(
            "sync", "The server has not taken {n} items. Open Sync to see why"
        )
        return words.format(n=facts.held)
    words = QCoreApplication.translate("sync", "Not sent for {n} days. See how to send by USB")
    return words.format(n=facts.waiting_days)
