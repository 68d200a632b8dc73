"""The screens of what is asked, kept and noted: somebody's number, drafts of parts, who looked.

Prepared for `tests.data.scenes`, after the pairs that look alike.
"""

from __future__ import annotations

from typing import Any

from ctxh_desktop.commands.access_log import ReadSealed, note_export
from ctxh_desktop.commands.cases import ShowCase
from tests.data import duplicate_scenes as twice
from tests.data.stage import Scene, Stage, settle

NUMBER = str(twice.LOOK_ALIKES[0][0]["id_number"])


def _intake(stage: Stage) -> None:
    twice.enter_twice(stage)
    page = stage.open("intake")
    page.drop_button.click()
    stage.rest()
    page.person.row("full_name").control.setText("Trần Thị Hường")
    page.person.row("id_number").control.setText(NUMBER)
    page.person.row("groups").control.set_value("NCT")
    page.save()
    settle(500)


def _intake_unexplained(stage: Stage) -> None:
    stage.notebook.window.page("intake").sheet.same_number.go_on.click()


def _contact(stage: Stage) -> Any:
    stage.notebook.window.page("intake").drop_button.click()
    page = stage.open("case", stage.found.filled.other_case_id)
    page._go_to("person")
    page.person.choose("contact")
    settle(200)
    return page.person.pane("contact")


def _edit(stage: Stage) -> None:
    sheet = _contact(stage).fields
    sheet.view.row("id_number").control.setText(NUMBER)
    sheet.save()
    settle(300)


def _draft(stage: Stage) -> None:
    pane = _contact(stage)
    pane.fields.back.click()
    phones = pane.lists[1]
    phones.add.click()
    phones.form.view.row("owner_name").control.setText("Lê Văn Tâm, con trai")
    stage.open("case", stage.found.filled.case_id)._go_to("person")
    stage.rest()
    _contact(stage)
    settle(300)


def _access(stage: Stage) -> None:
    phones = stage.notebook.window.page("case").person.pane("contact").lists[1]
    if phones.form is not None:
        phones.form.leave.click()
    filled = stage.found.filled
    note_export(stage.found.mine, 1250, "danh-sach-nguoi-cao-tuoi.xlsx")
    note_export(stage.found.mine, 38, "")
    stage.send(ReadSealed("person", filled.other_person_id, ("illness", "treatment")))
    stage.send(ShowCase(filled.case_id))
    stage.open("access")


SCENES = (
    Scene("05b-same-number", _intake),
    Scene("05b-same-number-why", _intake_unexplained),
    Scene("04-same-number", _edit),
    Scene("04-parts-draft", _draft),
    Scene("08-access", _access),
)
