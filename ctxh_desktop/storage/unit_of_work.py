"""Unit of work: one transaction; rows change in memory, then all is written with its operations.

    with store.write(by="Trần Thị Hoa", label="RecordVisit") as work:
        work.insert("visit", id, scope, values)
        work.patch("plan_step", step_id, {"status": "HD_XONG", "done_on": "2026-11-21"})
        touched = work.commit()

`insert`, `patch` and `delete` are a person's doing: each changed row yields one `Operation`, and
the operations of one commit are one group.  `put` and `remove` are the province's word (a pulled
row, a merged row) and yield none.  Without `commit` nothing has happened.

Source: ADR-0007; sync design §4.2.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import Connection, Select

from ctxh_desktop.ambient import Ambient
from ctxh_desktop.domain.merge import whole_groups
from ctxh_desktop.domain.operation import DELETED_AT, DELETED_REASON, Changes, Operation, OpKind
from ctxh_desktop.domain.schema import Row
from ctxh_desktop.domain.values import Plain
from ctxh_desktop.domain.versions import SCHEMA_REVISION
from ctxh_desktop.storage import bulk, province_rows, search
from ctxh_desktop.storage.ahead import Ahead
from ctxh_desktop.storage.compared import note_written
from ctxh_desktop.storage.records import Reader, to_columns
from ctxh_desktop.storage.tables import Role, Tables

GROUP_OPS_MAX = 20_000
"""Operations of one group: it travels in one request, whole."""


@dataclass
class _Tracked:
    """A row as it was and as it will be; None where it is not there."""

    before: Row | None
    after: Row | None
    is_own: bool = False
    """Whether a person changed it here, so that an operation is due."""
    is_put: bool = False
    """Whether the province's word was set: there and back again is written too, for its history."""

    @property
    def is_dirty(self) -> bool:
        """Whether it is to be written; most rows of a long transaction are the very same again."""
        is_same = self.before is self.after or self.before == self.after
        return self.is_put or not is_same


class Journal(Protocol):
    """Where a unit of work writes its operations: the laptop's outbox or the province's ledger."""

    def next_no(self, work: UnitOfWork) -> int:
        """Return the number of the next operation."""

    def write(
        self, work: UnitOfWork, operations: list[Operation], before: dict[str, Row | None]
    ) -> None:
        """Keep the operations of this transaction; *before* holds each row by op id."""


