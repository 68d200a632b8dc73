from __future__ import annotations

from ctxh_desktop.domain.operation import (
    LONG_OLD_CHARS,
    Digest,
    Operation,
    OpKind,
    inverse,
    same,
    shorten,
)


def operation(kind: OpKind, **changes) -> Operation:
    return Operation("o", 1, "o", "person", "p", kind, changes, "19819", "Hoa", "t")


def test_a_digest_is_the_value_it_was_made_from() -> None:
    assert same(Digest.of("abc"), "abc")
    assert not same(Digest.of("abc"), "abd")
    assert not same(Digest.of("None"), "x")
    assert same(None, None)
    assert not same("", None)


def test_a_brief_digest_names_its_value_and_too_brief_a_one_nothing() -> None:
    whole = Digest.of("abc").hex

    assert same(Digest(whole[:16]), "abc")
    assert not same(Digest(whole[:15]), "abc")
    assert not same(Digest(""), "abc")
    assert not same(Digest(whole[:16]), "abd")
    assert not same(Digest(whole + "0"), "abc")


def test_only_long_old_values_of_long_fields_are_shortened() -> None:
    long = "x" * (LONG_OLD_CHARS + 1)
    changes = {"note": (long, "new"), "alias": (long, "new"), "short": ("x", long)}

    short = shorten(changes, {"note", "short"})

    assert short["note"] == (Digest.of(long), "new")
    assert short["alias"] == (long, "new")
    assert short["short"] == ("x", long)
    assert shorten(changes, {"note"}, is_brief=True)["note"][0] == Digest.of(long, 16)


def test_undo_goes_backwards_and_an_insert_has_nothing_to_go_back_to() -> None:
    made = operation(OpKind.INSERT, full_name=(None, "Hồ"))
    changed = operation(OpKind.PATCH, full_name=("Hồ", "Hồ Thị"))

    assert inverse([made, changed]) == [
        ("person", "p", {"full_name": "Hồ"}),
        ("person", "p", {}),
    ]
