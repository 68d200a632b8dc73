from __future__ import annotations

import pytest

from ctxh_desktop.ui.setup_steps import OWN_PHRASE_MIN, PhraseStep, PlaceStep, UserStep
from tests.data.seeded import seeded_ambient
from tests.data.typing import TELEX_NAME, type_unikey


@pytest.fixture
def place(qtbot):
    made = PlaceStep()
    qtbot.addWidget(made)
    made.way.option("alone").click()
    return made


@pytest.fixture
def phrase(qtbot):
    made = PhraseStep(seeded_ambient(3))
    qtbot.addWidget(made)
    return made


def test_a_commune_is_found_without_marks_and_by_an_old_name(place):
    place.province.control.set_value("46")
    place.search.control.setText("phu xuan")
    assert place.commune().full_name == "Phường Phú Xuân"

    place.search.control.setText("phong my")
    names = [place.communes.item(row).text() for row in range(place.communes.count())]
    assert any(name.startswith("Phường Phong Điền") for name in names)


def test_a_province_alone_lists_its_communes(place):
    place.province.control.set_value("46")

    assert place.communes.count() == 40


def test_an_unknown_name_says_so_without_an_error(place):
    place.search.control.setText("khong co xa nay")

    assert place.commune() is None
    assert place.search._line.text() == "There is no commune of this name."


def test_working_alone_asks_for_no_code(place):
    place.code.control.setText("ABCD")

    assert place.pairing() == ("", "")


def test_a_name_survives_a_vietnamese_keyboard(qtbot):
    step = UserStep()
    qtbot.addWidget(step)
    type_unikey(step.input, TELEX_NAME)

    assert step.value() == "Nguyễn Thị Đức"
    assert step.check()


def test_a_made_phrase_has_five_plain_syllables_and_another_differs(phrase):
    first = phrase.made.text()
    phrase.again_made.click()

    assert len(first.split()) == 5
    assert first.isascii()
    assert phrase.made.text() != first


def test_capitals_and_spaces_do_not_matter_for_a_made_phrase(phrase):
    phrase.again.control.setText("  " + phrase.made.text().upper() + " ")

    assert phrase.check()


@pytest.mark.parametrize(
    ("own", "sentence"),
    [("ngan qua", "15"), ("Trần Thị Hoa Trần Thị Hoa", "name"), ("matkhau matkhau", "guess")],
)
def test_a_weak_phrase_of_one_s_own_is_refused_with_the_reason(phrase, own, sentence):
    phrase.names = ("Trần Thị Hoa",)
    phrase.own_wanted.click()
    phrase.own.control.setText(own)
    phrase.again.control.setText(own)

    assert not phrase.check()
    assert sentence in phrase.own.error()


def test_a_good_phrase_of_one_s_own_is_taken_as_typed(phrase):
    own = "Ruộng bậc thang mùa nước đổ"
    assert len(own) >= OWN_PHRASE_MIN
    phrase.own_wanted.click()
    phrase.own.control.setText(own)
    phrase.again.control.setText(own.lower())
    assert not phrase.check()

    phrase.again.control.setText(own)
    assert phrase.check()
    assert phrase.value() == own


def test_one_can_return_to_a_made_phrase(phrase):
    phrase.own_wanted.click()
    assert phrase.is_own()
    phrase.again_made.click()

    assert not phrase.is_own()
    assert phrase.value() == phrase.made.text()
