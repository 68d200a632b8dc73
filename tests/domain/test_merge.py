from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxh_desktop.domain.merge import Refused, elements, merge, overlay, whole_groups
from ctxh_desktop.domain.operation import DELETED_AT, Digest
from ctxh_desktop.domain.schema import Merge, Record, code, codes, long_text, record, text
from tests.data.laptops import rank


@record("sheet", label="Sheet", plural="Sheets")
class Sheet(Record):
    title: str | None = text("Title", default=None)
    village: str | None = text("Village", default=None, group="address")
    address: str | None = text("Address", default=None, group="address")
    risk: str | None = code("Risk", "risk_level", default=None, merge=Merge.HIGHER)
    signed: str | None = text("Signed", default=None, merge=Merge.FROZEN)
    first: str | None = text("First", default=None, merge=Merge.FROZEN, group="answers")
    second: str | None = text("Second", default=None, merge=Merge.FROZEN, group="answers")
    policies: tuple[str, ...] = codes("Policies", "policy", default=())
    note: str | None = long_text("Note", default=None)


SHEET = Sheet.type
WORDS = st.none() | st.sampled_from(["a", "b", "c"])
CHOICES = st.sets(st.sampled_from(["X", "Y", "Z"])).map(lambda s: " ".join(sorted(s)) or None)
PLAIN = ("title", "village", "address", "note")
ROWS = st.fixed_dictionaries(dict.fromkeys(PLAIN, WORDS) | {"policies": CHOICES})


def blank(**values):
    return {**dict.fromkeys(SHEET.by_name), **values}


def test_the_value_that_was_seen_is_replaced() -> None:
    merged = merge(SHEET, blank(title="a"), {"title": ("a", "b")}, rank)

    assert (merged.values, merged.clashes) == ({"title": "b"}, [])


def test_the_same_value_from_two_is_nothing_to_do() -> None:
    merged = merge(SHEET, blank(title="b"), {"title": ("a", "b")}, rank)

    assert (merged.values, merged.clashes) == ({}, [])


def test_a_clash_keeps_the_current_value_and_names_all_three() -> None:
    merged = merge(SHEET, blank(title="c"), {"title": ("a", "b")}, rank)

    (clash,) = merged.clashes
    assert merged.values == {}
    assert (clash.base, clash.current, clash.proposed) == (
        {"title": "a"}, {"title": "c"}, {"title": "b"},
    )  # fmt: skip


def test_a_group_clashes_as_one_value() -> None:
    changes = {"village": ("1", "2"), "address": ("x", "x")}
    merged = merge(SHEET, blank(village="1", address="y"), changes, rank)

    (clash,) = merged.clashes
    assert (clash.name, merged.values) == ("address", {})
    assert clash.current == {"village": "1", "address": "y"}


@pytest.mark.parametrize(
    ("current", "stands"), [("A", "C"), ("D", None), (None, "C")], ids=["higher", "lower", "none"]
)
def test_the_higher_value_stands_and_is_asked_about(
    current: str | None, stands: str | None
) -> None:
    merged = merge(SHEET, blank(risk=current), {"risk": ("B", "C")}, rank)

    assert merged.values.get("risk") == stands
    assert len(merged.clashes) == 1


@pytest.mark.parametrize("name", ["signed", "first"])
@pytest.mark.parametrize("old", ["a", "z"], ids=["seen", "unseen"])
def test_a_frozen_value_is_refused(name: str, old: str) -> None:
    with pytest.raises(Refused, match="field-is-frozen"):
        merge(SHEET, blank(**{name: "a"}), {name: (old, "b")}, rank)


def test_a_frozen_field_is_filled_once() -> None:
    merged = merge(SHEET, blank(), {"first": (None, "b"), "second": (None, "c")}, rank)

    assert merged.values == {"first": "b", "second": "c"}


def test_a_long_old_value_is_known_by_its_digest() -> None:
    long = "rất dài " * 40
    merged = merge(SHEET, blank(note=long), {"note": (Digest.of(long), "b")}, rank)
    clashing = merge(SHEET, blank(note="khác"), {"note": (Digest.of(long), "b")}, rank)

    assert merged.values == {"note": "b"}
    assert clashing.clashes[0].base == {"note": None}


def test_an_unknown_field_merges_like_a_plain_one() -> None:
    assert merge(SHEET, blank(nick="a"), {"nick": ("a", "b")}, rank).values == {"nick": "b"}
    assert merge(SHEET, blank(nick="c"), {"nick": ("a", "b")}, rank).clashes[0].name == "nick"


def test_day_and_reason_of_a_deletion_are_one_value() -> None:
    changes = {DELETED_AT: (None, "t2"), "deleted_reason": (None, "r2")}
    merged = merge(SHEET, blank(deleted_at="t1", deleted_reason="r1"), changes, rank)

    assert [clash.name for clash in merged.clashes] == [DELETED_AT]


@given(before=ROWS, after=ROWS)
def test_what_was_changed_applies_to_what_it_was_made_from(before, after) -> None:
    changes = whole_groups(SHEET, before, after)
    merged = merge(SHEET, before, changes, rank)

    assert merged.clashes == []
    assert {**before, **merged.values} == after
    assert overlay(SHEET, before, changes) == after


@given(before=ROWS, after=ROWS)
def test_a_change_done_twice_is_a_change_done_once(before, after) -> None:
    merged = merge(SHEET, after, whole_groups(SHEET, before, after), rank)

    assert (merged.values, merged.clashes) == ({}, [])


@given(base=ROWS, mine=ROWS, theirs=ROWS)
def test_each_unit_is_merged_or_kept_whole_never_mixed(base, mine, theirs) -> None:
    """Compared with a naive rule written for one unit at a time."""
    merged = merge(SHEET, theirs, whole_groups(SHEET, base, mine), rank)
    result = {**theirs, **merged.values}

    for unit in (("title",), ("village", "address"), ("note",)):
        was, m, t, r = (tuple(row[n] for n in unit) for row in (base, mine, theirs, result))
        clashed = bool({c.name for c in merged.clashes} & {*unit})
        if m in (was, t):
            assert (r, clashed) == (t, False)
        elif t == was:
            assert (r, clashed) == (m, False)
        else:
            assert (r, clashed) == (t, True)


@given(old=CHOICES, new=CHOICES, current=CHOICES)
def test_choices_are_added_and_taken_one_by_one(old, new, current) -> None:
    was, now, there = (set((value or "").split()) for value in (old, new, current))
    result = set((elements(old, new, current) or "").split())

    for choice in "XYZ":
        wanted = choice in now if (choice in was) != (choice in now) else choice in there
        assert (choice in result) == wanted


@given(start=CHOICES, edits=st.lists(CHOICES, min_size=2, max_size=3))
def test_choices_end_alike_in_any_order_when_nobody_contradicts(start, edits) -> None:
    deltas = [(set((e or "").split()) ^ set((start or "").split())) for e in edits]
    if any(a & b for a, b in itertools.combinations(deltas, 2)):
        return
    ends = set()
    for order in itertools.permutations(edits):
        current = start
        for edit in order:
            current = elements(start, edit, current)
        ends.add(current)

    assert len(ends) == 1


def test_all_members_of_a_touched_group_travel() -> None:
    changes = whole_groups(SHEET, blank(village="1", address="x"), blank(village="2", address="x"))

    assert changes == {"village": ("1", "2"), "address": ("x", "x")}


def test_nothing_else_travels() -> None:
    assert whole_groups(SHEET, blank(title="a"), blank(title="a")) == {}
    assert whole_groups(SHEET, blank(), blank(deleted_at="t")) == {DELETED_AT: (None, "t")}
