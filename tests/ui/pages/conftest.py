"""What tests of pages share: a real working book with its dispatcher."""

from __future__ import annotations

import pytest

from tests.data.case_desks import case_desk, contested
from tests.data.pages_desk import page_desk
from tests.data.seeded import seeded_ambient


@pytest.fixture
def book(qapp, tmp_path):
    """Open a new book of an invented commune."""
    with page_desk(tmp_path / "profile") as opened:
        yield opened


@pytest.fixture
def cases(qapp, qtbot, tmp_path):
    """Open a book with two cases that have a course and a plan."""
    with case_desk(tmp_path / "profile") as opened:
        yield opened


@pytest.fixture
def two_laptops(qapp, qtbot, tmp_path, province_db):
    """Open two laptops of one commune that have exchanged everything with a real province."""
    yield from contested(tmp_path, province_db.open(seeded_ambient(7)))
