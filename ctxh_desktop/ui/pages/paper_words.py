"""Words about papers and pictures: what one is called, its facts, where its bytes are."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QCoreApplication

from ctxh_desktop.commands.attachments import AttachmentItem, Whereabouts
from ctxh_desktop.domain.codes import Catalogue
from ctxh_desktop.ui import wording
from ctxh_desktop.ui.widgets.painting import Mark


def title(item: AttachmentItem, catalogue: Catalogue) -> str:
    """Return what a person called it, else what kind it is."""
    return item.title or catalogue.label("paper_kind", item.paper_kind)


def facts(item: AttachmentItem, catalogue: Catalogue, today: date) -> str:
    """Return kind, day, size and who added it, in one line."""
    kind = catalogue.label("paper_kind", item.paper_kind) if item.title else ""
    file = "PDF" if item.media_type.endswith("pdf") else ""
    day = wording.short_day(item.on, today) if item.on else ""
    return wording.joined([kind, day, file, wording.size(item.size_bytes), item.added_by])


def mark(item: AttachmentItem) -> Mark:
    """Return the chip that says where the bytes are."""
    under_way = {
        Whereabouts.SENDING: QCoreApplication.translate("papers", "Sending {percent} %"),
        Whereabouts.FETCHING: QCoreApplication.translate("papers", "Fetching {percent} %"),
    }
    if item.where is Whereabouts.FETCHING and not item.percent:
        return Mark(QCoreApplication.translate("papers", "Waits to be fetched"), "off", "down")
    if item.where in under_way:
        words = under_way[item.where].format(percent=item.percent)
        return Mark(words, "primary", "up" if item.where is Whereabouts.SENDING else "down")
    return {
        Whereabouts.HERE: Mark(
            QCoreApplication.translate("papers", "Not sent yet"), "unsent", "up"
        ),
        Whereabouts.STORED: Mark(
            QCoreApplication.translate("papers", "The province has it"), "ok", "check"
        ),
        Whereabouts.FAR: Mark(
            QCoreApplication.translate("papers", "Not fetched yet"), "off", "down"
        ),
    }.get(item.where) or Mark(
        QCoreApplication.translate("papers", "Still on another laptop"), "off", "laptop"
    )


def spoken(item: AttachmentItem, catalogue: Catalogue, today: date) -> str:
    """Return what a screen reader says about one."""
    words = (title(item, catalogue), facts(item, catalogue, today), mark(item).text)
    return ", ".join(words)
