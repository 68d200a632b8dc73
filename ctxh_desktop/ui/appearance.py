"""Appearance: the person's choice of theme and text size, following the system when asked to."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QApplication

from ctxh_desktop.ui import theme
from ctxh_desktop.ui.dispatcher import Dispatcher

SCHEMES = ("system", "light", "dark")
"""What may be chosen as "Giao diện"."""


class Appearance(QObject):
    """Keeps the theme in step with the system and the settings.

    Signals:
        changed: theme or text size were put in use.
    """

    changed = Signal()

    def __init__(self, app: QApplication, parent: QObject | None = None) -> None:
        super().__init__(parent or app)
        self._app = app
        self._scheme = "system"
        self._body_pt = theme.BODY_PT
        hints = app.styleHints()
        hints.colorSchemeChanged.connect(self._on_system_changed)
        hints.accessibility().contrastPreferenceChanged.connect(self._on_system_changed)

    def scheme(self) -> str:
        """Return the chosen scheme, one of `SCHEMES`."""
        return self._scheme

    def body_pt(self) -> float:
        """Return the chosen size of body text.  Units: points."""
        return self._body_pt

    def choose(self, scheme: str | None = None, body_pt: float | None = None) -> None:
        """Take over a choice and put it in use; what is None stays as it is."""
        self._scheme = scheme or self._scheme
        self._body_pt = body_pt or self._body_pt
        hints = self._app.styleHints()
        hints.blockSignals(True)
        if self._scheme == "system":
            hints.unsetColorScheme()
        else:
            is_dark = self._scheme == "dark"
            hints.setColorScheme(Qt.ColorScheme.Dark if is_dark else Qt.ColorScheme.Light)
        hints.blockSignals(False)
        self._use()

    def resize_text(self, steps: int) -> float:
        """Use the next larger (1) or smaller (-1) text size there is; return it in points."""
        sizes = theme.BODY_PT_CHOICES
        at = min(range(len(sizes)), key=lambda place: abs(sizes[place] - self._body_pt))
        self.choose(body_pt=sizes[min(max(at + steps, 0), len(sizes) - 1)])
        return self._body_pt

    def follow(self, dispatcher: Dispatcher) -> None:
        """Take over what the person chose earlier, kept in the opened book."""
        from ctxh_desktop.commands.settings import (  # noqa: PLC0415 (slow; only with a book)
            BODY_PT,
            SCHEME,
            ShowSetting,
        )

        dispatcher.send(ShowSetting(SCHEME, self._scheme), self._on_scheme, owner=self)
        dispatcher.send(ShowSetting(BODY_PT), self._on_body_pt, owner=self)

    def is_dark(self) -> bool:
        """Whether dark is to be used now."""
        if self._scheme != "system":
            return self._scheme == "dark"
        return self._app.styleHints().colorScheme() == Qt.ColorScheme.Dark

    def _use(self) -> None:
        contrast = self._app.styleHints().accessibility().contrastPreference()
        is_high = contrast == Qt.ContrastPreference.HighContrast
        theme.apply(self._app, self.is_dark(), high_contrast=is_high, body_pt=self._body_pt)
        self.changed.emit()

    def _on_scheme(self, scheme: str) -> None:
        if scheme in SCHEMES and scheme != self._scheme:
            self.choose(scheme)

    def _on_body_pt(self, body_pt: str) -> None:
        if body_pt and float(body_pt) != self._body_pt:
            self.choose(body_pt=float(body_pt))

    @Slot()
    def _on_system_changed(self) -> None:
        self._use()
