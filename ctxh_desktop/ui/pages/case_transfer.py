"""Moving somebody to another commune: it is asked in the page, and told until it has happened.

Nothing moves on this laptop: the request waits for the next sync, and the page says so.  Until it
is sent it can be taken back; what the province cannot do is shown with its reason.

Source: sync design §4.9; reference/ux.md §5; ADR-0029.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from ctxh_desktop.commands.transfers import (
    TYPE,
    AskedTransfer,
    ListCommunes,
    RequestTransfer,
    ShowTransfer,
    Stage,
    WithdrawTransfer,
)
from ctxh_desktop.domain.schema import Row
from ctxh_desktop.domain.units import Unit
from ctxh_desktop.errors import CtxhError, InputError
from ctxh_desktop.forms.form import form_of
from ctxh_desktop.forms.session import Session
from ctxh_desktop.ui import actions, wording
from ctxh_desktop.ui.forms.fields import Asking, issue_sentence
from ctxh_desktop.ui.forms.view import FormView
from ctxh_desktop.ui.messages import sentence_of
from ctxh_desktop.ui.scene import Scene
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.buttons import Button
from ctxh_desktop.ui.widgets.choice import Combo
from ctxh_desktop.ui.widgets.labels import IconLabel, Label
from ctxh_desktop.ui.widgets.notices import Notice

COMMUNE, DAY, NOTE = "to_commune", "moved_on", "note"


class TransferNotice(Notice):
    """Says that a person is asked to be moved, and how far that is.

    Signals:
        withdrawn: somebody wants the request taken back.
        held_wanted: somebody wants to see what could not be done; carries the group (str).
    """

    withdrawn = Signal()
    held_wanted = Signal(str)

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__("warn", pad=8, parent=parent)
        self._scene = scene
        self._group_id = ""
        self.words = Label("", "body", wrap=True)
        self.take_back = Button(self.tr("Take it back"))
        self.take_back.clicked.connect(self.withdrawn)
        self.look = Button(self.tr("Look at it"))
        self.look.clicked.connect(self._on_look)
        line = sheets.row(
            IconLabel("info", "warn", 20), self.words, self.take_back, self.look, gap=12
        )
        line.setStretch(1, 1)
        self.fill(line)
        self.hide()

    def show_asked(self, asked: AskedTransfer | None) -> None:
        """Say what was asked; None says nothing."""
        if asked is not None:
            self._group_id = asked.group_id
            self.words.setText(self._sentence(asked))
            self.setAccessibleName(self.words.text())
            sheets.set_shown(self.take_back, asked.stage is Stage.UNSENT)
            sheets.set_shown(self.look, asked.stage is Stage.HELD)
        sheets.set_shown(self, asked is not None)

    def _sentence(self, asked: AskedTransfer) -> str:
        if asked.stage is Stage.HELD:
            words = self.tr("Not moved to {commune}: {reason}")
            return words.format(commune=asked.commune, reason=sentence_of(asked.reason, {}))
        words = self.tr("Asked to move to {commune} (left on {day}). It waits for the next sync.")
        if asked.stage is Stage.SENT:
            words = self.tr("Asked to move to {commune} (left on {day}). Sync once more to see it.")
        day = wording.short_day(asked.moved_on, self._scene.today())
        return words.format(commune=asked.commune, day=day)

    @Slot()
    def _on_look(self) -> None:
        self.held_wanted.emit(self._group_id)


class TransferSheet(QWidget):
    """Asks where to, since when, and what they should know there; says what will happen.

    Signals:
        saved: the request is kept; carries the sentence (str).
        failed: it could not be (CtxhError).
        left: it was given up.
    """

    saved = Signal(str)
    failed = Signal(object)
    left = Signal()

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene = scene
        self._person: Row | None = None
        self._communes: dict[str, Unit] = {}
        declared = scene.types[TYPE]
        self._form = form_of(declared, only=(DAY, NOTE))
        self.commune = sheets.FormRow(
            self.tr("Where do they live now?"), Combo(placeholder=self.tr("Choose a commune…"))
        )
        asking = Asking(scene.catalogue, scene.today(), past=frozenset({DAY}))
        self.view = FormView(self._form, asking, Session(self._form))
        self.outlook = Label("", "body", wrap=True)
        self.confirm = Button(
            self.tr("Move the records"), "primary", key=actions.key("save"), key_works=False
        )
        self.confirm.clicked.connect(self.save)
        leave = Button(self.tr("Leave them here"))
        leave.clicked.connect(self.left)
        title = Label(self.tr("Moved to another commune"), "section")
        line = sheets.row(IconLabel("info", "primary", 20), self.outlook, gap=12)
        line.setStretch(1, 1)
        card = sheets.Card(
            sheets.column(
                title, self.commune, self.view, Notice("primary", line),
                gap=12, margins=(20, 12, 20, 14),
            )
        )  # fmt: skip
        self.body = sheets.ScrollBody(sheets.PageBody(card, None))
        whole = sheets.column(self.body, sheets.Footer(self.confirm, leave, None), gap=0)
        whole.setStretch(0, 1)
        self.setLayout(whole)
        self._combo().chosen.connect(self._say_outlook)

    def ask(self, person: Row) -> None:
        """Ask about a person; what was typed about the same one before stays."""
        if self._person is None or self._person.id != person.id:
            session = Session(self._form, catalogue=self._scene.catalogue)
            session.answer(DAY, str(self._scene.today()))
            self.view.fill(session)
            self._combo().set_value("")
            self.commune.set_error("")
        self._person = person
        self._say_outlook()
        if not self._communes:
            self._scene.dispatcher.latest(
                "communes", ListCommunes(), self._on_communes, self.failed.emit, owner=self
            )
        self.commune.focus_control()

    @Slot()
    def save(self) -> None:
        """Keep the request, or say what is missing."""
        if self._person is None:
            return
        self.commune.set_error("")
        problems = self.view.check()
        code = self._combo().value()
        if not code:
            self.commune.set_error(self.tr("Choose the commune."))
            self.commune.focus_control()
        if problems or not code or not self.confirm.isEnabled():
            return
        values = self.view.session().values()
        command = RequestTransfer(
            self._person.id, code, str(values[DAY]), str(values.get(NOTE) or "")
        )
        self.confirm.setEnabled(False)
        self._scene.dispatcher.send(command, self._on_saved, self._on_refused, owner=self)

    def _combo(self) -> Combo:
        control = self.commune.control
        assert isinstance(control, Combo)
        return control

    def _on_communes(self, communes: tuple[Unit, ...]) -> None:
        self._communes = {unit.code: unit for unit in communes}
        # The name first: all kinds begin alike, and letters typed jump to a row.
        self._combo().set_choices(
            [(unit.code, f"{unit.name} ({unit.kind.lower()})") for unit in communes]
        )
        words = self.tr("Join this computer to the province first: it knows the communes.")
        self.commune.set_hint("" if communes else words)

    def _on_saved(self, _: str) -> None:
        self.confirm.setEnabled(True)
        self._person = None
        self.saved.emit(self.tr("Remembered. The records go at the next sync."))

    def _on_refused(self, error: CtxhError) -> None:
        self.confirm.setEnabled(True)
        issues = error.issues if isinstance(error, InputError) else {}
        self.view.show_issues({name: issue for name, issue in issues.items() if name != COMMUNE})
        if COMMUNE in issues:
            code, facts = issues[COMMUNE]
            self.commune.set_error(issue_sentence(code, facts, self.commune.label()))
            self.commune.focus_control()
        if not issues:
            self.failed.emit(error)

    @Slot()
    def _say_outlook(self) -> None:
        unit = self._communes.get(self._combo().value())
        commune = unit.full_name if unit else self.tr("the other commune")
        words = self.tr(
            "At the next sync the person, cases, visits and papers go to {commune} and are no "
            "longer on this computer; only the name and the new commune stay. Until it is sent "
            "you can take it back."
        )
        self.outlook.setText(words.format(commune=commune))


class Moving(QObject):
    """Everything about moving on the case page: the notice, the sheet in the place of the tabs.

    Signals:
        saved, failed: as those of a page.
        held_wanted: what could not be done is to be shown; carries the group (str).
    """

    saved = Signal(str)
    failed = Signal(object)
    held_wanted = Signal(str)

    def __init__(self, scene: Scene, stack: QStackedWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self._scene, self._stack = scene, stack
        self._person: Row | None = None
        self._before: QWidget | None = None
        self._footer: QWidget | None = None
        self.notice, self.sheet = TransferNotice(scene), TransferSheet(scene)
        stack.addWidget(self.sheet)
        stack.currentChanged.connect(self._on_shown)
        self.sheet.saved.connect(self._on_saved)
        self.sheet.failed.connect(self.failed)
        self.sheet.left.connect(self.leave)
        self.notice.withdrawn.connect(self._on_withdrawn)
        self.notice.held_wanted.connect(self.held_wanted)

    def put_over(self, footer: QWidget) -> None:
        """Let the sheet's own buttons stand where those of the page are."""
        self._footer = footer

    def show_person(self, person: Row) -> None:
        """Say what was asked about a person."""
        if self._person is None or self._person.id != person.id:
            self.leave()
            self.notice.show_asked(None)
        self._person = person
        self._scene.dispatcher.latest(
            "transfer", ShowTransfer(person.id), partial(self._on_asked, person.id), owner=self
        )

    def is_open(self) -> bool:
        """Whether it is being asked."""
        return self._stack.currentWidget() is self.sheet

    @Slot()
    def begin(self) -> None:
        """Ask where the person moved to; who is asked for already has the notice."""
        if self._person is None or self.notice.isVisible():
            self.notice.take_back.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        if not self.is_open():
            self._before = self._stack.currentWidget()
        self._stack.setCurrentWidget(self.sheet)
        self.sheet.ask(self._person)

    @Slot()
    def leave(self) -> None:
        """Go back to what was shown before."""
        if self.is_open() and self._before is not None:
            self._stack.setCurrentWidget(self._before)

    def _on_asked(self, person_id: str, asked: AskedTransfer | None) -> None:
        if self._person is not None and self._person.id == person_id:
            self.notice.show_asked(asked)

    @Slot(str)
    def _on_saved(self, sentence: str) -> None:
        self.leave()
        self.saved.emit(sentence)

    @Slot()
    def _on_withdrawn(self) -> None:
        if self._person is not None:
            command = WithdrawTransfer(self._person.id)
            self._scene.dispatcher.send(command, self._on_taken_back, self.failed.emit, owner=self)

    def _on_taken_back(self, _: None) -> None:
        self.saved.emit(self.tr("Taken back. The records stay here."))

    @Slot(int)
    def _on_shown(self, _: int) -> None:
        if self._footer is not None:
            sheets.set_shown(self._footer, not self.is_open())
