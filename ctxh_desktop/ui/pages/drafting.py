"""Draft keeper: what is half written is on the disk a second after the hands rest.

While somebody types without a pause it is kept every five seconds.

Source: reference/ux.md §6 (autosave).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from ctxh_desktop.commands.drafts import DropDraft, LoadDraft, SaveDraft
from ctxh_desktop.ui import wording
from ctxh_desktop.ui.dispatcher import Dispatcher

REST_MS = 1000
LONGEST_MS = 5000


class DraftKeeper(QObject):
    """Keeps the draft of one form.

    Args:
        dispatcher: the data lane.
        body: returns what is to be kept.

    Signals:
        loaded: a draft of an earlier time was found (dict).
        kept: the draft is safe; carries the time of day, "09:14:05" (str).
    """

    loaded = Signal(object)
    kept = Signal(str)

    def __init__(
        self, dispatcher: Dispatcher, body: Callable[[], Mapping[str, Any]], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._dispatcher, self._body = dispatcher, body
        self._key = ""
        self._is_dirty = False
        self._rest = self._timer(REST_MS)
        self._longest = self._timer(LONGEST_MS)

    def begin(self, key: str) -> None:
        """Work on the draft *key* from now on; `loaded` follows when there is one."""
        self._stop()
        self._key, self._is_dirty = key, False
        self._dispatcher.send(LoadDraft(key), partial(self._on_loaded, key), owner=self)

    @Slot()
    def touch(self) -> None:
        """Note that something was changed."""
        if not self._key:
            return
        self._is_dirty = True
        self._rest.start()
        if not self._longest.isActive():
            self._longest.start()

    @Slot()
    def keep(self) -> None:
        """Keep what is not kept yet, now."""
        self._stop()
        if self._is_dirty and self._key:
            self._is_dirty = False
            draft = SaveDraft(self._key, dict(self._body()))
            self._dispatcher.send(draft, partial(self._on_kept, self._key), owner=self)

    def drop(self) -> None:
        """Throw the draft away: it was saved for good, or given up."""
        self._stop()
        self._is_dirty = False
        if self._key:
            self._dispatcher.send(DropDraft(self._key))

    def finish(self) -> None:
        """Throw the draft away and keep none until the next `begin`."""
        self.drop()
        self._key = ""

    def _timer(self, pause_ms: int) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(pause_ms)
        timer.timeout.connect(self.keep)
        return timer

    def _stop(self) -> None:
        self._rest.stop()
        self._longest.stop()

    def _on_loaded(self, key: str, body: dict[str, Any] | None) -> None:
        if body is not None and key == self._key and not self._is_dirty:
            self.loaded.emit(body)

    def _on_kept(self, key: str, saved_at: str) -> None:
        if key == self._key:
            self.kept.emit(wording.clock(saved_at, seconds=True))
