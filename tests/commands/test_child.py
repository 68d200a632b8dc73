"""What a frozen program asks first."""

from __future__ import annotations

from ctxh_desktop.commands.child import FLAG, serve_if_child


def test_only_the_first_argument_makes_a_child():
    assert not serve_if_child(["import", "people", FLAG])
    assert not serve_if_child([])
