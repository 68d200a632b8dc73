"""The questions of the first set-up, one step each: where, who, passphrase.

A step keeps what was typed when one goes back; `check` says beside the field what is missing.

Source: reference/ux.md §11-2.
"""

from __future__ import annotations

from functools import cached_property

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from ctxh_desktop import paths
from ctxh_desktop.ambient import Ambient
from ctxh_desktop.commands.doorstep import check_code, check_phrase, new_phrase
from ctxh_desktop.domain.units import Unit, Units, read_units
from ctxh_desktop.errors import InputError
from ctxh_desktop.ui import theme
from ctxh_desktop.ui.messages import sentence, sentence_of
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.buttons import Button, CheckOption
from ctxh_desktop.ui.widgets.choice import Combo, OptionRow
from ctxh_desktop.ui.widgets.inputs import SecretInput, TextInput, commit_composition
from ctxh_desktop.ui.widgets.labels import IconLabel, Label
from ctxh_desktop.ui.widgets.sheets import FormRow

COMMUNES_SHOWN_MAX = 300
OWN_PHRASE_MIN = 15
WITH_CODE, ALONE = "code", "alone"


class Step(QWidget):
    """Base of the steps.

    Signals:
        submitted: Enter was pressed in the last input.
    """

    submitted = Signal()

    def check(self) -> bool:
        """Say beside the fields what is missing; whether all is there."""
        return True

    def begin(self) -> None:
        """Put the focus where one begins."""


