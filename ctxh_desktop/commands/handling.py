"""Handling: how a function is made known as the one that carries out a command."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from ctxh_desktop.commands.desk import Desk

HANDLERS: dict[type, Callable[[Desk, Any], Any]] = {}
"""Command → the function that carries it out."""

C = TypeVar("C")
R = TypeVar("R")


def handles(command: type[C]) -> Callable[[Callable[[Desk, C], R]], Callable[[Desk, C], R]]:
    """Make a function the handler of a command; a second one for the same command is a bug."""

    def declare(handler: Callable[[Desk, C], R]) -> Callable[[Desk, C], R]:
        assert command not in HANDLERS, f"{command.__name__} has a handler"
        HANDLERS[command] = handler
        return handler

    return declare
