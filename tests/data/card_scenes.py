"""The ID card: where its code is read, and what an intake looks like that begins with one.

Prepared for `tests.data.scenes`, in its order.
"""

from __future__ import annotations

from functools import partial

from tests.data.stage import Scene, Stage, settle

CARD = (
    "046088001234|191234567|Nguyễn Văn Ánh|01021988|Nam|"
    "Tổ 1, Kim Long, Huế, Thừa Thiên Huế|25042021"
)
DOUBTFUL = "046188001299||Nguyen Thi Be|01021989|Nam|To 1, Kim Long, Hue|25042021"
"""The number says a woman born in 1988, the card a man born in 1989."""


def _card(stage: Stage) -> None:
    stage.notebook.window.undo_bar.hide()
    stage.open("card")


def _refused(stage: Stage) -> None:
    page = stage.open("card")
    page.text.setPlainText("HN2464612345678|4e677579|01/01/1950|2|54e1bb95|46 - 001|-|31/12/2026")
    page.read()
    settle(600)


def _intake(text: str, stage: Stage) -> None:
    stage.open("today")
    stage.notebook.cards.scanner.scanned.emit(text)
    settle(900)


SCENES = (
    Scene("05-card", _card),
    Scene("05-card-refused", _refused),
    Scene("05-intake-card", partial(_intake, CARD)),
    Scene("05-intake-card-doubt", partial(_intake, DOUBTFUL)),
)