class UnitOfWork(Reader):
    """One open transaction with an identity map.

    Attributes:
        by: who acts.
        label: name of the command, for undo and the outbox list.
        is_one_group: whether the province applies all operations or none; false for an import,
            whose rows stand each for itself.
        operations: what was derived so far.
    """

    def __init__(self, ahead: Ahead, tables: Tables, ambient: Ambient, journal: Journal) -> None:
        super().__init__(ahead.settled(), tables)
        self.ahead = ahead
        self.ambient = ambient
        self.by = ""
        self.label = ""
        self.is_one_group = True
        self.operations: list[Operation] = []
        self._journal = journal
        self._group_id = ""
        self._rows: dict[tuple[str, str], _Tracked] = {}

    @property
    def connection(self) -> Connection:
        """The connection, with all that was written ahead really written."""
        return self.ahead.settled()

    def load(self, record_type: str, ids: list[str]) -> None:
        """Read records into the map in one go, before many are changed."""
        missing = sorted({i for i in ids if (record_type, i) not in self._rows})
        found = super().rows(record_type, missing)
        for row_id in missing:
            row = found.get(row_id)
            self._rows[record_type, row_id] = _Tracked(row, row)

    def get(self, record_type: str, row_id: str) -> Row | None:
        """Return a record as this transaction sees it."""
        return self._tracked(record_type, row_id).after

    def insert(self, record_type: str, row_id: str, scope: str, values: Mapping[str, Plain]) -> Row:
        """Add a new record; undeclared names are a bug (KeyError)."""
        declared = self.tables.types[record_type]
        unknown = values.keys() - declared.by_name.keys()
        if unknown:
            raise KeyError(f"{record_type} has no {sorted(unknown)}")
        # Not read first: an id is drawn for this row and was never seen before.
        tracked = self._rows.setdefault((record_type, row_id), _Tracked(None, None))
        assert tracked.after is None, "an id is new when it is inserted"
        row = Row(
            type=record_type,
            id=row_id,
            scope=scope,
            values={name: values.get(name) for name in declared.by_name},
            created_at=self.ambient.instant(),
            created_by=self.by,
        )
        tracked.after, tracked.is_own = row, True
        return row

    def patch(self, record_type: str, row_id: str, values: Mapping[str, Plain]) -> Row:
        """Change some fields of a record that is there; a strange name is a bug (KeyError)."""
        tracked = self._tracked(record_type, row_id)
        if tracked.after is None:
            raise KeyError(f"no {record_type} with this id")
        unknown = set(values) - set(tracked.after.whole())
        if unknown:
            raise KeyError(f"{record_type} has no {sorted(unknown)}")
        tracked.after, tracked.is_own = tracked.after.changed(values), True
        return tracked.after

    def delete(self, record_type: str, row_id: str, reason: str) -> Row:
        """Mark a record as deleted; it stays in the file and in the history."""
        changes: dict[str, Plain] = {DELETED_AT: self.ambient.instant(), DELETED_REASON: reason}
        return self.patch(record_type, row_id, changes)

    def put(self, row: Row) -> None:
        """Set a row as the province has it; no operation comes of it."""
        tracked = self._tracked(row.type, row.id)
        tracked.is_put = tracked.is_put or tracked.after != row
        tracked.after = row

    def rewrite(self, record_type: str, row_id: str) -> None:
        """Write a row as it is read: what it says stays, its columns become those of today."""
        self._tracked(record_type, row_id).is_put = True

    def remove(self, record_type: str, row_id: str) -> None:
        """Take a row out of this database: it left the scope, or was erased by law."""
        self._tracked(record_type, row_id).after = None

    def forget(self) -> None:
        """Read rows anew from here: what was flushed has been changed by other ways."""
        self._rows.clear()

    def set_local(self, key: str, value: str) -> None:
        """Keep what this laptop (or province) knows of itself."""
        name = "local" if self.tables.role is Role.LAPTOP else "state"
        bulk.upsert(
            self.connection, self.tables.book(name), [{"key": key, "value": value}], ["key"]
        )

    def flush(self) -> frozenset[str]:
        """Write rows, index and operations, without ending the transaction."""
        operations, before = self._derive()
        touched: dict[str, list[_Tracked]] = {}
        for (name, _), tracked in self._rows.items():
            if tracked.is_dirty:
                touched.setdefault(name, []).append(tracked)
        for name in self.tables.types:
            if name in touched:
                self._write(name, touched[name])
        if operations:
            self._journal.write(self, operations, before)
            self.operations += operations
        for tracked in self._rows.values():
            tracked.before, tracked.is_own, tracked.is_put = tracked.after, False, False
        return frozenset(touched)

    def commit(self) -> frozenset[str]:
        """Make everything durable; return the names of the record types that changed."""
        touched = self.flush()
        self.connection.commit()
        return touched

    def _tracked(self, record_type: str, row_id: str) -> _Tracked:
        key = (record_type, row_id)
        if key not in self._rows:
            row = super().rows(record_type, [row_id]).get(row_id)
            self._rows[key] = _Tracked(row, row)
        return self._rows[key]

    def _reading(self, statement: Select[Any]) -> Select[Any]:
        """Lock what is read in order to be changed (PostgreSQL; SQLite has one writer)."""
        if self.tables.role is Role.PROVINCE:
            return statement.order_by(statement.selected_columns.id).with_for_update()
        return statement

    def _derive(self) -> tuple[list[Operation], dict[str, Row | None]]:
        operations: list[Operation] = []
        before: dict[str, Row | None] = {}
        due = [t for t in self._rows.values() if t.is_own and t.after and t.before != t.after]
        if not due:
            return operations, before
        no, made_at = self._journal.next_no(self), self.ambient.instant()
        assert not self.is_one_group or len(due) <= GROUP_OPS_MAX, "this is for an import"
        for tracked in due:
            row = tracked.after
            assert row is not None
            op_id = self.ambient.new_id()
            if not self._group_id or not self.is_one_group:
                self._group_id = op_id
            operation = Operation(
                id=op_id,
                no=no + len(operations),
                group_id=self._group_id,
                record_type=row.type,
                row_id=row.id,
                kind=OpKind.PATCH if tracked.before else OpKind.INSERT,
                changes=self._changes(tracked.before, row),
                scope=row.scope,
                by=self.by,
                made_at=made_at,
                seen=tracked.before.seq if tracked.before else 0,
                revision=SCHEMA_REVISION,
            )
            operations.append(operation)
            before[op_id] = tracked.before
        return operations, before

    def _changes(self, before: Row | None, after: Row) -> Changes:
        if before is None:
            return {n: (None, v) for n, v in after.whole().items() if v is not None}
        return whole_groups(self.tables.types[after.type], before.whole(), after.whole())

    def _write(self, name: str, dirty: list[_Tracked]) -> None:
        declared, table = self.tables.types[name], self.tables.records[name]
        gone = [t.before.id for t in dirty if t.before]
        kept = [t.after for t in dirty if t.after]
        removed = [t.before.id for t in dirty if t.before and not t.after]
        is_indexed = bool(declared.searched) and self.tables.role is Role.LAPTOP
        if is_indexed:
            search.update_index(self.connection, declared, gone, [])
        for start in range(0, len(removed), 500):
            part = removed[start : start + 500]
            self.connection.execute(table.delete().where(table.c.id.in_(part)))
        if self.tables.role is Role.PROVINCE:
            changes = ((t.before, t.after) for t in dirty if t.after)
            province_rows.write(self.ahead, self.tables, declared, changes)
            return
        columns = [to_columns(declared, row, self.tables.role) for row in kept]
        bulk.upsert(self.connection, table, columns, ["id"])
        if declared.compared_by and self.tables.role is Role.LAPTOP:
            note_written(self.connection, self.tables.book("compare_due"), (r.id for r in kept))
        if is_indexed and search.has_tail(declared):
            known = [t.after for t in dirty if t.before and t.after]
            search.update_index(self.connection, declared, [], known)
            search.catch_up(self.connection, declared)
        elif is_indexed:
            search.update_index(self.connection, declared, [], kept)
