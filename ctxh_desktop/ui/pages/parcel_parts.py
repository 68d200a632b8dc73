"""Parts of the parcel panel: on which stick, and what came of it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from ctxh_desktop.commands.parcels import ParcelGiven, ParcelsRead, Receipt
from ctxh_desktop.ui import volumes, wording
from ctxh_desktop.ui.messages import sentence
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.buttons import Button
from ctxh_desktop.ui.widgets.choice import OptionRow
from ctxh_desktop.ui.widgets.labels import IconLabel, Label

STICKS_SHOWN_MAX = 6


class PlaceChoice(QWidget):
    """The sticks that are plugged in, and any other folder.

    Signals:
        chosen: another place was chosen, or none is any more.
    """

    chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices: list[tuple[Path, str]] = []
        self.sticks = OptionRow()
        self.sticks.setAccessibleName(self.tr("Which stick?"))
        self.sticks.chosen.connect(self._on_chosen)
        self.none = Label(self.tr("No stick is plugged in yet."), "body")
        self.again = Button(self.tr("Look again"))
        self.again.clicked.connect(self.look)
        self.other = Button(self.tr("Another folder…"))
        self.other.clicked.connect(self._on_other)
        buttons = sheets.row(self.none, self.again, self.other, None, gap=8)
        words = Label(self.tr("Which stick?"), "hint-strong", "text")
        self.setLayout(sheets.column(words, self.sticks, buttons, gap=8))

    def folder(self) -> Path | None:
        """Return the chosen place."""
        return self._choices[int(self.sticks.value())][0] if self.sticks.value() else None

    @Slot()
    def look(self) -> None:
        """Look which sticks are plugged in; the only one is chosen."""
        words = self.tr("{name} – {free} free")
        self._choices = [
            (volume.path, words.format(name=volume.name, free=wording.file_size(volume.free)))
            for volume in volumes.removable()[:STICKS_SHOWN_MAX]
        ]
        self._show(0 if len(self._choices) == 1 else None)

    def choose(self, folder: Path) -> None:
        """Take another folder beside the sticks, and choose it."""
        places = [path for path, _ in self._choices]
        if folder not in places:
            self._choices.append((folder, folder.name or str(folder)))
            places.append(folder)
        self._show(places.index(folder))

    def _show(self, place: int | None) -> None:
        self.sticks.set_choices([(str(n), words) for n, (_, words) in enumerate(self._choices)])
        self.sticks.set_value("" if place is None else str(place))
        sheets.set_shown(self.sticks, bool(self._choices))
        sheets.set_shown(self.none, not self._choices)
        self.chosen.emit()

    @Slot(str)
    def _on_chosen(self, _: str) -> None:
        self.chosen.emit()

    @Slot()
    def _on_other(self) -> None:
        home = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DesktopLocation)
        chosen = QFileDialog.getExistingDirectory(self, self.tr("Choose a folder"), home)
        if chosen:
            self.choose(Path(chosen))


class ParcelResult(QWidget):
    """What came of it, and what to do next."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = IconLabel("alert", "danger", 20)
        self.title = Label("", "strong", wrap=True)
        self.lines = Label("", "body", wrap=True)
        line = sheets.row(self._icon, sheets.column(self.title, self.lines, gap=4), gap=12)
        line.setStretch(1, 1)
        line.setAlignment(self._icon, Qt.AlignmentFlag.AlignTop)
        self.setLayout(line)
        self.hide()

    def say(self, kind: str, title: str, *lines: str) -> None:
        """Say something of a *kind* (ok, warn, danger or text2)."""
        icons = {"ok": "check", "warn": "alert", "danger": "alert", "text2": "info"}
        self._icon.show_icon(icons[kind], kind)
        self.title.setText(title)
        self.lines.setText("\n".join(lines))
        self.setAccessibleName(" ".join((title, *lines)))
        sheets.set_shown(self.lines, bool(lines))
        sheets.set_shown(self, True)

    def say_given(self, given: ParcelGiven) -> None:
        """Say what lies on the stick and where to take it."""
        title = self.tr("{n} items lie on the stick").format(n=given.changes)
        if not given.changes:
            title = self.tr("The parcel lies on the stick")
        size = self.tr("{n} files, {size}.").format(
            n=len(given.files), size=wording.file_size(given.size)
        )
        following = self.tr(
            "Eject the stick and give it to the province. Items count as sent once the province's "
            "answer has been read on this computer."
        )
        lines = [self._pictures_given(given)] if given.pictures or given.pictures_left else []
        self.say("ok", title, *lines, f"{size} {following}")

    def say_read(self, read: ParcelsRead) -> None:
        """Say what the province answered, and what now needs a person."""
        receipt = read.receipt
        title = self.tr("The province has taken {n} changes").format(n=receipt.sent)
        if not receipt.sent:
            title = self.tr("The province's answer was read")
        lines = [self.tr("{n} changes were received.").format(n=receipt.received)]
        if not receipt.received:
            lines = [self.tr("Nothing new was in it.")]
        if receipt.is_late:
            lines = [self.tr("This computer already has newer data than this parcel.")]
        lines += self._pictures_read(receipt)
        if receipt.conflicts:
            words = self.tr("{n} records were changed in two places; choose below.")
            lines.append(words.format(n=receipt.conflicts))
        if receipt.held:
            words = self.tr("{n} items were not taken; see why in the list below.")
            lines.append(words.format(n=receipt.held))
        lines += [f"{each.name}: {sentence(each.error)}" for each in read.refused]
        has_trouble = bool(read.refused or receipt.held or receipt.conflicts)
        self.say("warn" if has_trouble else "ok", title, *lines)

    def _pictures_given(self, given: ParcelGiven) -> str:
        """Say in one line how many papers and pictures lie there, and how many follow."""
        here = self.tr("{n} papers and pictures lie on the stick.").format(n=given.pictures)
        left = self.tr("{n} papers and pictures go with the next stick.")
        following = left.format(n=given.pictures_left)
        if not given.pictures:
            return following
        return f"{here} {following}" if given.pictures_left else here

    def _pictures_read(self, receipt: Receipt) -> list[str]:
        """Say in one line what became of papers and pictures; nothing where there were none."""
        words = []
        if receipt.pictures_stored:
            there = self.tr("{n} papers and pictures have reached the province.")
            words.append(there.format(n=receipt.pictures_stored))
        if receipt.pictures_left:
            left = self.tr("{n} papers and pictures are still to be sent.")
            words.append(left.format(n=receipt.pictures_left))
        if receipt.pictures_fetched:
            came = self.tr("{n} papers and pictures came from the province.")
            words.append(came.format(n=receipt.pictures_fetched))
        return [" ".join(words)] if words else []
