"""The register narrowed further, as a table, and before many people are taken out.

Prepared for `tests.data.scenes`, in its order.
"""

from __future__ import annotations

from tests.data.stage import Scene, Stage, settle


def _filters(stage: Stage) -> None:
    stage.notebook.window.search.setText("")
    page = stage.open("people")
    page.search("")
    page.more_button.setChecked(True)
    page.filters.more.age.set_value("60-")
    page.filters.more.name.setText("Người già của Thôn 1")
    page.filters.more.keep_button.click()
    settle(250)


def _table(stage: Stage) -> None:
    page = stage.open("people")
    page.filters.clear()
    page.more_button.setChecked(False)
    page.table_button.setChecked(True)
    settle(250)


def _columns(stage: Stage) -> None:
    stage.open("people").shown.table.columns_button.setChecked(True)


def _proof(stage: Stage) -> None:
    stage.open("people").shown.table.out.ask_proof("export")


def _as_before(stage: Stage) -> None:
    page = stage.open("people")
    page.shown.table.out.proof.close_proof()
    page.table_button.setChecked(False)
    settle(250)


SCENES = (
    Scene("03-people-filters", _filters),
    Scene("03-people-table", _table),
    Scene("03-people-table-columns", _columns),
    Scene("03-people-table-proof", _proof),
    Scene("03-people-again", _as_before),
)
