"""Screens of a move to another commune: asked, wrong, waiting, refused."""

from __future__ import annotations

from typing import Any

from ctxh_desktop.domain.operation import Ack, Status
from ctxh_desktop.storage import outbox
from tests.data.stage import Stage


def _begin(stage: Stage) -> Any:
    page = stage.open("case", stage.found.filled.other_case_id)
    page._go_to("person")
    page.person.transfer.click()
    stage.rest()
    return page.moving.sheet


def asking(stage: Stage) -> None:
    """Fill the sheet in."""
    sheet = _begin(stage)
    sheet.commune.control.set_value("19753")
    sheet.view.row("moved_on").control.setText("14/11")
    sheet.view.row("note").control.set_value("Về ở với con gái. Cần đo lại nạng.")


def wrong(stage: Stage) -> None:
    """Leave out what is needed."""
    sheet = _begin(stage)
    sheet.commune.control.set_value("")
    sheet.view.row("moved_on").control.setText("31/2")
    sheet.save()


def asked(stage: Stage) -> None:
    """Ask, and look at the case."""
    sheet = _begin(stage)
    sheet.commune.control.set_value("19753")
    sheet.view.row("moved_on").control.setText("14/11")
    sheet.save()
    stage.rest()
    stage.notebook.window.page("case")._go_to("course")


def held(stage: Stage) -> None:
    """Let the province refuse it."""
    with stage.found.mine.store.write(by="x") as work:
        (row,) = work.where("transfer_request")
        (operation,) = outbox.of_row(work, row.id)
        refused = Ack(operation.id, Status.HELD, note="transfer-person-elsewhere")
        outbox.settle(work, [refused])
        work.commit()
    stage.open("case", stage.found.filled.other_case_id)