class PlaceStep(Step):
    """Which commune: by the province's code, or chosen from the list of the country."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.way = OptionRow(
            [(WITH_CODE, self.tr("I have a code from the province")),
             (ALONE, self.tr("Work without a server for now"))]
        )  # fmt: skip
        self.way.set_value(WITH_CODE)
        self.code = FormRow(
            self.tr("Pairing code"), TextInput(length_max=40),
            hint=self.tr("16 letters and digits, on the paper from the province."),
        )  # fmt: skip
        self.address = FormRow(
            self.tr("Server address"), TextInput(length_max=200),
            hint=self.tr("On the same paper, for example may-chu.hue.gov.vn."),
        )  # fmt: skip
        self.province = FormRow(self.tr("Province, city"), Combo(placeholder=self.tr("Choose…")))
        words = self.tr("Type a few letters, also of the old name")
        search = TextInput(length_max=80, placeholder=words)
        self.search = FormRow(self.tr("Commune, ward"), search)

        self.communes = QListWidget()
        self.communes.setAccessibleName(self.tr("Communes and wards"))
        self.communes.setFixedHeight(theme.height(36) * 4)
        self._by_code = sheets.wrap(sheets.column(self.code, self.address, gap=12))
        listed = sheets.Card(sheets.column(self.communes, margins=(5, 5, 5, 5)))
        asked = sheets.row(self.province, self.search, gap=16)
        for row in (self.province, self.search):
            asked.setAlignment(row, Qt.AlignmentFlag.AlignTop)
        asked.setStretch(0, 2)
        asked.setStretch(1, 3)
        self._by_list = sheets.wrap(sheets.column(asked, listed, gap=8))
        self.setLayout(sheets.column(self.way, 4, self._by_code, self._by_list, None, gap=12))
        self._connect()
        self._on_way_chosen()

    @cached_property
    def units(self) -> Units:
        """All communes of the country; read when first needed."""
        return read_units(paths.code_list("units").read_text(encoding="utf-8-sig"))

    def is_alone(self) -> bool:
        """Whether there is no server for now."""
        return self.way.value() == ALONE

    def commune(self) -> Unit | None:
        """Return the commune that was chosen from the list."""
        item = self.communes.currentItem()
        if not self.is_alone() or item is None:
            return None
        return self.units.commune(str(item.data(Qt.ItemDataRole.UserRole)))

    def pairing(self) -> tuple[str, str]:
        """Return code and server address as typed, or two empty texts when working alone."""
        if self.is_alone():
            return "", ""
        return self.code.control.value(), self.address.control.value()  # type: ignore[attr-defined]

    def check(self) -> bool:
        commit_composition()
        for row in (self.code, self.address, self.search):
            row.set_error("")
        if self.is_alone():
            if self.commune() is None:
                self.search.set_error(self.tr("Choose the commune or ward in the list."))
                self.search.focus_control()
            return self.commune() is not None
        code, address = self.pairing()
        if not address:
            self.address.set_error(self.tr("Type the server address from the paper."))
            self.address.focus_control()
        try:
            check_code(code)
        except InputError as error:
            self.code.set_error(sentence(error))
            self.code.focus_control()
            return False
        return bool(address)

    def ask_commune(self) -> None:
        """Ask for the commune by the list, because the code has to wait."""
        self.way.set_value(ALONE)
        self._on_way_chosen()
        self.search.set_hint(self.tr("Choose the commune now; the code can be typed in later."))

    def show_error(self, words: str) -> None:
        """Say beside the code what the server answered."""
        self.way.set_value(WITH_CODE)
        self._on_way_chosen()
        self.code.set_error(words)

    def begin(self) -> None:
        (self.search if self.is_alone() else self.code).focus_control()

    def _connect(self) -> None:
        self.way.chosen.connect(self._on_way_chosen)
        self.province.control.chosen.connect(self._show_communes)  # type: ignore[attr-defined]
        self.search.control.edited.connect(self._show_communes)  # type: ignore[attr-defined]
        self.address.control.submitted.connect(self.submitted)  # type: ignore[attr-defined]
        self.address.control.moves_on = False  # type: ignore[attr-defined]
        self.communes.itemActivated.connect(self.submitted)

    @Slot()
    def _on_way_chosen(self) -> None:
        is_alone = self.is_alone()
        if is_alone and not self.province.control.value():  # type: ignore[attr-defined]
            provinces = [(p.code, p.name) for p in self.units.provinces]
            self.province.control.set_choices(  # type: ignore[attr-defined]
                provinces, with_none=self.tr("The whole country")
            )
        sheets.set_shown(self._by_code, not is_alone)
        sheets.set_shown(self._by_list, is_alone)

    @Slot()
    def _show_communes(self) -> None:
        province = self.province.control.value() or None  # type: ignore[attr-defined]
        typed = self.search.control.value()  # type: ignore[attr-defined]
        found: tuple[Unit, ...] = ()
        if typed:
            found = self.units.find(typed, province)
        elif province:
            found = self.units.of_province(province)
        self.communes.clear()
        for unit in found[:COMMUNES_SHOWN_MAX]:
            item = QListWidgetItem(f"{unit.full_name}, {unit.province}")
            item.setData(Qt.ItemDataRole.UserRole, unit.code)
            item.setSizeHint(QSize(200, theme.height(34)))
            self.communes.addItem(item)
        if self.communes.count():
            self.communes.setCurrentRow(0)
        is_lost = bool(typed) and not found
        self.search.set_hint(self.tr("There is no commune of this name.") if is_lost else "")


class UserStep(Step):
    """Who works here."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.input = TextInput(length_max=80)
        self.input.moves_on = False
        self.name = FormRow(
            self.tr("Your full name"), self.input,
            hint=self.tr("It stands below every visit that you write down."),
        )  # fmt: skip
        self.setLayout(sheets.column(self.name, None))
        self.input.submitted.connect(self.submitted)

    def value(self) -> str:
        """Return the name, cleaned up."""
        return self.input.value()

    def check(self) -> bool:
        commit_composition()
        self.name.set_error("" if self.value() else sentence_of("user-name-missing"))
        if not self.value():
            self.begin()
        return bool(self.value())

    def show_error(self, words: str) -> None:
        """Say beside the name what is wrong with it."""
        self.name.set_error(words)

    def begin(self) -> None:
        self.name.focus_control()


