"""Nothing is declared without a line in the table of versions, and old operations stay readable."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import msgspec
import pytest

from ctxh_desktop.domain.operation import Operation, OpKind
from ctxh_desktop.domain.records import RECORD_TYPES
from ctxh_desktop.domain.schema import Record, RecordType, record, text
from ctxh_desktop.domain.versions import (
    PROTOCOLS,
    REVISIONS,
    SCHEMA_REVISION,
    UPCASTERS,
    Revision,
    fields_of,
    upcast,
)
from ctxh_desktop.storage import migrate
from ctxh_desktop.sync import protocol

GOLDEN = Path(__file__).parent.parent / "data" / "declared"
"""What each revision declared, one file for each; a file is never changed once it was released."""

PATCH = Operation("o", 1, "o", "person", "p", OpKind.PATCH, {"a": (None, "x")}, "19819", "Hoa", "t")


def declared(record_types: tuple[RecordType, ...], revision: int) -> str:
    """Return what a revision knew, in words: type, field, kind."""
    kinds = {kind.name: kind.by_name for kind in record_types}
    return "".join(
        f"{kind}.{name} {kinds[kind][name].kind}\n"
        for kind, names in fields_of(record_types, revision).items()
        for name in names
    )


@pytest.mark.parametrize("revision", [known.number for known in REVISIONS])
def test_what_is_declared_is_in_the_table(revision: int) -> None:
    """It fails for a field without a revision, and for a changed or removed one.

    For a new revision: write the text that is found into the file of its number.
    """
    file = GOLDEN / f"{revision}.txt"

    assert declared(RECORD_TYPES, revision) == file.read_text(encoding="utf-8")


def test_a_field_without_a_revision_is_noticed() -> None:
    @record("household", label="Household", plural="Households")
    class Wider(Record):
        newer: str | None = text("Newer", default=None)

    types = tuple(Wider.type if t.name == "household" else t for t in RECORD_TYPES)

    assert "household.newer" in declared(types, 1)


def test_what_a_revision_adds_was_not_there_before() -> None:
    adding = (*REVISIONS, Revision(99, "0099", {"household": ("note",), "visit": tuple(
        t for kind in RECORD_TYPES if kind.name == "visit" for t in kind.by_name
    )}))  # fmt: skip

    before, after = (fields_of(RECORD_TYPES, number, adding) for number in (98, 99))

    assert "note" not in before["household"]
    assert "note" in after["household"]
    assert "visit" not in before


def test_the_table_goes_up_by_one_and_ends_with_the_newest_migration() -> None:
    assert [known.number for known in REVISIONS] == list(range(1, len(REVISIONS) + 1))
    assert [known.number for known in PROTOCOLS] == list(range(1, len(PROTOCOLS) + 1))
    assert sorted(known.migration for known in REVISIONS) == [k.migration for k in REVISIONS]
    assert REVISIONS[-1].migration == migrate.HEAD


def test_what_is_added_is_declared() -> None:
    names = {(kind.name, name) for kind in RECORD_TYPES for name in kind.by_name}
    added = {
        (kind, name)
        for known in REVISIONS
        for kind, fields in known.adds.items()
        for name in fields
    }

    assert added <= names


def test_an_operation_is_upcast_step_by_step_to_the_present() -> None:
    def upcast_1_2(operation: Operation) -> Operation:
        renamed = {"b" if name == "a" else name: c for name, c in operation.changes.items()}
        return dataclasses.replace(operation, changes=renamed)

    def upcast_2_3(operation: Operation) -> Operation:
        doubled = {name: (old, f"{new}{new}") for name, (old, new) in operation.changes.items()}
        return dataclasses.replace(operation, changes=doubled)

    both = {1: upcast_1_2, 2: upcast_2_3}

    assert upcast(PATCH, both, 3).changes == {"b": (None, "xx")}
    assert upcast(PATCH, both, 2).changes == {"b": (None, "x")}
    assert upcast(dataclasses.replace(PATCH, revision=2), both, 3).changes == {"a": (None, "xx")}
    assert upcast(dataclasses.replace(PATCH, revision=9), both, 3).revision == 9
    assert upcast(PATCH).revision == SCHEMA_REVISION


def test_upcasters_are_named_by_what_they_do() -> None:
    assert all(
        getattr(each, "__name__", "") == f"upcast_{number}_{number + 1}"
        for number, each in UPCASTERS.items()
    )


FIRST_MEMBERS = {
    "batch": {"prev", "from_no", "ops", "sig"},
    "request": {
        "v", "dev", "inc", "epoch", "tokens", "schema", "cur", "batch", "want", "caps",
    },
    "scopes": {"add", "drop"},
    "head": {
        "epoch", "token", "now", "for", "acks", "scopes", "safe", "upgrade", "recover",
    },
    "page": {"scope", "from", "to", "rows", "left", "history"},
    "end": {"more"},
}  # fmt: skip
"""What the first released version of the protocol said, from its source."""


def test_each_member_of_a_message_is_in_the_table() -> None:
    messages = {
        "batch": protocol.Batch, "request": protocol.Request, "scopes": protocol.Scopes,
        "head": protocol.Head, "page": protocol.PageFrame, "repair": protocol.RepairFrame,
        "history": protocol.HistoryFrame, "end": protocol.End,
    }  # fmt: skip
    said = {
        f"{name}.{member}"
        for name, message in messages.items()
        for member in message.__struct_encode_fields__
        if member not in FIRST_MEMBERS.get(name, set())
    }
    listed = {m for known in PROTOCOLS for m in known.members if m.split(".")[0] in messages}

    assert said == listed


def test_no_member_is_ever_taken_away_or_asked_of_an_older_side() -> None:
    for name, message in (("request", protocol.Request), ("head", protocol.Head)):
        members = {m.encode_name: m for m in msgspec.structs.fields(message)}
        assert FIRST_MEMBERS[name] <= members.keys()
        assert not any(members[n].required for n in members.keys() - FIRST_MEMBERS[name])
