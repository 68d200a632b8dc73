"""A desk and its bus, for every test of a command."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ctxh_desktop.commands.bus import Bus
from ctxh_desktop.commands.desk import Desk
from tests.data.desks import new_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Return an opened, empty working book."""
    opened = new_desk(tmp_path / "book")
    yield opened
    opened.close()


@pytest.fixture
def bus(desk: Desk) -> Bus:
    """Return the bus of the desk."""
    return Bus(desk)
