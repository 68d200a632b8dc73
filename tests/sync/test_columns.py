from __future__ import annotations

import json

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ctxh_desktop.errors import TransientError
from ctxh_desktop.sync.columns import ROWS_MAX, count, pack, unpack

NASTY = [
    "0001-01-01", "9999-12-31", "2026-02-30", "0000-01-01", "2026-1-1", "1969-12-31", "٢٠٢٦-٠١-٠١",
    "2026-11-21T08:30:00.000Z", "0001-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z",
    "1969-12-31T23:59:59.999Z", "2026-11-21T24:00:00.000Z", "2026-11-21T08:30:60.000Z",
    "2026-11-21T08:30:00.000z", "2026-11-21T08:30:00Z", "٢٠٢٦-11-21T08:30:00.000Z",
    "00000000-0000-0000-0000-000000000000", "FFFFFFFF-0000-0000-0000-000000000000",
    "0192a7f0-7b1e-7c3a-8f00-0123456789ab", "0192a7f07b1e7c3a8f000123456789ab", "", " ", "\0", "k",
    "1956~", "2012-08", "Nguyễn Thị Đức", "2026-11-21\n",
]  # fmt: skip
PLAIN = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(), st.sampled_from(NASTY),
    st.dates().map(str), st.uuids().map(str),
    st.datetimes().map(lambda at: at.isoformat(timespec="milliseconds") + "Z"),
)  # fmt: skip
JSON = st.recursive(
    PLAIN | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=4,
)
COLUMNS = st.one_of(
    *(st.lists(kind, min_size=1, max_size=9) for kind in (
        JSON, st.integers(), st.sampled_from(NASTY), st.dates().map(str), st.uuids().map(str),
        st.none() | st.dates().map(str), st.sampled_from([0, False, None, 1, True, 1.0, ""]),
        st.sampled_from(["a", "b", None]),
    ))
)  # fmt: skip


def carried(rows):
    """Return rows after a journey as bytes; types count (1 is not True)."""
    return unpack(msgspec.json.decode(msgspec.json.encode(pack("t", rows))))


@given(COLUMNS)
@example(NASTY)
@example([True, 1])
@example([0, False])
@example([{"k": 1}, {"k": 1}])
@example([1, 2**63, -(2**63)])
def test_a_column_comes_back_as_it_went(values) -> None:
    rows = carried([{"x": value} for value in values])

    assert json.dumps([row["x"] for row in rows]) == json.dumps(values)


@given(st.lists(st.tuples(PLAIN, PLAIN, PLAIN), max_size=20))
def test_rows_come_back_as_they_went(tuples) -> None:
    rows = [dict(zip(("a", "b", "c"), values, strict=True)) for values in tuples]

    assert json.dumps(carried(rows)) == json.dumps(rows)


@pytest.mark.parametrize(
    "column",
    [
        [1], {}, {"n": [1]}, {"n": ["x", "y"]}, {"u": "00"}, {"dt": [10**9, 1]},
        {"ts": [10**20, 0]},
        {"d": ["a"], "i": [0, 5]}, {"ud": "0" * 32, "i": [0, 3]}, None, 7, "xx", {"dt": "ab"},
        {"u": 5}, {"d": 3, "i": [0, 0]}, {"n": [1, None]},
    ],
)  # fmt: skip
def test_what_is_no_column_is_refused_in_one_way(column) -> None:
    with pytest.raises(TransientError, match="answer-malformed"):
        unpack({"t": "t", "n": 2, "c": {"x": column, "y": [1, 2]}})


@pytest.mark.parametrize("count", [ROWS_MAX + 1, -1, 10**12, "x", None])
def test_a_wrong_number_of_rows_is_refused(count) -> None:
    with pytest.raises(TransientError, match="answer-malformed"):
        unpack({"t": "t", "n": count, "c": {"x": {"k": 1}}})


def test_what_repeats_is_said_once() -> None:
    rows = [
        {"id": f"0192a7f0-7b1e-7c3a-8f00-{n:012d}", "village": f"Thôn {n % 3}"} for n in range(90)
    ]
    block = pack("person", rows)

    assert block["c"]["village"]["d"] == ["Thôn 0", "Thôn 1", "Thôn 2"]
    assert len(block["c"]["id"]["u"]) == 32 * 90


@pytest.mark.parametrize("number", [-1, ROWS_MAX + 1, True, None, "1", [1], 1.5])
def test_blocks_that_count_wrongly_are_refused(number: object) -> None:
    assert count([{"t": "a", "n": 2}, {"t": "b", "n": 0}]) == 2

    with pytest.raises(TransientError, match="answer-malformed"):
        count([{"t": "a", "n": number}])


def test_many_blocks_are_counted_together() -> None:
    with pytest.raises(TransientError, match="answer-malformed"):
        count([{"t": "a", "n": ROWS_MAX}, {"t": "a", "n": 1}])
