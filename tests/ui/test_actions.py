from __future__ import annotations

from PySide6.QtGui import QKeySequence

from ctxh_desktop.ui import actions


def test_no_key_is_given_twice():
    keys = [action.key for action in actions.ACTIONS]
    assert len(keys) == len(set(keys))
    assert len({action.id for action in actions.ACTIONS}) == len(keys)


def test_every_key_is_one_that_qt_knows():
    for action in actions.ACTIONS:
        assert QKeySequence(action.key).count() == 1, action


def test_no_key_collides_with_the_switches_of_vietnamese_keyboards():
    taken = {QKeySequence("Alt+Z"), QKeySequence("Ctrl+Shift")}
    assert not taken & {QKeySequence(action.key) for action in actions.ACTIONS}
