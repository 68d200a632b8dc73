"""Second thoughts: a laptop changed a thing, and changed it once more before it heard of a clash.

    phone 0 ─▶ 1 ─▶ 3    while somebody else made it 2:  one question, 2 or 3, and not two
    phone 0 ─▶ 1 ─▶ 0    while somebody else made it 2:  none, the author took it back

The later operation says what its author wants now: the conflict about the earlier one is closed,
and both values stay in it and in the book of operations.

Source: sync design §4.5; `docs/conflict-cases.md`, cases 25 and 26; ADR-0007.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ctxh_desktop.domain.merge import Clash, Merged, units
from ctxh_desktop.domain.operation import Digest, Operation, same
from ctxh_desktop.domain.records.conflict import OPEN, RESOLVED, Conflict
from ctxh_desktop.domain.schema import Merge, RecordType, Row
from ctxh_desktop.storage import ledger
from ctxh_desktop.storage.unit_of_work import UnitOfWork
from ctxh_desktop.sync.conflicts import clash_id

TYPE = Conflict.type.name
CHOICE = "province"
"""What counts as chosen: the value that had arrived first."""


class SecondThoughts:
    """What one device changed more than once, in the operations that are being judged.

    Args:
        device: whose operations.
    """

    def __init__(self, device: str) -> None:
        self._device = device
        self._clashed: list[Operation] = []
        """Of this batch: they are not in the books yet."""

    def asked(
        self,
        work: UnitOfWork,
        declared: RecordType,
        operation: Operation,
        merged: Merged,
        changed: dict[tuple[str, str], Row],
    ) -> list[Clash]:
        """Return the clashes about which a person is to be asked; close those left behind.

        What is closed is put into *changed*, beside the other rows of the group.
        """
        clashes = {clash.name: clash for clash in merged.clashes}
        for name, members in units(declared, operation.changes).items():
            field = declared.by_name.get(name)
            has_effect = any(member in merged.values for member in members)
            if has_effect or (field is not None and field.merge is Merge.ELEMENTS):
                continue
            earlier = self._earlier(work, operation, members)
            conflict = self._open(work, earlier[0], name, changed) if earlier else None
            if conflict is None:
                continue
            chosen = {"state": RESOLVED, "choice": CHOICE, "resolved_by": operation.by}
            changed[conflict.type, conflict.id] = conflict.changed(chosen)
            base = {member: earlier[-1].changes[member][0] for member in members}
            if all(same(base[member], operation.changes[member][1]) for member in members):
                clashes.pop(name, None)  # taken back
            elif name in clashes:
                known = {m: None if isinstance(v, Digest) else v for m, v in base.items()}
                clashes[name] = replace(clashes[name], base=known)
        if clashes:
            self._clashed.append(operation)
        return list(clashes.values())

    def _earlier(
        self, work: UnitOfWork, operation: Operation, members: Sequence[str]
    ) -> list[Operation]:
        """Return the operations that clashed and that this one goes on from, newest first.

        All were made on one version of the row: else their author has seen another value since.
        """
        found: list[Operation] = []
        fresh = [op for op in reversed(self._clashed) if op.row_id == operation.row_id]
        for first in [*fresh, *ledger.clashed(work, operation.row_id, self._device)]:
            if all(member in first.changes for member in members):
                if not _goes_on(operation, first, members):
                    break
                found.append(first)
                operation = first
        return found

    @staticmethod
    def _open(
        work: UnitOfWork, first: Operation, name: str, changed: dict[tuple[str, str], Row]
    ) -> Row | None:
        """Return the conflict about an operation while nobody has chosen."""
        conflict_id = clash_id(first.id, name)
        row = changed.get((TYPE, conflict_id)) or work.get(TYPE, conflict_id)
        return row if row is not None and row["state"] == OPEN else None


def _goes_on(operation: Operation, first: Operation, members: Sequence[str]) -> bool:
    """Return whether an operation was made on what the *first* one wrote, with no other between."""
    return first.seen == operation.seen and all(
        same(operation.changes[member][0], first.changes[member][1]) for member in members
    )
