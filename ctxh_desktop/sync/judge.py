"""Judge: what the province makes of a laptop's operations, group by group.

A group is applied whole or held whole.  Nothing here refuses a request: what cannot be applied is
`held` with a reason that both sides see (so is all that a revoked device still sends), an edit to a
record that has left the laptop's communes becomes a conflict where the record now is, and an edit
and a deletion that did not know of each other leave the record visible until a person decides.

Source: sync design §4.5, §4.6, §4.9.
"""

from __future__ import annotations

from collections.abc import Sequence

from ctxh_desktop.domain.merge import Clash, Merged, Rank, Refused, merge
from ctxh_desktop.domain.operation import (
    DELETED_AT,
    DELETED_REASON,
    SYSTEM_FIELDS,
    Operation,
    OpKind,
    Status,
)
from ctxh_desktop.domain.records.conflict import Conflict
from ctxh_desktop.domain.schema import RecordType, Row
from ctxh_desktop.domain.values import Kind, Plain, fits
from ctxh_desktop.domain.versions import upcast
from ctxh_desktop.storage import ledger, quarantine
from ctxh_desktop.storage.devices import Device
from ctxh_desktop.storage.ledger import Outcome
from ctxh_desktop.storage.unit_of_work import UnitOfWork
from ctxh_desktop.sync import merged as aliases
from ctxh_desktop.sync import transfers
from ctxh_desktop.sync.conflicts import Source, conflict_row
from ctxh_desktop.sync.second_thoughts import SecondThoughts

VALUE_CHARS_MAX = 20_000
_INT_MAX = 2**63 - 1
PART_OPS = 100
"""Operations that are judged while the database writes as many before."""


