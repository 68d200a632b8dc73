from __future__ import annotations

import pytest

from ctxh_desktop.errors import InputError, TransientError
from ctxh_desktop.ui.pages.enrol_form import EnrolForm


@pytest.fixture
def form(qtbot, light):
    made = EnrolForm()
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close_lane()


def fill(form):
    form.address.control.setText(" https://ctxh.hue.gov.vn ")
    form.code.control.setText("K7QF-2M9D")


def test_both_are_needed(form):
    asked = []
    form.use(lambda address, code: asked.append(1) or "")
    form.start()
    assert form.address.error()
    assert form.code.error()
    assert asked == []


def test_a_good_code_binds_the_laptop(qtbot, form):
    asked = []
    form.use(lambda address, code: asked.append((address, code)) or "Thành phố Huế")
    fill(form)
    with qtbot.waitSignal(form.enrolled) as told:
        form.start()
    assert told.args == ["Thành phố Huế"]
    assert asked == [("https://ctxh.hue.gov.vn", "K7QF-2M9D")]


@pytest.mark.parametrize(
    ("error", "place"),
    [(InputError("enrolment-code-wrong"), "code"), (TransientError("no-network"), "address")],
)
def test_what_is_wrong_stands_beside_its_field(qtbot, form, error, place):
    def refuse(address, code):
        raise error

    form.use(refuse)
    fill(form)
    form.start()
    qtbot.waitUntil(lambda: bool(getattr(form, place).error()), timeout=5_000)
    assert form.join.isEnabled()