class PhraseStep(Step):
    """The passphrase: made for the person, or an own one; typed again to be sure."""

    def __init__(self, ambient: Ambient, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ambient = ambient
        self.names: tuple[str, ...] = ()
        self.made = Label(new_phrase(ambient), "title", "primary")
        self.made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByKeyboard)
        self.again_made = Button(self.tr("Another phrase"), px=32)
        self.own_wanted = Button(
            self.tr("My own (from {n} letters)").format(n=OWN_PHRASE_MIN), "quiet", px=32
        )
        self.own = FormRow(self.tr("My own passphrase"), SecretInput(length_max=1024))
        self.again = FormRow(self.tr("Type the passphrase again"), SecretInput(length_max=1024))
        self.show_letters = CheckOption(self.tr("Show the letters"))
        note = sheets.row(
            IconLabel("info", "text2", 16),
            Label(
                self.tr("Write it down and keep it in the commune's safe. Nobody can read it out."),
                "hint", wrap=True,
            ),
            gap=8,
        )  # fmt: skip
        note.setStretch(1, 1)
        offered = Label(self.tr("Your passphrase"), "hint-strong", "text")
        self._offer = sheets.wrap(sheets.column(offered, self.made, gap=4))
        buttons = sheets.row(self.again_made, self.own_wanted, None)
        self.setLayout(
            sheets.column(
                self._offer, self.own, buttons, note, 4, self.again, self.show_letters, None, gap=10
            )
        )
        self.own.hide()
        self._connect()

    def is_own(self) -> bool:
        """Whether the person makes the phrase."""
        return not self.own.isHidden()

    def value(self) -> str:
        """Return the passphrase that will be used."""
        return self._own_input().value() if self.is_own() else self.made.text()

    def check(self) -> bool:
        commit_composition()
        self.own.set_error("")
        self.again.set_error("")
        if self.is_own():
            try:
                check_phrase(self.value(), self.names)
            except InputError as error:
                self.own.set_error(sentence(error))
                self.own.focus_control()
                return False
        typed = self._again_input().value()
        if not self._is_same(typed):
            words = self.tr("The two are not the same. Type the passphrase once more.")
            self.again.set_error(words if typed else self.tr("Type the passphrase again."))
            self.again.focus_control()
            return False
        return True

    def show_error(self, words: str) -> None:
        """Say beside the phrase what is wrong with it."""
        (self.own if self.is_own() else self.again).set_error(words)

    def begin(self) -> None:
        (self.own if self.is_own() and not self.value() else self.again).focus_control()

    def _is_same(self, typed: str) -> bool:
        if self.is_own():
            return typed == self.value()
        return typed.lower().split() == self.value().split()

    def _own_input(self) -> SecretInput:
        control = self.own.control
        assert isinstance(control, SecretInput)
        return control

    def _again_input(self) -> SecretInput:
        control = self.again.control
        assert isinstance(control, SecretInput)
        return control

    def _connect(self) -> None:
        self.again_made.clicked.connect(self._on_another)
        self.own_wanted.clicked.connect(self._on_own_wanted)
        self.show_letters.toggled.connect(self._own_input().show_letters)
        self.show_letters.toggled.connect(self._again_input().show_letters)
        self._own_input().submitted.connect(self.again.focus_control)
        self._again_input().submitted.connect(self.submitted)

    @Slot()
    def _on_another(self) -> None:
        self.made.setText(new_phrase(self._ambient))
        self._show_own(is_own=False)

    @Slot()
    def _on_own_wanted(self) -> None:
        self._show_own(is_own=True)

    def _show_own(self, *, is_own: bool) -> None:
        sheets.set_shown(self.own, is_own)
        sheets.set_shown(self._offer, not is_own)
        sheets.set_shown(self.own_wanted, not is_own)
        words = self.tr("Make one for me") if is_own else self.tr("Another phrase")
        self.again_made.set_words(words)
        self._again_input().clear()
        self.again.set_error("")
        self.begin()