class Judge:
    """Takes the groups of one batch of one device.

    Args:
        device: who sends; its own earlier changes are no surprise to it, and it may change records
            of its communes.
        rank: order of codes, for fields where the higher value stands.
        incarnation: which installation of the device sends.
        is_again: the operations were made in a history that this province has lost.

    Attributes:
        has_moved: whether records went to another commune by what was taken.
    """

    def __init__(
        self, device: Device, rank: Rank, incarnation: str = "", *, is_again: bool = False
    ) -> None:
        self.device = device.id
        self._scopes = frozenset(device.scopes)
        self._is_admitted = device.is_active
        self._rank = rank
        self._incarnation = incarnation
        self._is_again = is_again
        self._outcomes: list[Outcome] = []
        self._sent = 0
        """How many of them the database is writing already."""
        self._thoughts = SecondThoughts(device.id)
        self._new: list[tuple[str, str]] = []
        self._requests: list[str] = []
        self._asked: dict[str, str] = {}
        self.has_moved = False

    def take(self, work: UnitOfWork, group: Sequence[Operation]) -> None:
        """Apply a group to the rows of this transaction, or hold it whole."""
        group = [upcast(operation) for operation in group]
        changed: dict[tuple[str, str], Row] = {}
        outcomes: list[Outcome] = []
        try:
            for operation in group:
                outcomes.append(self._apply(work, operation, changed))  # noqa: PERF401 (kept so far)
        except Refused as refused:
            held = [Outcome(op, Status.HELD, {}, op.scope, refused.reason) for op in group]
            self._outcomes += held
            return
        for row in changed.values():
            work.put(row)
        self._outcomes += outcomes
        self._new += [
            (op.record_type, op.row_id)
            for op in group
            if (op.record_type, op.row_id) in changed and self._may_follow(work, op)
        ]
        if requests := [op.row_id for op in group if transfers.is_request(op)]:
            self._requests += requests
            self._asked |= transfers.asked_by(work, group)

    def send(self, work: UnitOfWork) -> None:
        """Let the database write what was changed so far, if it is worth a statement."""
        if len(self._outcomes) - self._sent >= PART_OPS:
            work.flush()
            self._sent = len(self._outcomes)

    def keep(self, work: UnitOfWork) -> list[Outcome]:
        """Write what was changed, then the outcome of every operation taken; return these."""
        outcomes, self._outcomes, self._sent = self._outcomes, [], 0
        work.flush()
        ledger.record(work, self.device, self._incarnation, outcomes)
        self._carry_out(work)
        return outcomes

    def for_device(self, device: Device) -> Judge:
        """Return a judge of another device's operations."""
        return Judge(device, self._rank, self._incarnation, is_again=self._is_again)

    def judge_anew(self, work: UnitOfWork, group: Sequence[Operation]) -> None:
        """Judge a group that was held, and write its new outcome down."""
        self.take(work, group)
        work.flush()
        quarantine.settle(work, self._outcomes)
        self._outcomes = []
        self._carry_out(work)

    def _carry_out(self, work: UnitOfWork) -> None:
        """Move whom laptops asked to be moved, now that all else is judged."""
        new, self._new = self._new, []
        requests, self._requests, self._asked = self._requests, [], {}
        moved = transfers.carry_out(work, requests, self._scopes, is_again=self._is_again)
        has_followed = transfers.follow(work, new)
        self.has_moved = self.has_moved or moved or has_followed

    def _may_follow(self, work: UnitOfWork, operation: Operation) -> bool:
        """Return whether the record may belong where its person is by now, elsewhere."""
        if operation.kind is OpKind.INSERT:
            return True
        declared = work.tables.types[operation.record_type]
        return self._is_again and transfers.leads_on(declared, operation)

    def _apply(
        self, work: UnitOfWork, operation: Operation, changed: dict[tuple[str, str], Row]
    ) -> Outcome:
        if not self._is_admitted:
            raise Refused("device-revoked")
        declared = work.tables.types.get(operation.record_type)
        if declared is None:
            raise Refused("record-type-unknown")
        _check_values(declared, operation)
        key = (operation.record_type, operation.row_id)
        row = changed.get(key) or work.get(*key)
        if row is None:
            if operation.kind is OpKind.PATCH:
                raise Refused("row-unknown")
            made = changed[key] = self._new_row(operation, declared)
            if transfers.is_request(operation):
                transfers.check(work, made, changed, self._scopes, self._asked)
            return Outcome(operation, Status.OK, {}, operation.scope)
        is_same = (row.created_at, row.created_by) == (operation.made_at, operation.by)
        if operation.kind is OpKind.INSERT and self._is_again and is_same:
            # Another laptop has handed the row in already, with all that changed it since.
            return Outcome(operation, Status.NOOP, {}, row.scope)
        transfers.check_patch(operation, row)
        if row.scope not in self._scopes:
            return self._moved(work, operation, row, changed)
        if not self._is_again:
            transfers.check_leading(work, declared, operation, row)
        merged = self._merged(work, operation, declared, row)
        if merged.values:
            changed[key] = row.changed(merged.values)
        is_asked = self._ask(work, operation, declared, changed.get(key, row), changed)
        clashes = self._thoughts.asked(work, declared, operation, merged, changed)
        for clash in clashes:
            _keep_clash(work, operation, row, clash, changed)
        before = row.whole()
        applied = {name: (before.get(name), new) for name, new in merged.values.items()}
        is_clash = is_asked or bool(clashes)
        status = Status.CONFLICT if is_clash else Status.OK if applied else Status.NOOP
        return Outcome(operation, status, applied, row.scope)

    def _ask(
        self,
        work: UnitOfWork,
        operation: Operation,
        declared: RecordType,
        row: Row,
        changed: dict[tuple[str, str], Row],
    ) -> bool:
        """Ask, at the entry that stays, about an edit and a merge that did not know each other."""

        def is_news(name: str) -> bool:
            return self._has_news(work, operation, name)

        asked = aliases.questions(work, declared, operation, row, changed, is_news)
        if asked is None:
            return False
        for clash in asked[1]:
            _keep_clash(work, operation, asked[0], clash, changed)
        return bool(asked[1])

    def _new_row(self, operation: Operation, declared: RecordType) -> Row:
        if operation.scope not in self._scopes:
            raise Refused("scope-not-yours")
        if declared is Conflict.type:
            raise Refused("record-type-not-writable")
        given = {name: new for name, (_, new) in operation.changes.items()}
        extra = {name: given[name] for name in given.keys() - declared.by_name.keys()}
        return Row(
            type=declared.name,
            id=operation.row_id,
            scope=operation.scope,
            values={name: given.get(name) for name in declared.by_name},
            created_at=operation.made_at,
            created_by=operation.by,
            deleted_at=_text(extra.pop(DELETED_AT, None)),
            deleted_reason=_text(extra.pop(DELETED_REASON, None)),
            extra=extra,
        )

    def _merged(
        self, work: UnitOfWork, operation: Operation, declared: RecordType, row: Row
    ) -> Merged:
        """Merge as `domain.merge` does, but let no deletion and no edit go past each other."""
        if not row.deleted_at and DELETED_AT not in operation.changes:
            return merge(declared, row.whole(), operation.changes, self._rank)
        changes = dict(operation.changes)
        deletion = {name: changes[name] for name in SYSTEM_FIELDS if name in changes}
        gone: dict[str, Plain] = {name: new for name, (_, new) in deletion.items()}
        is_deleting = gone.get(DELETED_AT) is not None
        is_clash = (
            is_deleting
            and not row.deleted_at
            and not aliases.is_merging(operation)
            and self._has_news(work, operation)
        )
        if is_clash or (is_deleting and row.deleted_at):
            changes = {name: change for name, change in changes.items() if name not in deletion}
        merged = merge(declared, row.whole(), changes, self._rank)
        if (
            row.deleted_at
            and not row.values.get(aliases.MERGED_INTO)
            and not deletion
            and (merged.values or merged.clashes)
            and self._has_news(work, operation, DELETED_AT)
        ):
            gone = {DELETED_AT: row.deleted_at, DELETED_REASON: row.deleted_reason}
            merged.values.update(dict.fromkeys(gone))
            is_clash = True
        if is_clash:
            kept: dict[str, Plain] = dict.fromkeys(gone)
            merged.clashes.append(Clash(DELETED_AT, kept, kept, gone))
        return merged

    def _has_news(self, work: UnitOfWork, operation: Operation, field: str = "") -> bool:
        """Return whether others changed the row in a way that the author had not seen."""
        # The numbers of a lost history mean nothing here: every change of others counts as unseen.
        row_id, seen = operation.row_id, 0 if self._is_again else operation.seen
        return ledger.touched_since(work, row_id, seen, self.device, field)

    def _moved(
        self,
        work: UnitOfWork,
        operation: Operation,
        row: Row,
        changed: dict[tuple[str, str], Row],
    ) -> Outcome:
        now = row.whole()
        for name, (old, new) in operation.changes.items():
            if now.get(name) != new:
                base = {name: old if isinstance(old, str | int | None) else None}
                clash = Clash(name, base, {name: now.get(name)}, {name: new})
                _keep_clash(work, operation, row, clash, changed, kind="moved")
        return Outcome(operation, Status.MOVED, {}, row.scope)


