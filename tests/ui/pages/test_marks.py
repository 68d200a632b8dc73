from __future__ import annotations

from ctxh_desktop import paths
from ctxh_desktop.ui import theme
from ctxh_desktop.ui.pages import marks


def test_every_kind_of_contact_has_an_icon_that_exists(book):
    for code in book.scene.catalogue["contact_kind"].codes:
        assert paths.icon(marks.contact_icon(code.code)).is_file()


def test_an_unknown_kind_gets_the_plain_paper():
    assert marks.contact_icon(None) == marks.contact_icon("XYZ") == "doc"


def test_marks_have_word_icon_and_a_known_tone():
    for mark in (marks.protected(), marks.unsent(), marks.contested()):
        assert mark.text
        assert paths.icon(mark.icon).is_file()
        assert mark.kind in theme.KINDS
