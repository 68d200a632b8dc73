"""The desk: one opened book."""

from __future__ import annotations

import contextlib

import pytest

from ctxh_desktop.commands.desk import Desk, require
from ctxh_desktop.errors import InputError


def test_what_is_written_is_committed_and_noted(desk: Desk) -> None:
    with desk.write("SaveRecord") as work:
        row = work.insert("household", "h1", "19819", {"head_name": "Lê A"})

    assert desk.changed == {"household"}
    with desk.read() as reader:
        assert require(reader, "household", row.id)["head_name"] == "Lê A"


def test_nothing_is_written_when_the_block_fails(desk: Desk) -> None:
    with contextlib.suppress(ZeroDivisionError), desk.write("SaveRecord") as work:
        work.insert("household", "h1", "19819", {"head_name": "Lê A"})
        raise ZeroDivisionError

    assert desk.changed == set()
    with desk.read() as reader, pytest.raises(InputError) as told:
        require(reader, "household", "h1")
    assert told.value.code == "record-not-found"


def test_unknown_type_is_said(desk: Desk) -> None:
    assert desk.type("person").name == "person"
    with pytest.raises(InputError) as told:
        desk.type("horse")

    assert told.value.code == "record-type-unknown"
