from __future__ import annotations

import pytest

from ctxh_desktop.domain.codes import Catalogue, Code, CodeList
from ctxh_desktop.domain.schema import Field
from ctxh_desktop.domain.values import Kind
from ctxh_desktop.ui.models.record_table import shown

CATALOGUE = Catalogue([CodeList("sex", (Code("NU", "Nữ"), Code("NAM", "Nam")))])


@pytest.mark.parametrize(
    ("kind", "codes", "plain", "words"),
    [
        (Kind.TEXT, None, "Thôn 3", "Thôn 3"),
        (Kind.CODE, "sex", "NU", "Nữ"),
        (Kind.CODES, "sex", "NAM NU", "Nữ, Nam"),
        (Kind.DAY, None, "2026-11-21", "21/11/2026"),
        (Kind.PARTIAL_DAY, None, "2012-08", "8/2012"),
        (Kind.MONEY, None, 1500000, "1.500.000"),
        (Kind.TEXT, None, None, ""),
    ],
)
def test_a_stored_value_is_shown_as_people_write_it(qapp, kind, codes, plain, words):
    assert shown(Field("x", "X", kind, codes=codes), plain, CATALOGUE) == words
