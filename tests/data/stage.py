"""A stage for pictures and checks of every screen: two laptops that disagree, and the real window.

    with stage(folder, province_store) as found:   a filled book in its real notebook
        for scene in SCENES: found.play(scene)     every screen (tests.data.scenes)

The people, the day and the words are those of the reference screens; everybody is invented.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEventLoop, QTimer, QTranslator
from PySide6.QtWidgets import QApplication, QWidget

from ctxh_desktop import paths
from ctxh_desktop.commands import cases, records
from ctxh_desktop.commands.bus import Bus
from ctxh_desktop.storage.store import Store
from ctxh_desktop.texts import read_ts
from ctxh_desktop.ui import translation
from ctxh_desktop.ui.appearance import Appearance
from ctxh_desktop.ui.notebook import Notebook
from tests.data import case_desks
from tests.data.pages_desk import PageDesk

WAIT_MAX_S = 20


class SourceTexts(QTranslator):
    """Reads the sources of the translation, so that nothing has to be compiled first.

    Lists named by CTXH_TEXT_LISTS (a folder of vi-*.tsv) fill what is not merged yet; what is in
    neither stands in `missing`.
    """

    def __init__(self) -> None:
        super().__init__()
        self.texts = read_ts(paths.translations() / "ctxh_desktop_vi.ts")
        self._sources = {source for _, source in self.texts}
        self.missing: set[tuple[str, str]] = set()
        for file in sorted(Path(os.environ.get("CTXH_TEXT_LISTS", "/nowhere")).glob("vi-*.tsv")):
            for line in file.read_text(encoding="utf-8").splitlines():
                if line.count("\t") == 2:
                    context, source, text = line.split("\t")
                    self.texts.setdefault((context, source), text)

    def isEmpty(self) -> bool:
        return False

    def translate(self, context, source, disambiguation=None, n=-1):
        """Return the Vietnamese text, or nothing so that Qt's own texts are found elsewhere."""
        found = self.texts.get((context, source))
        # A widget asks in the name of its own class first, then of the classes it comes from.
        if not found and source not in self._sources and not context.startswith("Q"):
            self.missing.add((context, source))
        return found or None


def speak(app: QApplication) -> SourceTexts:
    """Install the Vietnamese texts and return their translator; `app.removeTranslator` ends it."""
    translation.install(app)
    texts = SourceTexts()
    app.installTranslator(texts)
    return texts


def settle(milliseconds: int = 60) -> None:
    """Let answers come and Qt paint; an event loop of its own lets the lanes run."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


@dataclass
class Stage:
    """The window of laptop A over real data."""

    found: case_desks.Contested
    notebook: Notebook
    folder: Path
    own: list[QWidget] = field(default_factory=list)

    @property
    def window(self) -> QWidget:
        """The notebook's window."""
        return self.notebook.window

    def play(self, scene: Scene, size: tuple[int, int] = (1366, 768)) -> QWidget:
        """Bring a screen into its state and return its window."""
        self.notebook.window.undo_bar.hide()
        shown = scene.prepare(self) or self.window
        if shown is not self.window:
            self.own.append(shown)
        shown.resize(*size)
        shown.show()
        shown.activateWindow()
        self.rest()
        return shown

    def open(self, page: str, argument: str = "") -> Any:
        """Open a page of the notebook and wait for its data; returns the page."""
        self.notebook.window.open_page(page, argument)
        self.rest()
        return self.notebook.window.page(page)

    def rest(self) -> None:
        """Wait until nothing is asked any more and everything is painted."""
        settle()
        for _ in range(WAIT_MAX_S * 50):
            if self.notebook.is_at_rest():
                break
            settle(20)
        settle()

    def send(self, command: object) -> Any:
        """Carry out a command on laptop A at once, and let the pages know."""
        made = Bus(self.found.mine).send(command)
        self.notebook.dispatcher.announce(made.changes)
        return made.result

    def tell(self, **local: str) -> None:
        """Set what the book remembers of its last exchange."""
        with self.found.mine.store.write(by="x") as work:
            for name, value in local.items():
                work.set_local(name, value)
            work.commit()
        self.notebook.dispatcher.announce(frozenset({"sync"}))
        self.rest()


