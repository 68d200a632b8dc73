"""Which stick, and what is said about a parcel."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxh_desktop.commands.parcels import ParcelGiven, ParcelsRead, Receipt
from ctxh_desktop.errors import InputError
from ctxh_desktop.sync.stick import Refused
from ctxh_desktop.ui import volumes
from ctxh_desktop.ui.pages import parcel_parts
from ctxh_desktop.ui.pages.parcel_parts import ParcelResult, PlaceChoice
from ctxh_desktop.ui.volumes import Volume


def sticks(monkeypatch, *names):
    found = tuple(Volume(Path("/media") / name, name, 7_700_000_000, False) for name in names)
    monkeypatch.setattr(volumes, "removable", lambda: found)


@pytest.fixture
def place(qtbot):
    made = PlaceChoice()
    qtbot.addWidget(made)
    made.show()
    return made


def test_the_only_stick_is_chosen(place, monkeypatch):
    sticks(monkeypatch, "KINGSTON")
    place.look()

    assert place.folder() == Path("/media/KINGSTON")
    assert place.sticks.option("0").text() == "KINGSTON – 7,2 GB free"
    assert not place.none.isVisible()


def test_of_several_none_is_chosen_for_the_person(place, monkeypatch, qtbot):
    sticks(monkeypatch, "A", "B")
    place.look()
    assert place.folder() is None

    with qtbot.waitSignal(place.chosen):
        place.sticks.option("1").click()
    assert place.folder() == Path("/media/B")


def test_without_a_stick_one_looks_again_or_takes_a_folder(place, monkeypatch, tmp_path):
    sticks(monkeypatch)
    place.look()
    assert place.none.isVisible()
    assert place.folder() is None

    sticks(monkeypatch, "KINGSTON")
    place.again.click()
    assert place.folder() == Path("/media/KINGSTON")
    monkeypatch.setattr(parcel_parts.QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    place.other.click()
    place.other.click()

    assert place.folder() == tmp_path
    assert len(place._choices) == 2


def test_a_dialog_that_was_left_changes_nothing(place, monkeypatch):
    sticks(monkeypatch, "KINGSTON")
    place.look()
    monkeypatch.setattr(parcel_parts.QFileDialog, "getExistingDirectory", lambda *_: "")
    place.other.click()

    assert place.folder() == Path("/media/KINGSTON")


def receipt(**more):
    values = {"at": "t", "parcels": 1, "sent": 0, "of_conflict": 0, "of_held": 0, "received": 0,
              "conflicts": 0, "held": 0, "is_late": False}  # fmt: skip
    return Receipt(**{**values, **more})


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        (ParcelsRead(receipt(sent=5, received=3)), ("taken 5 changes", "3 changes were received.")),
        (ParcelsRead(receipt(sent=5)), ("taken 5 changes", "Nothing new")),
        (ParcelsRead(receipt(is_late=True)), ("answer was read", "newer data than this parcel")),
        (ParcelsRead(receipt(conflicts=2)), ("answer was read", "2 records were changed in two")),
        (ParcelsRead(receipt(held=1)), ("answer was read", "1 items were not taken")),
        (
            ParcelsRead(receipt(pictures_stored=3, pictures_left=2)),
            ("answer was read", "3 papers and pictures have reached the province. 2 papers"),
        ),
        (
            ParcelsRead(receipt(pictures_fetched=4)),
            ("answer was read", "4 papers and pictures came from the province."),
        ),
        (
            ParcelsRead(receipt(), (Refused("x.ctxh", InputError("parcel-truncated")),)),
            ("answer was read", "x.ctxh: This parcel is cut short"),
        ),
    ],
)
def test_a_receipt_says_what_came_of_it(qtbot, read, expected):
    shown = ParcelResult()
    qtbot.addWidget(shown)
    shown.say_read(read)

    assert expected[0] in shown.title.text()
    assert expected[1] in shown.lines.text()
    assert expected[1] in shown.accessibleName()


@pytest.mark.parametrize(("changes", "title"), [(3, "3 items lie"), (0, "The parcel lies")])
def test_what_was_given_says_where_to_take_it(qtbot, changes, title):
    shown = ParcelResult()
    qtbot.addWidget(shown)
    shown.say_given(ParcelGiven("t", changes, ("a", "b"), 1_400_000))

    assert title in shown.title.text()
    assert shown.lines.text().startswith("2 files, 1,3 MB. Eject the stick")


@pytest.mark.parametrize(
    ("pictures", "left", "line"),
    [
        (3, 0, "3 papers and pictures lie on the stick."),
        (3, 2, "3 papers and pictures lie on the stick. 2 papers and pictures go with the next"),
        (0, 2, "2 papers and pictures go with the next stick."),
        (0, 0, "2 files, 1,3 MB."),
    ],
)
def test_one_line_says_how_many_pictures_lie_there(qtbot, pictures, left, line):
    shown = ParcelResult()
    qtbot.addWidget(shown)
    shown.say_given(ParcelGiven("t", 3, ("a", "b"), 1_400_000, pictures, left))

    assert shown.lines.text().startswith(line)
    assert len(shown.lines.text().splitlines()) == 1 + bool(pictures or left)
