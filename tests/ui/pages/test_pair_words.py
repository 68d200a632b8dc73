from __future__ import annotations

from ctxh_desktop.domain import likeness
from ctxh_desktop.ui.pages import pair_words


def test_every_reason_has_its_words(qapp):
    codes = [
        value for name, value in vars(likeness).items()
        if name.isupper() and isinstance(value, str)
    ]  # fmt: skip
    assert len(codes) >= 16
    assert all(pair_words.reason(code) for code in codes)
    assert set(codes) >= pair_words.AGAINST


def test_what_agrees_and_what_does_not_are_told_apart(qapp):
    codes = ("name", "birth", "village", "sex-other")

    assert pair_words.agreeing(codes) == "Same name · same date of birth · same village"
    assert pair_words.against(codes) == "Different sex"
    assert pair_words.against(codes[:3]) == ""


def test_a_reason_of_a_newer_version_says_nothing(qapp):
    assert pair_words.agreeing(("name", "shoe-size")) == "Same name"
