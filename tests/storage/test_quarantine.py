from __future__ import annotations

from dataclasses import replace

from ctxh_desktop.domain.operation import Operation, OpKind, Status
from ctxh_desktop.storage import ledger, quarantine
from ctxh_desktop.storage.ledger import Outcome
from ctxh_desktop.storage.store import Store

PATCH = Operation(
    "op1", 1, "g1", "person", "r1", OpKind.PATCH, {"alias": (None, "x")}, "19819", "Hoa", "now"
)
OTHER = replace(PATCH, id="op2", record_type="case", row_id="r2")


def receive(store: Store, *operations: Operation, reason: str = "row-unknown") -> None:
    with store.write(by="x") as work:
        outcomes = [Outcome(op, Status.HELD, {}, op.scope, reason) for op in operations]
        ledger.record(work, "A", "1", outcomes)
        work.commit()


def test_what_is_held_is_listed_by_group(province: Store) -> None:
    receive(province, PATCH, OTHER)
    receive(province, replace(PATCH, id="op3", group_id="g2"), reason="value-malformed:born")

    with province.read() as reader:
        first, second = quarantine.held(reader)
    assert (first.group_id, first.device, first.operations) == ("g1", "A", 2)
    assert set(first.record_types) == {"person", "case"}
    assert second.reason == "value-malformed:born"


def test_groups_wait_for_the_rows_that_were_missing(province: Store) -> None:
    receive(province, PATCH, OTHER)
    receive(province, replace(PATCH, id="op3", group_id="g2"), reason="value-malformed:born")

    with province.read() as reader:
        assert quarantine.waiting_for(reader, ["r1"]) == [("A", [PATCH, OTHER])]
        assert quarantine.waiting_for(reader, ["nobody"]) == []
        assert quarantine.groups(reader, ["nothing"]) == []


def test_a_new_outcome_is_written_down_with_its_history(province: Store) -> None:
    receive(province, PATCH, OTHER)
    with province.write(by="x") as work:
        taken = Outcome(PATCH, Status.OK, {"alias": (None, "x")}, "19819")
        quarantine.settle(work, [taken, Outcome(OTHER, Status.HELD, {}, "19819", "row-unknown")])
        work.commit()

    with province.read() as reader:
        known = ledger.answers(reader, ["op1", "op2"])
        assert [known[i].status for i in ("op1", "op2")] == [Status.OK, Status.HELD]
        assert ledger.changes_of(reader, ["r1"]) == [("r1", '{"alias":[null,"x"]}')]
        assert ledger.changes_of(reader, ["r2"]) == []
