"""Whoever answers about two people, and in whichever order, means the same row."""

from __future__ import annotations

from ctxh_desktop.domain.records.person_pair import ordered, pair_id


def test_both_orders_are_one_pair() -> None:
    assert pair_id("a", "b") == pair_id("b", "a")
    assert pair_id("a", "b") != pair_id("a", "c")
    assert ordered("b", "a") == ordered("a", "b") == ("a", "b")
