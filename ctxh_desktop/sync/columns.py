"""Typed columns: rows as JSON columns that compress like one file.

    {"t": table, "n": rows, "c": {column: values}}     values is a list, or one of
        {"k": v}                  the same value in all rows
        {"u": hex}                UUIDs, 32 hex digits each, joined
        {"ud": hex, "i": [...]}   UUIDs that repeat: each once, then indexes
        {"ts": [...]}             instants as milliseconds, each minus the one before
        {"dt": [...]}             days since 1970-01-01, or null
        {"d": [...], "i": [...]}  strings that repeat: each once, then indexes
        {"n": [...]}              whole numbers, each minus the one before

and, for who reads pools (ADR-0023):

        {"p": [...]}              places of UUIDv7 in a pool, each minus the one before, or null
        {"ti": [...], "of": name} instants as milliseconds after the time in the row's id

A pool, `{"t": [...], "r": hex}`, is that of a block (its "ids") or of all blocks of a page: there
each id is said once, its time as milliseconds minus the one before, its 74 random bits by twos.
A column keeps its plain form whenever a typed one could not give back the very same values.

Source: sync design §4.11 (measured: −27 % after compression against columns of plain JSON).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from ctxh_desktop.errors import TransientError

Block = dict[str, Any]
"""One table's rows as columns."""

ROWS_MAX = 20_000
"""Rows in one block, and in one frame; more is refused."""

COLUMNS_MAX = 1_000
CELLS_MAX = 2_000_000
"""Values in one block: a column that says one thing for all rows is a few bytes on the wire."""

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_EPOCH = date(1970, 1, 1)
_EPOCH_AT = datetime(1970, 1, 1, tzinfo=UTC)
_REPEATED = 0.75

IDS_MAX = 200_000
"""Ids in one pool: ten for each row of a full block."""
_TIME_ID = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
)  # RFC 9562 §5.7
_TIME_LIMIT = 1 << 48
_RANDOM_BITS, _LOW_BITS = 74, 62
_PAIR_DIGITS, _LAST_DIGITS = 37, 19


class Pool:
    """Ids that are said once, however many columns name them."""

    def __init__(self) -> None:
        self._places: dict[str, int] = {}

    def place(self, value: str) -> int:
        """Return where an id is; a new one comes last."""
        return self._places.setdefault(value, len(self._places))

    def packed(self) -> Block | None:
        """Return the pool as it travels; None when there is nothing in it."""
        if not self._places:
            return None
        digits = [_hex([value]) for value in self._places]
        chance = [
            int(each[13:16], 16) << _LOW_BITS | int(each[16:], 16) & ((1 << _LOW_BITS) - 1)
            for each in digits
        ]
        # Two of them fill whole digits.
        pairs = zip(chance[::2], chance[1::2], strict=False)
        joined = "".join(f"{one << _RANDOM_BITS | two:0{_PAIR_DIGITS}x}" for one, two in pairs)
        if len(chance) % 2:
            joined += f"{chance[-1]:0{_LAST_DIGITS}x}"
        return {"t": _differences(int(each[:12], 16) for each in digits), "r": joined}


