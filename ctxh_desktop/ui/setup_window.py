"""Cài máy lần đầu: four steps from an empty computer to an open working book.

where ─▶ who ─▶ passphrase ─▶ make the book, join the province, fetch its data

The book is made only when everything asked is there; from then on it is never thrown away: joining
and fetching can be tried again, corrected, or left for later.

Source: reference/ux.md §11-2.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from ctxh_desktop.ambient import Ambient
from ctxh_desktop.errors import CtxhError
from ctxh_desktop.ui.messages import sentence
from ctxh_desktop.ui.setup_steps import PhraseStep, PlaceStep, Step, UserStep
from ctxh_desktop.ui.sync_runner import SyncRunner
from ctxh_desktop.ui.unlock_window import warm_up
from ctxh_desktop.ui.widgets import door_sheet, sheets
from ctxh_desktop.ui.widgets.buttons import Button
from ctxh_desktop.ui.widgets.labels import IconLabel, Label
from ctxh_desktop.ui.widgets.progress import InlineProgress

SHEET_PX = 640
_WINDOW_EDGE_PX = 24
_QUESTIONS_MIN_PX = 120
"""Room that the questions keep at least."""
PLACE, USER, PHRASE, FETCH = range(4)
_STEP_OF_CODE = (("phrase-", PHRASE), ("user", USER), ("enrolment-", PLACE), ("commune-", PLACE),
                 ("server-address", PLACE))  # fmt: skip
"""Beginning of an error's code → the step where it is mended."""

Maker = Callable[[str, str, str], Any]
"""(user, passphrase, commune code) → the desk of a new book; raises as `create_profile`."""


@dataclass(frozen=True)
class Wanted:
    """Everything that was asked."""

    user: str
    passphrase: str
    commune_code: str
    pairing_code: str
    address: str


@dataclass(frozen=True)
class Stage:
    """What is being done now: "make", "join" or "fetch", how much has come, and for whom."""

    name: str
    received: int = 0
    commune: str = ""


def maker(folder: Path, ambient: Ambient) -> Maker:
    """Return what makes a new book in *folder*."""

    def make_book(user: str, passphrase: str, commune_code: str) -> Any:
        from ctxh_desktop.commands import profile  # noqa: PLC0415 (database libraries, slow)

        return profile.create_profile(
            folder, user=user, passphrase=passphrase, commune_code=commune_code, ambient=ambient
        )

    return make_book


