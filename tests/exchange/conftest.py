"""What the tests of lists share: the real code lists, one day, and a sheet made of rows."""

from __future__ import annotations

from datetime import date

import pytest

from ctxh_desktop import paths
from ctxh_desktop.domain.codes import Catalogue, read_code_list
from ctxh_desktop.domain.records.person import Person
from ctxh_desktop.exchange.people import preview
from ctxh_desktop.exchange.sheets import Sheet
from ctxh_desktop.exchange.vocabulary import vocabulary

TODAY = date(2026, 11, 21)
HEAD = ["STT", "Họ và tên", "Ngày sinh", "Số CCCD", "Thôn", "Đối tượng", "SĐT", "Ghi chú"]
AN = [1, "Lê Văn An", 1950, 46050001234, "Thôn 1", "NCT", 912345678, None]


def codes(things):
    """Return field and code of problems or warnings."""
    return [(problem.field, problem.code) for problem in things]


@pytest.fixture(scope="session")
def catalogue():
    names = {field.codes for field in Person.type.fields if field.codes}
    return Catalogue(
        read_code_list(name, paths.code_list(name).read_text(encoding="utf-8")) for name in names
    )


@pytest.fixture(scope="session")
def words(catalogue):
    return vocabulary(Person.type, catalogue)


@pytest.fixture
def look(catalogue):
    """Preview rows given as lists of equal length."""

    def look(rows, mapping=None, *, name="Sheet1"):
        width = max(map(len, rows))
        even = tuple(tuple(row) + (None,) * (width - len(row)) for row in rows)
        return preview(
            Sheet(name, even), mapping, record_type=Person.type, catalogue=catalogue, today=TODAY
        )

    return look


@pytest.fixture
def saved(tmp_path):
    def save(data: bytes, name: str = "ds.xlsx"):
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return save
