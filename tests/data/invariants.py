"""What must hold after any faults, once all is quiet (sync design §5.3): one function for each.

`check_all(fleet)` is what scenarios, the state machine and the long simulation end with.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from ctxh_desktop.domain.operation import DELETED_AT, SYSTEM_FIELDS, Digest
from ctxh_desktop.domain.schema import Merge, Row
from ctxh_desktop.security.vault import Vault
from ctxh_desktop.storage import archive, attachments, devices, epochs, older_history, outbox
from tests.data.laptops import Fleet, Laptop, history_of, operations_of, rows_of

TRIPS_MAX = 100


def check_all(fleet: Fleet) -> None:
    """Check every invariant; the fleet has been settled."""
    check_equal(fleet)
    check_outboxes(fleet)
    check_nothing_lost(fleet)
    check_once(fleet)
    check_groups(fleet)
    check_conflicts(fleet)
    check_deletions(fleet)
    check_nobody_overwrote(fleet)
    check_files(fleet)


def check_equal(fleet: Fleet) -> None:
    """I3, I5, I8: a laptop holds exactly the rows and history of its communes, held ones aside."""
    all_rows, all_history = rows_of(fleet.province), history_of(fleet.province)
    for laptop in fleet.laptops:
        scopes = scopes_of(fleet, laptop)
        rows = {key: row for key, row in all_rows.items() if row.scope in scopes}
        history = {op: e for op, e in all_history.items() if e["scope"] in scopes}
        held = {str(op["row_id"]) for op in operations_of(laptop.store) if op["state"] == "held"}
        mine = {key: row for key, row in rows_of(laptop.store).items() if key[1] not in held}
        theirs = {key: row for key, row in rows.items() if key[1] not in held}
        assert mine.keys() == theirs.keys()
        for key, row in theirs.items():
            assert mine[key] == row, (laptop.name, key)
        check_history(laptop, history)


def check_history(laptop: Laptop, history: Mapping[str, Mapping[str, Any]]) -> None:
    """A laptop has the newest lines of each row without a gap, and knows which rows have more."""
    mine = history_of(laptop.store)
    assert {op: history.get(op) for op in mine} == mine, laptop.name
    missing = [line for op, line in history.items() if op not in mine]
    oldest: dict[str, tuple[int, str]] = {}
    for line in mine.values():
        place = (line["seq"], line["op_id"])
        oldest[line["row_id"]] = min(place, oldest.get(line["row_id"], place))
    with laptop.store.read() as reader:
        absent = set(older_history.absent(reader, sorted({line["row_id"] for line in missing})))
    for line in missing:
        assert line["row_id"] in absent, (laptop.name, line)
        place = (line["seq"], line["op_id"])
        assert place < oldest.get(line["row_id"], (place[0] + 1, "")), (laptop.name, line)


def check_older(fleet: Fleet, carry: Callable[[Laptop], object]) -> None:
    """Whoever fetches all older history, by any road, has the province's."""
    for laptop in fleet.laptops:
        for _ in range(TRIPS_MAX):
            if not laptop.want_older():
                break
            carry(laptop)
        assert laptop.want_older() == [], laptop.name
        scopes = scopes_of(fleet, laptop)
        history = {op: e for op, e in history_of(fleet.province).items() if e["scope"] in scopes}
        assert history_of(laptop.store) == history, laptop.name


def scopes_of(fleet: Fleet, laptop: Laptop) -> set[str]:
    """Return the communes of a laptop."""
    with fleet.province.read() as reader:
        device = devices.device(reader, laptop.device)
        assert device is not None
        return set(device.scopes)


def check_outboxes(fleet: Fleet) -> None:
    """I3, I10: nothing waits anywhere; what could not be applied is held, with a reason."""
    for laptop in fleet.laptops:
        assert laptop.count(outbox.QUEUED, outbox.WAITING) == 0, laptop.name
        for op in operations_of(laptop.store):
            assert op["state"] != "held" or op["note"], laptop.name