@dataclass(frozen=True)
class Scene:
    """One screen in one state; `prepare` returns its window, None for the notebook's."""

    name: str
    prepare: Callable[[Stage], QWidget | None]


@contextmanager
def stage(folder: Path, province: Store) -> Iterator[Stage]:
    """Set everything up in *folder*; it is closed again in order."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    for found in case_desks.contested(folder, province):
        _disagree(found)
        _fill(found)
        notebook = Notebook(found.mine, Appearance(app), is_automatic=False)
        notebook.dispatcher.crashed.connect(print)
        made = Stage(found, notebook, folder)
        try:
            yield made
        finally:
            for window in made.own:
                window.close()
                window.deleteLater()
            notebook.close()


def _disagree(found: case_desks.Contested) -> None:
    """Let both laptops edit one person, and one edit what the other deletes."""
    mine, other = case_desks.sender(found.mine), case_desks.sender(found.other)
    ids, office = found.filled, found.office
    found.mine.ambient.now.set(15, 9, 20)
    found.other.ambient.now.set(15, 14, 5)
    for send, phone, sex in ((other, "0912345687", "NU"), (mine, "0912345678", "KXD")):
        values = {"phone": phone, "sex": sex}
        send(records.SaveRecord("person", ids.other_person_id, values))
    other(records.SaveRecord("person", ids.other_person_id, {"village": "Thôn 2"}))
    mine(records.SaveRecord("case", ids.other_case_id, {"risk": "CAO"}))
    other(records.SaveRecord("case", ids.other_case_id, {"risk": "TB"}))
    other(records.DeleteRecord("person", ids.person_id, "Nhập hai lần"))
    mine(records.SaveRecord("person", ids.person_id, {"note": "Chị ruột đón cháu về nhà"}))
    for desk, name in ((found.other, "B"), (found.mine, "A"), (found.mine, "A")):
        office.exchange(desk, name)


def _fill(found: case_desks.Contested) -> None:
    """Add the week's work, some people, households, and what still waits to be sent."""
    mine, ids = case_desks.sender(found.mine), found.filled
    clock = found.mine.ambient.now
    clock.set(14, 8, 12)
    book = PageDesk(found.mine, Bus(found.mine), None)
    book.scene = type("Days", (), {"today": found.mine.ambient.today})
    book.with_due_work(first=2)
    book.with_people(20)
    for name, village in (("Lê Văn Đức", "Thôn 1"), ("Hồ Thị Sen", "Thôn 2")):
        values = {"head_name": name, "village": village, "member_count": 4}
        mine(records.SaveRecord("household", None, values))
    found.office.exchange(found.mine, "A")
    clock.set(15, 17, 20)
    visit = {"visited_on": "2026-11-15", "contact_kind": "DIENTHOAI", "met": ("VOCHONG",)}
    mine(cases.RecordVisit(ids.other_case_id, visit | {"note": "Vợ báo ông đã đỡ."}))
    clock.set(15, 17, 35)
    step = {"task": "Làm giấy xác nhận khuyết tật", "due_on": "2026-11-27"}
    mine(cases.AddPlanStep(ids.other_case_id, step))
    clock.set(16, 8, 12)
    mine(records.SaveRecord("person", ids.other_person_id, {"guardian_name": "Trần Thị Lài"}))
    clock.set(16, 9, 14)
    with found.mine.store.write(by="x") as work:
        work.set_local("last_sync_at", "2026-11-15T09:42:00.000Z")
        work.set_local("last_sent", "5")
        work.set_local("last_received", "3")
        work.set_local("last_sync_error", "no-network")
        work.commit()