class FetchStep(Step):
    """What is happening, how far it is, and what went wrong."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = Label("", "body", wrap=True)
        self.progress = InlineProgress()
        self.error = Label("", "strong", "danger", wrap=True)
        self._icon = IconLabel("alert", "danger")
        line = sheets.row(self._icon, self.error, gap=8)
        line.setStretch(1, 1)
        self._problem = sheets.wrap(line)
        self._problem.hide()
        self.setLayout(sheets.column(self.words, self.progress, self._problem, None, gap=16))

    def show_stage(self, stage: Stage) -> None:
        """Show what is being done."""
        self.show_error("")
        if stage.commune:
            whose = self.tr("This computer works for {commune}. Fetching happens only once.")
            self.words.setText(whose.format(commune=stage.commune))
        words = {
            "make": self.tr("Making the working book…"),
            "join": self.tr("Joining the province…"),
            "fetch": self.tr("Fetched {n} items…").format(n=stage.received),
        }[stage.name]
        self.progress.show_step(0, 0, words)

    def show_error(self, words: str) -> None:
        """Show what went wrong and stop the progress; "" takes it away."""
        self.error.setText(words)
        sheets.set_shown(self._problem, bool(words))
        if words:
            self.progress.finish()


class SetupWindow(QWidget):
    """The window of an empty profile.

    Args:
        folder: the profile.
        ambient: clock and chance.
        make_book: makes the book; by default `commands.profile.create_profile`.

    Signals:
        finished: the book is open; carries its desk.
    """

    finished = Signal(object)

    def __init__(self, folder: Path, ambient: Ambient, *, make_book: Maker | None = None) -> None:
        super().__init__()
        self.setWindowTitle(self.tr("Social work notebook"))
        self.setAutoFillBackground(True)
        self._make_book = make_book or maker(folder, ambient)
        self._desk: Any = None
        self._is_joined = False
        self._wanted: Wanted | None = None
        self._runner = SyncRunner(self._work, self)
        self.place, self.user = PlaceStep(), UserStep()
        self.phrase, self.fetch = PhraseStep(ambient), FetchStep()
        self.steps: tuple[Step, ...] = (self.place, self.user, self.phrase, self.fetch)
        self.stack = QStackedWidget()
        for step in self.steps:
            self.stack.addWidget(step)
        self._make_controls()
        self._arrange()
        self._connect()
        self.resize(1366, 700)
        self._show_step(PLACE)

    def step(self) -> int:
        """Return the number of the step in front, from 0."""
        return self.stack.currentIndex()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        warm_up()
        self.steps[self.step()].begin()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()
        super().resizeEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._runner.close()
        if self._desk is not None:
            self._desk.close()
            self._desk = None
        super().closeEvent(event)

    def _make_controls(self) -> None:
        self._titles = (
            self.tr("Pairing code"), self.tr("User"), self.tr("Passphrase"), self.tr("Fetch data"),
        )  # fmt: skip
        self._marks = [
            Label(f"{number}. {title}", "hint", "text2")
            for number, title in enumerate(self._titles, 1)
        ]
        self.go_on = Button(self.tr("Continue"), "primary", px=40)
        self.back = Button(self.tr("Back"), px=40)
        self.later = Button(self.tr("Later"), "quiet", px=40)

    def _arrange(self) -> None:
        column = sheets.column(
            door_sheet.head(self.windowTitle(), self.tr("First set-up of this computer")), gap=0
        )
        column.addSpacing(20)
        column.addWidget(sheets.Rule())
        column.addSpacing(14)
        marks = sheets.row(gap=20)
        for mark in self._marks:
            marks.addWidget(mark)
        marks.addStretch(1)
        column.addLayout(marks)
        column.addSpacing(16)
        self._scroll = sheets.ScrollBody(self.stack)
        column.addWidget(self._scroll)
        column.addSpacing(20)
        column.addLayout(sheets.row(self.go_on, self.back, None, self.later))
        self.sheet = door_sheet.DoorSheet(column, width=SHEET_PX)
        self.setLayout(door_sheet.centred(self.sheet))

    def _connect(self) -> None:
        for step in self.steps:
            step.submitted.connect(self._on_continue)
        self.go_on.clicked.connect(self._on_continue)
        self.back.clicked.connect(self._on_back)
        self.later.clicked.connect(self._on_later)
        self.place.way.chosen.connect(self._on_way_chosen)
        self.fetch.progress.stopped.connect(self._runner.cancel)
        self._runner.progressed.connect(self.fetch.show_stage)
        self._runner.finished.connect(self._on_finished)
        self._runner.failed.connect(self._on_failed)

    def _show_step(self, step: int) -> None:
        self.stack.setCurrentIndex(step)
        for number, mark in enumerate(self._marks):
            mark.set_role("hint-strong" if number == step else "hint")
            mark.set_ink("primary" if number == step else "text2")
        self.setAccessibleDescription(self._titles[step])
        is_fetching = step == FETCH
        sheets.set_shown(self.back, step > PLACE)
        sheets.set_shown(self.later, is_fetching and self._desk is not None)
        self.go_on.set_words(self.tr("Try again") if is_fetching else self.tr("Continue"))
        self._set_idle(is_idle=not self._runner.is_running())
        self._fit()
        self.steps[step].begin()

    def _fit(self) -> None:
        """Let the questions scroll where the window is low; the buttons never do."""
        around = self.sheet.minimumSizeHint().height() - self._scroll.minimumHeight()
        wanted = self.stack.sizeHint().height()
        room = self.height() - around - 2 * _WINDOW_EDGE_PX
        self._scroll.setFixedHeight(max(_QUESTIONS_MIN_PX, min(wanted, room)))

    def _set_idle(self, *, is_idle: bool) -> None:
        for button in (self.go_on, self.back, self.later):
            button.setEnabled(is_idle)

    @Slot()
    def _on_continue(self) -> None:
        step = self.step()
        if self._runner.is_running() or not self.steps[step].check():
            return
        if step in (PHRASE, FETCH) or (step == PLACE and self._desk is not None):
            self._start()
            return
        commune = self.place.commune()
        names = [self.user.value()]
        names += [commune.name, commune.province] if commune else []
        self.phrase.names = tuple(names)
        self._show_step(step + 1)

    @Slot(str)
    def _on_way_chosen(self, way: str) -> None:
        self.place.updateGeometry()
        QTimer.singleShot(0, self, self._fit)

    @Slot()
    def _on_back(self) -> None:
        # Once the book is made, user and passphrase are settled; only the code can be mended.
        self._show_step(PLACE if self._desk is not None else max(self.step() - 1, PLACE))

    @Slot()
    def _on_later(self) -> None:
        if self._desk is None or self._desk.commune_code:
            self._hand_over()
            return
        # Nothing can be written down before it is known for which commune.
        self.place.ask_commune()
        self._show_step(PLACE)

    def _start(self) -> None:
        commune = self.place.commune()
        code, address = self.place.pairing()
        commune_code = commune.code if commune else ""
        self._wanted = Wanted(self.user.value(), self.phrase.value(), commune_code, code, address)
        self._show_step(FETCH)
        self.fetch.words.setText(
            self.tr("This happens once. Work can begin as soon as it is done.")
        )
        self.fetch.show_stage(Stage("make"))
        self._runner.start()
        self._set_idle(is_idle=False)

    def _work(self, tell: Callable[[Any], None], is_cancelled: Callable[[], bool]) -> bool:
        """Make the book, join, fetch, in the lane; whether all of it is done.

        What is done already is not done again.
        """
        from ctxh_desktop.commands import profile, sync  # noqa: PLC0415 (database libraries, slow)

        wanted = self._wanted
        assert wanted is not None
        if self._desk is None:
            self._desk = self._make_book(wanted.user, wanted.passphrase, wanted.commune_code)
        if not wanted.pairing_code:
            if not self._desk.commune_code:
                profile.settle_commune(self._desk, wanted.commune_code)
            return True
        if not is_cancelled() and not self._is_joined:
            tell(Stage("join"))
            sync.enrol(self._desk, wanted.address, wanted.pairing_code)
            self._is_joined = True
        if not is_cancelled():
            commune = self._desk.commune
            whose = f"{commune.full_name}, {commune.province}" if commune else ""
            sync.synchronise(self._desk, partial(_tell_fetched, tell, whose), is_cancelled)
        return not is_cancelled()

    @Slot(object)
    def _on_finished(self, is_whole: bool) -> None:
        if is_whole:
            self._hand_over()
            return
        self.fetch.progress.finish()
        self.fetch.words.setText(
            self.tr("Stopped. What came is kept; fetching goes on where it stopped.")
        )
        self._show_step(FETCH)

    @Slot(object)
    def _on_failed(self, error: CtxhError) -> None:
        words = sentence(error)
        step = next((at for start, at in _STEP_OF_CODE if error.code.startswith(start)), FETCH)
        if step != FETCH and (self._desk is None or step == PLACE):
            self._show_step(step)
            self.steps[step].show_error(words)  # type: ignore[attr-defined]
            sheets.set_shown(self.later, self._desk is not None)
            return
        self._show_step(FETCH)
        self.fetch.show_error(words)
        self.fetch.words.setText(
            self.tr("The working book is ready; joining the province can wait.")
            if self._desk is not None
            else ""
        )

    def _hand_over(self) -> None:
        desk, self._desk = self._desk, None
        self.fetch.progress.finish()
        if desk is not None:
            self.finished.emit(desk)


def _tell_fetched(tell: Callable[[Any], None], commune: str, progress: Any) -> None:
    tell(Stage("fetch", progress.received, commune))