def check_nothing_lost(fleet: Fleet) -> None:
    """I1, I4: each operation is at the province, and each saved value can be found there."""
    known = {str(op["op_id"]): op for op in operations_of(fleet.province)}
    values = findable(fleet)
    for laptop in fleet.laptops:
        numbers = sorted(op["no"] for op in operations_of(laptop.store))
        assert numbers == list(range(1, len(numbers) + 1)), laptop.name
        for op in operations_of(laptop.store):
            there = known[str(op["op_id"])]
            assert there["status"] == op["status"], "both sides know one outcome"
            if there["status"] == "held" or op["record_type"] == "conflict":
                continue  # whole in the province's book of operations
            declared = fleet.province.tables.types[str(op["record_type"])]
            for name, (old, new) in msgspec.json.decode(op["changes"]).items():
                key = (str(op["row_id"]), name)
                field = declared.by_name.get(name)
                if field is not None and field.merge is Merge.ELEMENTS:
                    added = set((new or "").split()) - set((old or "").split())
                    seen = {code for value in values[key] for code in str(value or "").split()}
                    assert added <= seen, key
                else:
                    assert new in values[key] or _is_agreed(name, there), (key, new)


def _is_agreed(name: str, there: dict[str, Any]) -> bool:
    """Two deletions agree, each with its own hour and words: the second changes nothing."""
    return name in SYSTEM_FIELDS and there["status"] != "held"


def findable(fleet: Fleet) -> dict[tuple[str, str], list[Any]]:
    """Return the values of each field that are current, in history or in a conflict."""
    found: dict[tuple[str, str], list[Any]] = _Lists()
    for (_, row_id), row in rows_of(fleet.province).items():
        for name, value in row.whole().items():
            found[row_id, name].append(value)
        if row.type == "conflict":
            for part in ("base", "current", "proposed"):
                for name, value in msgspec.json.decode(row.text(part) or "{}").items():
                    found[row.text("record_id"), name].append(value)
    for entry in history_of(fleet.province).values():
        for name, values in msgspec.json.decode(str(entry["changes"])).items():
            found[str(entry["row_id"]), name] += values
    return found


class _Lists(dict[tuple[str, str], list[Any]]):
    def __missing__(self, key: tuple[str, str]) -> list[Any]:
        return self.setdefault(key, [])


def check_once(fleet: Fleet) -> None:
    """I2: from the first value to the current one, each change begins where the last one ended.

    An operation that had effect twice, or none, breaks the chain.
    """
    operations = {str(op["op_id"]): op for op in operations_of(fleet.province)}
    order = {op_id: op["recv_no"] for op_id, op in operations.items()}
    rows = rows_of(fleet.province)
    value: dict[tuple[str, str], Any] = {}
    begun: set[str] = set()
    """Rows whose insertion is known; the others were handed in after a restore, by a reader."""
    for op in operations.values():
        body = msgspec.json.decode(str(op["body"]))
        is_first = body["kind"] == "insert" and str(op["row_id"]) not in begun
        if is_first and op["status"] in ("ok", "noop"):  # who says it again changes it from there
            begun.add(str(op["row_id"]))
            for name, (_, new) in body["changes"].items():
                value[str(op["row_id"]), name] = new
    # What was held and is taken later has its effect when the row is numbered, not when it came.
    entries = sorted(
        history_of(fleet.province).values(), key=lambda e: (e["seq"] or 0, order[str(e["op_id"])])
    )
    for entry in entries:
        assert entry["seq"], "the province has numbered it"
        for name, (old, new) in msgspec.json.decode(str(entry["changes"])).items():
            key = (str(entry["row_id"]), name)
            if key[0] in begun or key in value:
                assert value.get(key) == old, (key, entry)
            value[key] = new
    current = {(i, n): v for (_, i), row in rows.items() for n, v in row.whole().items()}
    for key, last in value.items():
        assert current.get(key) == last, key


def check_groups(fleet: Fleet) -> None:
    """I9: a group is held whole or applied whole."""
    groups: dict[str, set[bool]] = {}
    for op in operations_of(fleet.province):
        groups.setdefault(str(op["group_id"]), set()).add(op["status"] == "held")
    mixed = [group for group, kinds in groups.items() if len(kinds) > 1]
    assert mixed == []


def check_conflicts(fleet: Fleet) -> None:
    """I11: each clash is kept exactly once, with two different values."""
    status = {str(op["op_id"]): op["status"] for op in operations_of(fleet.province)}
    conflicts = [row for key, row in rows_of(fleet.province).items() if key[0] == "conflict"]
    for row in conflicts:
        assert row["current"] != row["proposed"]
        if not is_restored(fleet):  # else a laptop may have handed it in before its operation
            assert status[row.text("op_id")] in {"conflict", "moved"}
    named = Counter((row.text("op_id") or row.id, row.text("field")) for row in conflicts)
    assert all(count == 1 for count in named.values())
    having = {row.text("op_id") for row in conflicts}
    for op in operations_of(fleet.province):
        if op["status"] == "conflict" and op["record_type"] != "conflict":
            assert op["op_id"] in having


