"""The screens of the exchange with the province: "Đồng bộ", USB, what was not taken, two versions.

Prepared for `tests.data.scenes`, in its order.
"""

from __future__ import annotations

from typing import Any

from ctxh_desktop.commands.sync import SyncProgress
from ctxh_desktop.domain.operation import Ack, Status
from ctxh_desktop.errors import TransientError
from ctxh_desktop.storage import outbox
from ctxh_desktop.ui.sync_state import SyncFacts
from tests.data.stage import Stage

SENDING = (
    SyncProgress(40, 260, 0, bytes_up=9_000, bytes_down=800),
    SyncProgress(90, 210, 0, bytes_up=31_000, bytes_down=1_900),
)
RECOVERING = (SyncProgress(0, 3, 120, bytes_up=140_000, bytes_down=52_000, is_recovering=True),)
CARRYING = (
    SyncProgress(3, 0, 0, 200_000, 1_800_000, bytes_up=210_000, bytes_down=9_000),
    SyncProgress(3, 0, 0, 400_000, 1_600_000, bytes_up=420_000, bytes_down=9_000),
)


def sync(stage: Stage, **local: str) -> None:
    stage.notebook.window.page("sync")._failure = None
    stage.tell(**local)
    stage.open("sync")


def sync_failed(stage: Stage) -> None:
    stage.tell(last_sync_error="server-busy")
    stage.open("sync")._on_run_failed(TransientError("server-busy", minutes=7))


def sync_running(steps: tuple[SyncProgress, ...], stage: Stage) -> None:
    """Show a sync under way, without one: what it says comes with the steps."""
    page = stage.open("sync")
    clock = iter((0.0, 20.0, 20.0, 20.0))
    page.run._clock = lambda: next(clock)
    page.run.begin()
    for step in steps:
        page.run.show_step(step)
    facts = SyncFacts(is_syncing=True, done=steps[-1].sent, total=steps[-1].sent + steps[-1].unsent,
                      is_recovering=steps[-1].is_recovering)  # fmt: skip
    stage.notebook.window.show_sync(facts)


def sync_paused(stage: Stage) -> None:
    stage.notebook.window.page("sync").run.finish()
    sync(stage, **{"setting.sync_paused": "1"})


def sync_received(stage: Stage) -> None:
    news = '{"visit":9,"person":3}'
    mended = {"last_mended": "2", "last_mended_at": "2026-11-15T09:42:00.000Z"}
    sync(stage, **{"setting.sync_paused": ""}, last_news=news, last_sync_error="", **mended)


def sync_held(stage: Stage) -> None:
    with stage.found.mine.store.write(by="x") as work:
        first = outbox.unsent(work, 1)[0]
        outbox.settle(work, [Ack(first.id, Status.HELD, note="value-malformed:visited_on")])
        work.commit()
    sync(stage, last_sync_error="")


def held(stage: Stage) -> Any:
    page = stage.notebook.window.page("sync")
    page.mend.click()
    stage.rest()
    return stage.notebook.window.page("held")


def held_wrong(stage: Stage) -> None:
    page = held(stage)
    page.cards()[0].view.row("visited_on").control.setText("31/2")
    page.save()


def held_given_up(stage: Stage) -> None:
    held(stage).drop.click()


def held_parked(stage: Stage) -> None:
    with stage.found.mine.store.write(by="x") as work:
        first = outbox.unsent(work, 1)[0]
        outbox.park(work, first.group_id, "change-not-through")
        work.commit()
    stage.open("held", first.group_id)


def usb(state: str, stage: Stage) -> None:
    """Show the panel at one of its moments; the last one leaves it closed."""
    page = stage.open("sync")
    panel, folder = page.parcels, stage.folder / "USB của xã"
    if state == "closed":
        panel.leave.click()
        return
    folder.mkdir(exist_ok=True)
    panel.ask(is_sending=state in ("none", "chosen", "sent"))
    if state == "none":
        return
    panel.place.choose(folder)
    if state == "chosen":
        return
    if state == "failed":
        panel.place.choose(stage.folder / "USB rút ra")
    elif state == "received":
        stage.found.office.take_stick(folder, "A")
    panel.start()
    stage.rest()


def conflict(stage: Stage) -> None:
    page = stage.open("conflict", f"person:{stage.found.filled.other_person_id}")
    by_name = {row.field.name: row for row in page.rows()}
    by_name.pop("sex").focus_cell()


def conflict_of(record_type: str, of: str, stage: Stage) -> None:
    stage.open("conflict", f"{record_type}:{getattr(stage.found.filled, of)}")


def conflict_kind(kind: str, stage: Stage) -> None:
    """Show the conflict about the case as one of another kind, which it stays."""
    by = {"recovered": "Máy xã 2 (Lê Văn Bình)", "moved": "Trần Thị Hoa"}[kind]
    with stage.found.mine.store.write(by="x") as work:
        table = work.tables.records["conflict"]
        about = table.c.record_id == stage.found.filled.other_case_id
        work.connection.execute(table.update().where(about).values(kind=kind, proposed_by=by))
        work.commit()
    page = stage.notebook.window.page("conflict")
    page._file = None
    conflict_of("case", "other_case_id", stage)