def _keep_clash(
    work: UnitOfWork,
    operation: Operation,
    row: Row,
    clash: Clash,
    changed: dict[tuple[str, str], Row],
    kind: str = "",
) -> None:
    if row.type == Conflict.type.name:
        return  # two people settled one conflict: the first choice stands, the operations keep both
    standing = ledger.author_of(work, row, clash.current)
    author = operation.by, operation.made_at
    if clash.name == DELETED_AT and DELETED_AT not in operation.changes:
        # The deletion was there first: it is what is proposed now, by whoever deleted.
        standing, author = author, ledger.author_of(work, row, [DELETED_AT])
    source = Source(f"{operation.id} {clash.name}", *author, operation.id)
    made = conflict_row(work, row, clash, source, kind, standing)
    if work.get(made.type, made.id) is None:  # else it was asked before the province was restored
        changed[made.type, made.id] = made


def _check_values(declared: RecordType, operation: Operation) -> None:
    """Refuse values that no honest laptop sends; unknown fields of a newer one pass."""
    fields = declared.by_name
    for name, (_, new) in operation.changes.items():
        field = fields.get(name)
        if field is None:
            kind = _SYSTEM_KINDS.get(name)
            if "\0" in name or not _is_plain(new) or (kind is not None and not fits(kind, new)):
                raise Refused("value-malformed")
        elif field.by_province:
            raise Refused("field-is-the-provinces")
        elif new is not None and not (_is_plain(new) and fits(field.kind, new)):
            raise Refused("value-malformed", name)


def _is_plain(value: object) -> bool:
    if isinstance(value, str):
        return len(value) <= VALUE_CHARS_MAX and "\0" not in value
    return value is None or (isinstance(value, int) and abs(value) <= _INT_MAX)


_SYSTEM_KINDS = {DELETED_AT: Kind.INSTANT, DELETED_REASON: Kind.TEXT}
"""Kinds of the fields that are not declared."""


def _text(value: Plain) -> str | None:
    return None if value is None else str(value)
