"""Marks: the chips and icons by which lists and panes say the same thing in the same way."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from ctxh_desktop.ui.widgets.painting import Mark

_CONTACT_ICONS = {
    "VANGIA": "house", "DIENTHOAI": "phone", "TAITRUSO": "user", "TUVAN": "info", "THAMVAN": "note",
    "HOTRO": "check", "VANDONG": "people", "KETNOI": "send", "HOP": "people", "THUTUC": "doc",
    "DUADI": "calendar", "TRUYENTHONG": "people",
}  # fmt: skip
PLAIN_TASK_ICON = "doc"


def contact_icon(code: str | None) -> str:
    """Return the icon of a kind of contact (list contact_kind); a plain paper for the others."""
    return _CONTACT_ICONS.get(code or "", PLAIN_TASK_ICON)


def protected() -> Mark:
    """Return the chip that stands instead of a restricted person's group."""
    return Mark(QCoreApplication.translate("marks", "Protected case"), "off", "shield")


def unsent() -> Mark:
    """Return the chip of what only this laptop has."""
    return Mark(QCoreApplication.translate("marks", "Not sent"), "unsent", "up")


def contested() -> Mark:
    """Return the chip of what was changed in two places and waits for a choice."""
    return Mark(QCoreApplication.translate("marks", "Two versions"), "warn", "split")
