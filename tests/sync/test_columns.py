from __future__ import annotations

import json
import uuid

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ctxh_desktop.errors import TransientError
from ctxh_desktop.sync.columns import (
    IDS_MAX,
    ROWS_MAX,
    Pool,
    count,
    ids_in,
    pack,
    pack_alone,
    unpack,
)

ID, OTHER_ID = "0192a7f0-7b1e-7c3a-8f00-0123456789ab", "0192a7f0-7b1f-7c3a-bf00-0123456789ab"

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


TIME_IDS = st.builds(
    lambda time, high, low: str(
        uuid.UUID(int=time << 80 | 7 << 76 | high << 64 | 2 << 62 | low)
    ),
    st.integers(0, 2**48 - 1), st.integers(0, 2**12 - 1), st.integers(0, 2**62 - 1),
)  # fmt: skip


def pooled(rows, *, is_alone: bool):
    """Return rows after a journey with a pool, of the block or beside it."""
    if is_alone:
        return unpack(msgspec.json.decode(msgspec.json.encode(pack_alone("t", rows))))
    pool = Pool()
    pack("before", [{"x": ID}, {"x": OTHER_ID}], pool)
    block = pack("t", rows, pool)
    told = msgspec.json.decode(msgspec.json.encode([block, pool.packed()]))
    return unpack(told[0], ids_in(told[1]))


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


@given(
    st.lists(
        st.tuples(st.none() | TIME_IDS, TIME_IDS, st.sampled_from([ID, OTHER_ID, None]),
                  st.dates(), PLAIN),
        max_size=9,
    ),
    st.booleans(),
)  # fmt: skip
def test_ids_come_back_from_a_pool(tuples, is_alone) -> None:
    rows = [
        {"id": own, "of": maybe, "one": one, "at": f"{at}T08:30:00.000Z", "x": plain}
        for maybe, own, one, at, plain in tuples
    ]

    assert json.dumps(pooled(rows, is_alone=is_alone)) == json.dumps(rows)


@given(COLUMNS, st.booleans())
@example(["p", "ti", "ts", "k"], False)
@example(NASTY, True)
def test_a_column_comes_back_beside_a_pool(values, is_alone) -> None:
    rows = [{"x": value, "y": value} for value in values]

    assert json.dumps(pooled(rows, is_alone=is_alone)) == json.dumps(rows)


def test_an_instant_near_its_id_is_told_by_what_lies_between() -> None:
    ids = [f"0192a7f0-7b{n:02x}-7c3a-8f00-0123456789ab" for n in range(9)]
    at = [f"2024-10-20T02:43:{n % 60:02d}.000Z" for n in range(9)]
    near = pack_alone("t", [{"id": i, "at": a} for i, a in zip(ids, at, strict=True)])
    again = pack_alone("t", [{"id": i, "of": ids[0]} for i in ids])

    assert unpack(near) == [{"id": i, "at": a} for i, a in zip(ids, at, strict=True)]
    assert len(again["ids"]["t"]) == 9
    assert again["c"]["of"] == {"k": ids[0]}


def test_a_name_said_in_two_columns_is_in_the_pool_once() -> None:
    ids = [f"0192a7f0-7b{n:02x}-7c3a-8f00-0123456789ab" for n in range(9)]
    block = pack_alone("t", [{"id": i, "of": j} for i, j in zip(ids, ids[::-1], strict=True)])

    assert len(block["ids"]["t"]) == 9
    assert len(block["ids"]["r"]) == 4 * 37 + 19
    assert [row["of"] for row in unpack(block)] == ids[::-1]


@pytest.mark.parametrize(
    "pool",
    [
        {}, {"t": [1]}, {"t": [1], "r": ""}, {"t": [1], "r": "g" * 19}, {"t": [1], "r": "f" * 19},
        {"t": [-1], "r": "0" * 19}, {"t": [2**48], "r": "0" * 19}, {"t": [1.0], "r": "0" * 19},
        {"t": [1, 1], "r": "-" + "1" * 36}, {"t": 5, "r": ""}, {"t": [1], "r": 5}, [], "x", 7,
        {"t": [0] * (IDS_MAX + 1), "r": "0" * (IDS_MAX // 2 * 37 + 19)},
    ],
)  # fmt: skip
def test_what_is_no_pool_is_refused_in_one_way(pool) -> None:
    with pytest.raises(TransientError, match="answer-malformed"):
        ids_in(pool)
    with pytest.raises(TransientError, match="answer-malformed"):
        unpack({"t": "t", "n": 2, "ids": pool, "c": {"x": [1, 2]}})


@pytest.mark.parametrize(
    "column",
    [
        {"p": [0, 1]}, {"p": [-1, 0]}, {"p": [0]}, {"p": 5}, {"p": ["0", 0]}, {"p": [0, 0.5]},
        {"ti": [1, 1]}, {"ti": [1, 1], "of": "z"}, {"ti": [1, 1], "of": "y"},
        {"ti": [1], "of": "id"}, {"ti": [1, "1"], "of": "id"}, {"ti": [1, 2**70], "of": "id"},
        {"ti": [1, 1], "of": "x"}, {"ti": [1, 1], "of": ["id"]},
    ],
)  # fmt: skip
def test_what_is_no_place_in_a_pool_is_refused_in_one_way(column) -> None:
    columns = {"id": {"p": [0, 0]}, "x": column, "y": [1, 2]}
    with pytest.raises(TransientError, match="answer-malformed"):
        unpack({"t": "t", "n": 2, "c": columns}, [ID])


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