def ids_in(pool: Block | None) -> list[str]:
    """Return the ids of a pool, by their places.

    Raises:
        TransientError: "answer-malformed" when it is no pool or too large.
    """
    if pool is None:
        return []
    try:
        times, joined = _sums(pool["t"]), pool["r"]
        count = len(times)
        wanted = count // 2 * _PAIR_DIGITS + count % 2 * _LAST_DIGITS
        is_right = count <= IDS_MAX and len(joined) == wanted
        if not is_right or any(not 0 <= time < _TIME_LIMIT for time in times):
            raise TransientError("answer-malformed")
        chance: list[int] = []
        for start in range(0, count // 2 * _PAIR_DIGITS, _PAIR_DIGITS):
            one, two = divmod(int(joined[start : start + _PAIR_DIGITS], 16), 1 << _RANDOM_BITS)
            chance += (one, two)
        if count % 2:
            chance.append(int(joined[-_LAST_DIGITS:], 16))
        return [_time_id(*each) for each in zip(times, chance, strict=True)]
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise TransientError("answer-malformed") from error


def _time_id(time: int, chance: int) -> str:
    high, low = divmod(chance, 1 << _LOW_BITS)
    if not 0 <= high < 1 << _RANDOM_BITS - _LOW_BITS:
        raise ValueError
    value = time << 80 | 7 << 76 | high << 64 | 2 << _LOW_BITS | low
    digits = f"{value:032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def pack(table: str, rows: Sequence[Mapping[str, Any]], pool: Pool | None = None) -> Block:
    """Return *rows*, which all have the same keys, as one block; ids go into the *pool*."""
    names = list(rows[0]) if rows else []
    columns: dict[str, Any] = {}
    for name in names:
        values = [row[name] for row in rows]
        column = _pooled(values, pool) if pool else None
        if column is None:
            column = _typed(values)
            if pool is not None and _is(column, "ts") and _is(columns[names[0]], "p"):
                column = _after_ids(column, values, [row[names[0]] for row in rows], names[0])
        columns[name] = column
    return {"t": table, "n": len(rows), "c": columns}


def pack_alone(table: str, rows: Sequence[Mapping[str, Any]]) -> Block:
    """Return *rows* as one block with a pool of its own."""
    pool = Pool()
    block = pack(table, rows, pool)
    ids = pool.packed()
    return {"ids": ids, **block} if ids else block


def unpack(block: Block, ids: Sequence[str] = ()) -> list[dict[str, Any]]:
    """Return the rows of a block; *ids* are those of the pool that it shares with others.

    Raises:
        TransientError: "answer-malformed" when it is not a block or too large.
    """
    try:
        count = int(block["n"])
        if not 0 <= count <= ROWS_MAX:
            raise TransientError("answer-malformed")
        named = block["c"].items()
        if len(named) > min(COLUMNS_MAX, CELLS_MAX // max(count, 1)):
            raise TransientError("answer-malformed")
        pool = block.get("ids")
        known = ids if pool is None else ids_in(pool)
        columns = {name: _column(column, count, known) for name, column in named}
        for name, column in named:
            if _is(column, "ti"):
                columns[name] = _instants(column["ti"], columns[column["of"]])
        if any(len(values) != count for values in columns.values()) or (count and not columns):
            raise TransientError("answer-malformed")
    except (KeyError, ValueError, TypeError, IndexError, AttributeError, OverflowError) as error:
        raise TransientError("answer-malformed") from error
    return [
        dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)
    ]


def count(blocks: Iterable[Block]) -> int:
    """Return how many rows the blocks of one frame hold, before any is unpacked.

    Raises:
        TransientError: "answer-malformed" when one is no block, or all are too many.
    """
    total = 0
    for block in blocks:
        number = block.get("n")
        if type(number) is not int or number < 0:
            raise TransientError("answer-malformed")
        total += number
    if total > ROWS_MAX:
        raise TransientError("answer-malformed")
    return total


def _pooled(values: list[Any], pool: Pool) -> Any:
    """Return a column of ids by their places; None when it holds anything else."""
    if not all(v is None or (isinstance(v, str) and _TIME_ID.fullmatch(v)) for v in values):
        return None
    if all(value == values[0] for value in values):
        return None  # said once anyway
    last = 0
    out: list[int | None] = []
    for value in values:
        if value is None:
            out.append(None)
            continue
        place = pool.place(value)
        out.append(place - last)
        last = place
    return {"p": out}


def _after_ids(column: Any, instants: list[str], ids: list[str | None], name: str) -> Any:
    """Return a column of instants as time after that in the ids, where that is shorter."""
    if None in ids:
        return column
    after = [_milliseconds(at) - _time_in(str(v)) for at, v in zip(instants, ids, strict=True)]
    is_shorter = sum(map(len, map(str, after))) < sum(map(len, map(str, column["ts"])))
    return {"ti": after, "of": name} if is_shorter else column


def _typed(values: list[Any]) -> Any:
    first = values[0]
    if all(value is first or (type(value) is type(first) and value == first) for value in values):
        return {"k": first}
    if all(type(value) is int for value in values):
        return {"n": _differences(values)}
    if all(isinstance(value, str) for value in values):
        return _typed_texts(values)
    if all(value is None or _is_day(value) for value in values):
        return {
            "dt": [None if v is None else (date.fromisoformat(v) - _EPOCH).days for v in values]
        }
    return _repeated(values)


def _typed_texts(values: list[str]) -> Any:
    if all(_UUID.fullmatch(value) for value in values):
        distinct = list(dict.fromkeys(values))
        if len(distinct) < _REPEATED * len(values):
            place = {value: i for i, value in enumerate(distinct)}
            return {"ud": _hex(distinct), "i": [place[value] for value in values]}
        return {"u": _hex(values)}
    if all(_is_instant(value) for value in values):
        return {"ts": _differences([_milliseconds(value) for value in values])}
    if all(_is_day(value) for value in values):
        return {"dt": [(date.fromisoformat(value) - _EPOCH).days for value in values]}
    return _repeated(values)


def _repeated(values: list[Any]) -> Any:
    if not all(value is None or isinstance(value, str) for value in values):
        return values
    distinct = list(dict.fromkeys(values))
    if len(distinct) < _REPEATED / 2 * len(values):
        place = {value: i for i, value in enumerate(distinct)}
        return {"d": distinct, "i": [place[value] for value in values]}
    return values


def _column(column: Any, count: int, ids: Sequence[str]) -> list[Any]:
    if _is(column, "p"):
        return _at_places(column["p"], ids)
    return list(column["ti"]) if _is(column, "ti") else _plain(column, count)


def _plain(column: Any, count: int) -> list[Any]:
    if isinstance(column, list):
        return column
    if "k" in column:
        return [column["k"]] * count
    if "n" in column:
        return _sums(column["n"])
    if "u" in column:
        return _uuids(column["u"])
    if "ud" in column:
        distinct = _uuids(column["ud"])
        return [distinct[i] for i in column["i"]]
    if "ts" in column:
        return [_instant(value) for value in _sums(column["ts"])]
    if "dt" in column:
        days = column["dt"]
        return [None if n is None else str(_EPOCH + timedelta(days=n)) for n in days]
    distinct = column["d"]
    return [distinct[i] for i in column["i"]]


def _at_places(places: Iterable[int | None], ids: Sequence[str]) -> list[str | None]:
    place = 0
    out: list[str | None] = []
    for step in places:
        if step is None:
            out.append(None)
            continue
        place += step
        if place < 0:
            raise IndexError
        out.append(ids[place])
    return out


def _instants(after: Iterable[int], ids: Iterable[str]) -> list[str]:
    return [_instant(_time_in(value) + ms) for value, ms in zip(ids, after, strict=True)]


def _time_in(value: str) -> int:
    return int(_hex([value])[:12], 16)


def _is(column: Any, form: str) -> bool:
    return isinstance(column, dict) and form in column


def _is_day(value: Any) -> bool:
    if not (isinstance(value, str) and _DAY.fullmatch(value)):
        return False
    try:
        return str(date.fromisoformat(value)) == value
    except ValueError:
        return False


def _is_instant(value: str) -> bool:
    if not _INSTANT.fullmatch(value):
        return False
    try:
        return _instant(_milliseconds(value)) == value
    except (ValueError, OverflowError):
        return False


def _milliseconds(value: str) -> int:
    return (datetime.fromisoformat(value) - _EPOCH_AT) // timedelta(milliseconds=1)


def _instant(milliseconds: int) -> str:
    moment = _EPOCH_AT + timedelta(milliseconds=milliseconds)
    return moment.isoformat(timespec="milliseconds")[:23] + "Z"


def _differences(values: Iterable[int]) -> list[int]:
    last, out = 0, []
    for value in values:
        out.append(value - last)
        last = value
    return out


def _sums(values: Iterable[int]) -> list[int]:
    total, out = 0, []
    for value in values:
        if type(value) is not int:
            raise TypeError
        total += value
        out.append(total)
    return out


def _hex(values: Iterable[str]) -> str:
    return "".join(values).replace("-", "")


def _uuids(joined: str) -> list[str]:
    parts = (joined[i : i + 32] for i in range(0, len(joined), 32))
    return [f"{h[:8]}-{h[8:12]}-{h[12:16]}-{h[16:20]}-{h[20:]}" for h in parts]
