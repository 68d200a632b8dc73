"""The bus finds the handler and says what changed."""

from __future__ import annotations

import dataclasses
import inspect

import pytest

from ctxh_desktop.commands.bus import MODULES, Bus
from ctxh_desktop.commands.handling import HANDLERS, handles
from ctxh_desktop.commands.people import CountPeople


def test_every_command_is_frozen_and_handled_under_its_own_words() -> None:
    for command, handler in HANDLERS.items():
        words = "".join(f"_{c.lower()}" if c.isupper() else c for c in command.__name__).lstrip("_")

        assert dataclasses.is_dataclass(command)
        assert command.__dataclass_params__.frozen, command
        assert handler.__name__ == words
        assert inspect.getdoc(command), command


def test_all_modules_with_handlers_are_known_to_the_bus() -> None:
    assert {h.__module__ for h in HANDLERS.values()} == {module.__name__ for module in MODULES}


def test_second_handler_for_a_command_is_a_bug() -> None:
    with pytest.raises(AssertionError, match="CountPeople"):
        handles(CountPeople)(lambda desk, command: 0)


def test_reading_changes_nothing(bus: Bus) -> None:
    assert bus.send(CountPeople()).changes == frozenset()
