"""Bad inputs typed into fields (security reference §8): kept as meant, or refused beside the field.

The same table goes through the command, the real window and the prompt; lists have their own file.
Nothing else of the book may change, and each number of the reference is tested or says why not.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ctxh_desktop.commands.bus import Bus
from ctxh_desktop.commands.cases import ShowCase
from ctxh_desktop.commands.desk import Desk
from ctxh_desktop.commands.people import CountPeople
from ctxh_desktop.commands.records import SaveRecord, ShowRecord
from ctxh_desktop.domain.records.person import Person
from ctxh_desktop.domain.values import Kind, clean
from ctxh_desktop.errors import CtxhError, InputError
from ctxh_desktop.texts import Texts
from ctxh_desktop.ui.pages.intake_page import IntakePage
from ctxh_desktop.ui.pages.record_sheet import RecordSheet
from tests.data.bad_inputs import (
    CELLS,
    DEATHS,
    LONE_SURROGATE,
    NAMES,
    NOT_HERE,
    TEN_MEGABYTES,
    TEXTS,
    WHERE,
)
from tests.data.desks import new_desk
from tests.data.pages_desk import PageDesk, page_desk
from tests.data.prompt import Run, list_of

ROOT = Path(__file__).parents[2]
AN = {"full_name": "Lê Văn An", "groups": "NCT"}
KINDS = (Kind.TEXT, Kind.LONG_TEXT)
ORDINARY_LETTERS = 200
"""What an ordinary line takes; shorter ones hold numbers and have their own tests."""
FIELDS = [
    f
    for f in Person.type.fields
    if f.kind in KINDS and f.entered and not f.is_phone and f.length_max >= ORDINARY_LETTERS
]
LINES = ("alias", "address", "guardian_name", "paper_address", "disability_certificate")
"""Single lines of the intake that take any text."""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    opened = new_desk(tmp_path_factory.mktemp("fields") / "book")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def window(qapp: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PageDesk]:
    with page_desk(tmp_path_factory.mktemp("window") / "profile") as opened:
        yield opened


@pytest.fixture
def page(window: PageDesk, qtbot: Any) -> Any:
    """The intake as a person has it, with a name and a group filled in."""
    made: Any = IntakePage(window.scene)
    qtbot.addWidget(made)
    made.show()
    made.wanted = []
    made.page_wanted.connect(lambda *where: made.wanted.append(where))
    made.open("")
    qtbot.waitUntil(lambda: not window.scene.dispatcher._open_count, timeout=20_000)
    made.drop_button.click()
    made.person.row("full_name").control.setText(AN["full_name"])
    made.person.row("groups").set_value(AN["groups"])
    return made


def meant(text: str, *, is_one_line: bool) -> str:
    """What is stored of a text: cleaned, and on one line where there is only one."""
    cleaned = clean(text)
    return " ".join(cleaned.split()) if is_one_line else cleaned


def tables_of(desk: Desk) -> list[str]:
    with desk.read() as reader:
        names = "SELECT name FROM sqlite_master ORDER BY name"
        return list(reader.connection.exec_driver_sql(names).scalars())


def sentence_of(code: str, facts: dict[str, object]) -> str:
    return Texts("vi").sentence(CtxhError(code, **facts))


@pytest.mark.parametrize("case", TEXTS)
def test_a_text_is_kept_as_meant_by_the_command(desk: Desk, case: str) -> None:
    bus, text, before = Bus(desk), TEXTS[case], tables_of(desk)
    count = bus.send(CountPeople()).result

    values = {field.name: text for field in FIELDS}
    row_id = bus.send(SaveRecord("person", None, AN | values)).result
    row = bus.send(ShowRecord("person", row_id)).result
    stored = getattr(row, "row", row)

    for field in FIELDS:
        is_one_line = field.kind is not Kind.LONG_TEXT
        assert (stored[field.name] or "") == meant(text, is_one_line=is_one_line), field.name
    assert stored["full_name"] == AN["full_name"]
    assert bus.send(CountPeople()).result == count + 1
    assert tables_of(desk) == before


@pytest.mark.parametrize("case", NAMES)
def test_a_name_is_kept_or_refused_by_the_command(desk: Desk, case: str) -> None:
    bus, (name, _) = Bus(desk), NAMES[case]
    count = bus.send(CountPeople()).result
    issues, row_id = {}, ""
    try:
        row_id = bus.send(SaveRecord("person", None, AN | {"full_name": name})).result
    except InputError as error:
        issues = error.issues

    if issues:
        assert set(issues) == {"full_name"}, issues
        assert sentence_of(*issues["full_name"]).endswith(".")
        assert bus.send(CountPeople()).result == count
        return
    row = bus.send(ShowRecord("person", row_id)).result
    assert getattr(row, "row", row)["full_name"] == meant(name, is_one_line=True)
    assert bus.send(CountPeople()).result == count + 1


def test_half_a_letter_is_left_out(desk: Desk) -> None:
    bus = Bus(desk)
    row_id = bus.send(SaveRecord("person", None, AN | {"note": LONE_SURROGATE})).result
    row = bus.send(ShowRecord("person", row_id)).result

    assert getattr(row, "row", row)["note"] == "ab"


@pytest.mark.parametrize("field", [field.name for field in FIELDS])
def test_ten_megabytes_are_refused_beside_the_field(desk: Desk, field: str) -> None:
    with pytest.raises(InputError) as refused:
        Bus(desk).send(SaveRecord("person", None, AN | {field: TEN_MEGABYTES}))

    code, facts = refused.value.issues[field]
    assert code == "text-too-long"
    assert len(sentence_of(code, facts)) < 300


@pytest.mark.parametrize("start", range(0, len(TEXTS), len(LINES)))
def test_texts_are_kept_by_the_window(page: Any, window: PageDesk, qtbot: Any, start: int) -> None:
    """Five texts at once, each in a line of its own, and one of them in the note, too."""
    texts = dict(zip(LINES, list(TEXTS.values())[start:], strict=False))
    for name, text in texts.items():
        page.person.row(name).control.setText(text)
    note = texts[LINES[0]]
    page.person.row("note").control.setPlainText(note)

    page.save()
    qtbot.waitUntil(lambda: bool(page.wanted), timeout=20_000)

    stored = window.send(ShowCase(page.wanted[0][1])).person
    for name, text in texts.items():
        assert (stored[name] or "") == meant(text, is_one_line=True), name
    assert " ".join((stored["note"] or "").split()) == meant(note, is_one_line=True)


@pytest.mark.parametrize("cell", CELLS, ids=[case for case, *_ in CELLS])
def test_numbers_and_days_are_kept_or_refused_by_the_window(
    page: Any, window: PageDesk, qtbot: Any, cell: tuple[str, str, str, str | None]
) -> None:
    _, field, typed, expected = cell
    count = window.send(CountPeople())
    page.person.row(field).control.setText(typed)
    again = page.sheet.same_number

    def is_answered() -> bool:
        if again.isVisible():  # another spelling of a number that an earlier case has saved
            again.input.setText("Cùng một số")
            again.confirmed.emit()
        return bool(page.wanted) or page.summary.isVisible()

    page.save()
    qtbot.waitUntil(is_answered, timeout=20_000)

    if page.summary.isVisible():
        (link,) = page.summary.links()
        assert link.text().rstrip().endswith("."), "a sentence, not a code"
        assert page.person.row(field).typed().strip() == typed.strip(), "what was typed is there"
        assert window.send(CountPeople()) == count
        return
    stored = window.send(ShowCase(page.wanted[0][1])).person
    assert stored[field] in {expected, typed.strip(), restored(typed)}


def restored(typed: str) -> str:
    """The number as it was typed, when a list would have put lost zeros back."""
    return "".join(c for c in typed.removesuffix(".0") if c.isdigit())


def test_texts_are_kept_by_the_prompt(book: Run, tmp_path: Path) -> None:
    assert book("a", "import", "people", list_of(tmp_path, "Lê Văn An,1950,Nam,Thôn 1"))[0] == 0
    person_id = book("a", "find", "an")[1][0]["id"]
    # A prompt hands no NUL on, whatever the program.
    texts = [(case, text) for case, text in TEXTS.items() if "\0" not in text]
    for start in range(0, len(texts), len(LINES)):
        part = dict(zip(LINES, texts[start:], strict=False))
        said = [f"{name}={text}" for name, (_, text) in part.items()]

        assert book("a", "edit", "person", person_id, *said)[0] == 0, said

        stored = book("a", "show", "person", person_id)[1]["person"]
        for name, (case, text) in part.items():
            assert (stored[name] or "") == meant(text, is_one_line=True), case
    assert book("a", "verify")[0] == 0


@pytest.mark.parametrize(("case", "born", "died", "is_kept"), DEATHS)
def test_a_death_before_the_birth_is_refused_by_the_window(
    window: PageDesk, qtbot: Any, case: str, born: str, died: str, is_kept: bool
) -> None:
    row_id = window.send(SaveRecord("person", None, AN))
    before = window.send(ShowRecord("person", row_id))
    sheet = RecordSheet(window.scene, "person", "", ("born", "life_status", "life_status_on"))
    qtbot.addWidget(sheet)
    sheet.show()
    sheet.show_row(before)
    typed = {"born": born, "life_status": "MAT", "life_status_on": died}
    for name, text in typed.items():
        sheet.view.row(name).control.set_value(text)

    sheet.save()
    qtbot.waitUntil(lambda: not sheet.is_changed() or sheet.summary.isVisible(), timeout=20_000)

    assert sheet.summary.isHidden() is is_kept
    stored = window.send(ShowRecord("person", row_id))
    if is_kept:
        assert stored["life_status"] == "MAT"
        return
    (link,) = sheet.summary.links()
    assert link.text().rstrip().endswith("."), "a sentence, not a code"
    assert {name: sheet.view.row(name).typed() for name in typed} == typed, (
        "what was typed is there"
    )
    assert stored.values == before.values


def test_a_death_before_the_birth_is_refused_by_the_prompt(book: Run, tmp_path: Path) -> None:
    assert book("a", "import", "people", list_of(tmp_path, "Lê Văn An,5/8/1950,Nam,Thôn 1"))[0] == 0
    person_id = book("a", "find", "an")[1][0]["id"]
    died = ("edit", "person", person_id, "life_status=MAT")

    code, told, _ = book("a", *died, "life_status_on=1950-08-04")
    assert (code, set(told["error"]["issues"])) == (1, {"life_status_on"})
    assert book("a", "show", "person", person_id)[1]["person"]["life_status"] is None

    assert book("a", *died, "life_status_on=1950-08-05")[0] == 0


def test_every_number_of_the_reference_is_tested_or_says_why_not() -> None:
    assert sorted(WHERE) == list(range(1, 99))
    functions: dict[str, set[str]] = {}
    for number, places in WHERE.items():
        for place in places:
            if place.startswith(NOT_HERE):
                assert len(places) == 1, number
                assert len(place) > len(NOT_HERE) + 20, number
                continue
            file, _, function = place.partition("::")
            if file not in functions:
                tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
                defs = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
                functions[file] = {node.name for node in defs}
            assert function in functions[file], f"{number}: {place}"


def test_the_tables_hold_the_numbers_that_they_are_named_for() -> None:
    def numbers(names: Any) -> set[int]:
        return {int(name.rstrip("abcdef")) for name in names}

    typed = numbers(TEXTS) | numbers(NAMES) | numbers(case for case, *_ in (*CELLS, *DEATHS))

    assert typed | {46, 48} == set(range(1, 77))
