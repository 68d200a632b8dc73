"""Settings page (Cài đặt): theme and text size, and the facts that support asks for."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

import ctxh_desktop
from ctxh_desktop.commands.settings import (
    BODY_PT,
    SCHEME,
    Laptop,
    SaveSetting,
    ShowLaptop,
    ShowSetting,
)
from ctxh_desktop.ui import theme
from ctxh_desktop.ui.pages.page import Page
from ctxh_desktop.ui.scene import Scene
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.buttons import Button
from ctxh_desktop.ui.widgets.choice import OptionRow
from ctxh_desktop.ui.widgets.labels import Label
from ctxh_desktop.ui.widgets.sheets import FormRow

"""Keys of the settings, also read when the program starts."""
_SYSTEM = "system"


class SettingsPage(Page):
    """Few choices, put in use at once, and what stands on this computer.

    Signals:
        appearance_chosen: theme ("system", "light", "dark") and size of body text in points.
    """

    appearance_chosen = Signal(str, float)

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(scene, parent)
        self.scheme = OptionRow(
            [(_SYSTEM, self.tr("Like Windows")), ("light", self.tr("Light")),
             ("dark", self.tr("Dark"))]
        )  # fmt: skip
        names = (
            self.tr("Small"), self.tr("Normal"), self.tr("Large"), self.tr("Very large"),
        )  # fmt: skip
        sizes = zip(theme.BODY_PT_CHOICES, names, strict=True)
        self.body_pt = OptionRow([(str(points), name) for points, name in sizes])
        self.scheme.set_value(_SYSTEM)
        self.body_pt.set_value(str(theme.BODY_PT))
        self.scheme.chosen.connect(self._on_scheme)
        self.body_pt.chosen.connect(self._on_body_pt)
        self._facts = sheets.column(gap=0)
        self.access = Button(self.tr("Access log"), icon="eye")
        self.access.clicked.connect(partial(self.page_wanted.emit, "access", ""))
        self._arrange()
        self._show_facts(Laptop("", "", ""))

    def refresh(self) -> None:
        send = self.scene.dispatcher.latest
        send("settings-scheme", ShowSetting(SCHEME, _SYSTEM), self._on_stored_scheme)
        send("settings-size", ShowSetting(BODY_PT, str(theme.BODY_PT)), self._on_stored_size)
        send("settings-laptop", ShowLaptop(), self._show_facts, self._on_failed)

    def _arrange(self) -> None:
        look = sheets.column(
            Label(self.tr("Appearance"), "section"), FormRow(self.tr("Colours"), self.scheme),
            FormRow(self.tr("Text size"), self.body_pt), gap=12, margins=(20, 12, 20, 14),
        )  # fmt: skip
        about = sheets.column(
            Label(self.tr("This computer"), "section"), self._facts, gap=8,
            margins=(20, 12, 20, 14),
        )  # fmt: skip
        hint = self.tr("Who looked at what is kept apart, and which lists left the book.")
        access = sheets.line_card(self.access, Label(hint, "hint", wrap=True))
        words = self.tr(
            "Free software under the GNU General Public License, version 3. "
            "It comes without any warranty."
        )
        body = sheets.PageBody(
            sheets.PageHead(Label(self.tr("Settings"), "title"), None),
            sheets.Card(look), access, sheets.Card(about), Label(words, "hint", wrap=True), None,
        )  # fmt: skip
        self.setLayout(sheets.column(sheets.ScrollBody(body), gap=0))
        self.setFocusProxy(self.scheme)

    def _show_facts(self, laptop: Laptop) -> None:
        sheets.clear(self._facts)
        unknown = self.tr("not joined yet")
        facts = (
            (self.tr("Who works here"), self.scene.user),
            (self.tr("Commune"), self.scene.commune),
            (self.tr("Province"), laptop.province_name or unknown),
            (self.tr("Device"), laptop.device_id or unknown),
            (self.tr("Version"), ctxh_desktop.__version__),
            (self.tr("Where the data lie"), laptop.folder),
        )
        for place, (name, value) in enumerate(facts):
            if place:
                self._facts.addWidget(sheets.Rule())
            label = Label(name, "hint")
            label.setFixedWidth(200)
            line = sheets.row(label, Label(value, wrap=True), gap=12, margins=(0, 8, 0, 8))
            line.setStretch(1, 1)
            self._facts.addLayout(line)

    def _on_stored_scheme(self, value: str) -> None:
        self.scheme.set_value(value)

    def _on_stored_size(self, value: str) -> None:
        self.body_pt.set_value(value)

    @Slot(str)
    def _on_scheme(self, value: str) -> None:
        self.scene.dispatcher.send(SaveSetting(SCHEME, value))
        self._tell()

    @Slot(str)
    def _on_body_pt(self, value: str) -> None:
        self.scene.dispatcher.send(SaveSetting(BODY_PT, value))
        self._tell()

    def _tell(self) -> None:
        self.appearance_chosen.emit(self.scheme.value(), float(self.body_pt.value()))