def is_restored(fleet: Fleet) -> bool:
    """Return whether the province was put back to a backup."""
    with fleet.province.read() as reader:
        return epochs.number_of(reader.local("epoch")) > 1


def check_deletions(fleet: Fleet) -> None:
    """I16: a deleted record only comes back by an undelete, or shown with a question."""
    asked = {row.text("op_id") for row in _conflicts(fleet) if row["field"] == DELETED_AT}
    bodies = {str(op["op_id"]): str(op["body"]) for op in operations_of(fleet.province)}
    for op_id, entry in history_of(fleet.province).items():
        change = msgspec.json.decode(str(entry["changes"])).get(DELETED_AT)
        if change and change[0] and not change[1]:
            is_meant = DELETED_AT in msgspec.json.decode(bodies[op_id])["changes"]
            assert is_meant or op_id in asked, op_id


def check_nobody_overwrote(fleet: Fleet) -> None:
    """I11: a change only replaced the value that its author had before the eyes, or was asked of.

    A deletion is a change of the whole record: what others changed meanwhile counts.
    """
    asked = {(row.text("op_id"), row.text("field")) for row in _conflicts(fleet)}
    operations = {str(op["op_id"]): op for op in operations_of(fleet.province)}
    entries = history_of(fleet.province).values()
    for entry in sorted(entries, key=lambda e: operations[str(e["op_id"])]["recv_no"]):
        operation = operations[str(entry["op_id"])]
        body = msgspec.json.decode(str(operation["body"]))
        declared = fleet.province.tables.types[str(entry["record_type"])]
        changes = msgspec.json.decode(str(entry["changes"]))
        for name, (old, _) in changes.items():
            field = declared.by_name.get(name)
            unit = (field.group if field else None) or name
            if field is None or field.merge is Merge.ELEMENTS or (entry["op_id"], unit) in asked:
                continue
            mine = body["changes"][name][0]
            is_same = Digest(mine["hex"]).names(old) if isinstance(mine, dict) else mine == old
            assert is_same, (name, body)
        deleted = changes.get(DELETED_AT)
        # A merge hides what was edited unseen as well, and asks about it where the person is now.
        if deleted and deleted[1] and not body["changes"].get("merged_into"):
            missed = [
                e
                for e in entries
                if e["row_id"] == entry["row_id"]
                and e["device"] != entry["device"]
                and body["seen"] < e["seq"] < entry["seq"]
            ]
            assert missed == [], entry


def check_files(fleet: Fleet) -> None:
    """I17: a row is marked only when the province has the bytes; else a laptop still has them.

    Laptops keep their files beside the database, as `tests.data.files` lays them.
    """
    with fleet.province.read() as reader:
        assert archive.false_marks(reader) == []
        for row in reader.where("attachment"):
            sha256 = row.text("sha256")
            if row["stored_at"]:
                content = archive.piece(reader, sha256, 0, int(row["size_bytes"]))
                assert hashlib.sha256(content).hexdigest() == sha256
            else:
                assert any(_has_file(laptop, sha256) for laptop in fleet.laptops), sha256


def _has_file(laptop: Laptop, sha256: str) -> bool:
    with laptop.store.read() as reader:
        return attachments.read(reader, Vault(laptop.file.with_suffix("")), sha256) is not None


def check_shown(laptop: Laptop) -> None:
    """I4: what a person typed stays before the eyes until the province has answered."""
    rows = rows_of(laptop.store)
    last: dict[tuple[str, str, str], Any] = {}
    for op in sorted(operations_of(laptop.store), key=lambda op: op["no"]):
        if op["state"] in outbox.OVERLAID:
            for name, (_, new) in msgspec.json.decode(op["changes"]).items():
                last[op["record_type"], op["row_id"], name] = new
    for (record_type, row_id, name), new in last.items():
        if (record_type, row_id) not in rows:
            continue  # it left for another commune: what was typed is asked about there
        field = laptop.store.tables.types[record_type].by_name.get(name)
        if field is None or field.merge is not Merge.ELEMENTS:
            assert rows[record_type, row_id].whole()[name] == new, (laptop.name, name)


def _conflicts(fleet: Fleet) -> list[Row]:
    return [row for key, row in rows_of(fleet.province).items() if key[0] == "conflict"]
