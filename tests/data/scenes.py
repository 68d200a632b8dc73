"""The screens of the program, each in a state worth looking at, in the order of a day's work.

The last ones change what the book remembers, so the order matters.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from ctxh_desktop.commands import attachments, records
from ctxh_desktop.commands.doorstep import Dismissal, ProfileView
from ctxh_desktop.errors import IntegrityError, TransientError
from ctxh_desktop.storage import stubs
from ctxh_desktop.ui.dismissed_window import DismissedWindow
from ctxh_desktop.ui.messages import sentence
from ctxh_desktop.ui.setup_window import SetupWindow
from ctxh_desktop.ui.sync_state import SyncFacts
from ctxh_desktop.ui.unlock_window import UnlockWindow
from ctxh_desktop.ui.widgets.sheets import ScrollBody
from tests.data import card_scenes, keeping_scenes, part_scenes, people_scenes
from tests.data import duplicate_scenes as twice
from tests.data import exchange_scenes as exchange
from tests.data import import_scenes as imports
from tests.data import transfer_scenes as transfer
from tests.data.case_desks import COMMUNE
from tests.data.older import leave_older
from tests.data.pictures import paper, photo
from tests.data.seeded import seeded_ambient
from tests.data.stage import Scene, Stage, settle

NOTE = (
    "Ông Đức ở nhà cùng vợ. Vết loét bàn chân đã khô, đi lại trong nhà bằng nạng. Đã có giấy hẹn "
    "khám lại ngày 24/11 tại Trung tâm y tế; gia đình nhờ xe của thôn."
)
OFFLINE = SyncFacts(is_online=False, unsent=3, last_sent="16:42 hôm qua")
NOWHERE = Path("nowhere")


def _unlock(stage: Stage) -> QWidget:
    view = ProfileView("ready", ("Trần Thị Hoa", "Lê Văn Bình"))
    made = UnlockWindow(NOWHERE, view, seeded_ambient(), commune="Phường Phong Điền", facts=OFFLINE)
    made.phrase.setText("khoai biển chuong lam")
    made.phrase.setFocus()
    return made


def _unlock_wrong(stage: Stage) -> QWidget:
    made = _unlock(stage)
    made.unlock.click()
    settle(600)
    return made


def _unlock_damaged(stage: Stage) -> QWidget:
    return UnlockWindow(NOWHERE, ProfileView("keys-damaged"), seeded_ambient())


def _dismissed(stage: Stage) -> QWidget:
    told = Dismissal("2026-11-20T09:42:00.000Z", "Thành phố Huế")
    return DismissedWindow(told, stage.notebook.desk.ambient.today())


def _setup(step: int, way: str, stage: Stage) -> QWidget:
    made = SetupWindow(NOWHERE, seeded_ambient(3))
    if way:
        made.place.way.option(way).click()
        made.place.province.control.set_value("46")
        made.place.search.control.setText("phong")
    made._show_step(step)
    return made


def _open(page: str, stage: Stage) -> None:
    stage.open(page)


def _today(stage: Stage) -> None:
    stage.open("today").list.choose(2)


def _today_protected(stage: Stage) -> None:
    stage.open("today").list.choose(1)


def _today_postpone(stage: Stage) -> None:
    page = stage.open("today")
    page.list.choose(2)
    stage.rest()
    page.postpone_button.click()


def _search(text: str, stage: Stage) -> None:
    """Look for *text*; the field is emptied again by the scenes that follow."""
    page, window = stage.open("people"), stage.notebook.window
    window.search.setFocus()
    window.search.setText(text)
    page.search(text)
    settle(250)


def _search_moved(stage: Stage) -> None:
    gone = [
        stubs.Stub("1", "Hồ Văn Mía", "19819", "19753", "2026-11-20"),
        stubs.Stub("2", "Hồ Thị Mía", "19819", "19900"),
    ]
    with stage.found.mine.store.write(by="sync") as work:
        stubs.keep(work, gone)
        work.commit()
    _search("ho mia", stage)


def _intake(stage: Stage) -> Any:
    stage.notebook.window.search.setText("")
    settle(200)
    page = stage.open("intake")
    values = {"full_name": "Nguyễn Thị Ánh Nguyệt", "id_number": "001 085 000 12"}
    values |= {"born": "8/2012", "guardian_name": "Trần Thị Lành", "phone": "0912 345 678"}
    for name, text in values.items():
        page.person.row(name).control.setText(text)
    page.person.row("sex").control.set_value("NU")
    page.person.village().set_value("Thôn 3")
    page.case.row("urgency").control.set_value("KC")
    settle(1300)
    return page


def _intake_filled(stage: Stage) -> None:
    _intake(stage)


def _intake_wrong(stage: Stage) -> None:
    stage.notebook.window.page("intake").save()


def _intake_more(stage: Stage) -> None:
    page = stage.notebook.window.page("intake")
    page.sheet.show_more(is_shown=True)
    page._show_problems(())


def _intake_done(stage: Stage) -> None:
    """Leave nothing of the intake behind."""
    stage.notebook.window.page("intake").drop_button.click()
    stage.open("settings")


def _case(tab: str, stage: Stage) -> None:
    stage.notebook.window.search.setText("")
    stage.open("case", stage.found.filled.case_id)._go_to(tab)


def _case_older(stage: Stage, *, is_asked: bool = False) -> None:
    """Show a case of whose history the older part is at the province."""
    leave_older(stage.found.mine.store, COMMUNE, stage.found.filled.person_id)
    _case("history", stage)
    if is_asked:
        stage.notebook.window.page("case").history.older.button.click()
        stage.rest()


def _papers(stage: Stage) -> Any:
    """Show a case with papers in every place where their bytes can be."""
    if not (stage.folder / "papers").exists():
        _attach(stage)
    page = stage.open("case", stage.found.filled.other_case_id)
    page._go_to("papers")
    page.papers.close_viewer()
    stage.rest()
    return page.papers


def _attach(stage: Stage) -> None:
    folder, desk = stage.folder / "papers", stage.found.mine
    folder.mkdir()
    case_id = stage.found.filled.other_case_id
    made = [
        (paper(folder, "a.pdf", 380_000, 3), "XNKT", "Giấy xác nhận, bản quét", "2025-03-01"),
        (photo(folder, "b.jpg", 3), "ANHTHAM", "", "2026-11-02"),
        (photo(folder, "c.png", 4), "ANHNHA", "Mái nhà trước sửa", "2026-11-02"),
        (photo(folder, "d.jpg", 5), "ANHNHA", "Mái nhà sau bão số 12, phía bếp", "2026-11-15"),
    ]
    for file, kind, title, day in made:
        values = {"paper_kind": kind, "title": title, "taken_on": day}
        stage.send(attachments.AddAttachment(case_id, file, values))
    newest = stage.send(attachments.ListAttachments(case_id))
    with desk.store.write(by="x") as work:
        rows = work.tables.records["attachment"]
        book = work.tables.book("blob")
        stored = [newest[1].id, newest[2].id]
        marked = (
            rows.update().where(rows.c.id.in_(stored)).values(stored_at="2026-11-16T01:00:00.000Z")
        )
        work.connection.execute(marked)
        gone = work.get("attachment", newest[1].id)
        assert gone is not None
        work.connection.execute(
            book.update().where(book.c.sha256 == gone["sha256"]).values(is_here=False)
        )
        part = work.get("attachment", newest[3].id)
        assert part is not None
        work.connection.execute(
            book.update().where(book.c.sha256 == part["sha256"]).values(sent_bytes=152_000)
        )
        work.commit()


def _papers_empty(stage: Stage) -> None:
    _case("papers", stage)


def _papers_add(stage: Stage) -> None:
    tab = _papers(stage)
    tab.begin([stage.folder / "papers" / "b.jpg", stage.folder / "papers" / "a.pdf"])


def _papers_refused(stage: Stage) -> None:
    tab = _papers(stage)
    word = stage.folder / "papers" / "Đơn xin trợ cấp.docx"
    word.write_bytes(b"PK")
    tab.begin([word])
    tab.form.view.row("paper_kind").control.set_value("DON")
    tab.form.save()


def _papers_view(number: int, stage: Stage) -> None:
    tab = _papers(stage)
    tab.list.choose(number)
    tab.look()


def _case_closing(stage: Stage) -> None:
    page = stage.open("case", stage.found.filled.other_case_id)
    page._go_to("course")
    page.close_case.click()


def _case_person_only(stage: Stage) -> None:
    values = {"full_name": "Ngô Thị Vân Anh", "born": "1947", "sex": "NU", "village": "Thôn 4"}
    values |= {"groups": "NCT"}
    person_id = stage.send(records.SaveRecord("person", None, values))
    stage.open("case", f"person:{person_id}")


def _visit(stage: Stage) -> None:
    page = stage.open("visit", stage.found.filled.other_case_id)
    page.view.row("visited_on").control.setText("hn")
    page.view.row("change").set_value("KHAHON")
    page.view.row("met").set_value("DOITUONG VOCHONG")
    page.view.row("is_safe").set_value(True)
    page.view.note().set_value(NOTE)
    page.next.row("due_on").control.setText("+14")
    page.view.note().setFocus()
    settle(1200)


def _visit_unsafe(stage: Stage) -> None:
    page = stage.open("visit", stage.found.filled.case_id)
    page.view.row("is_safe").set_value(False)
    page.view.row("visited_on").control.setText("31/2")
    page.view.row("is_safe").edited.emit("is_safe")
    page.save()


def _record(stage: Stage) -> None:
    households = stage.send(records.ListRecords("household", 0, 1))
    stage.open("record", f"household:{households[0].id}")


def _record_older(stage: Stage) -> None:
    (household,) = stage.send(records.ListRecords("household", 0, 1))
    leave_older(stage.found.mine.store, COMMUNE, household.id)
    _record(stage)
    page = stage.notebook.window.page("record")
    stage.rest()
    page.past.older.button.setFocus()
    page.findChild(ScrollBody).ensureWidgetVisible(page.past.older)


def _saved(stage: Stage) -> None:
    stage.open("today")
    stage.notebook.window.undo_bar.offer("Đã lưu buổi thăm.")


def _refused(stage: Stage) -> None:
    stage.open("today")
    stage.notebook._on_failed(TransientError("disk-full"))


def _bar_dismissed(stage: Stage) -> None:
    stage.open("today")
    stage.notebook.leaving.told.emit(sentence(IntegrityError("device-dismissed")), "warn")


def _scene(name: str, prepare: Callable[..., QWidget | None], *given: object, **told: str) -> Scene:
    return Scene(name, partial(prepare, *given, **told))


SCENES = (
    _scene("00-setup-1-code", _setup, 0, ""),
    _scene("00-setup-1-alone", _setup, 0, "alone"),
    _scene("00-setup-2-user", _setup, 1, ""),
    _scene("00-setup-3-phrase", _setup, 2, ""),
    _scene("00-setup-4-fetch", _setup, 3, ""),
    _scene("01-unlock", _unlock),
    _scene("01-unlock-wrong", _unlock_wrong),
    _scene("01-unlock-damaged", _unlock_damaged),
    _scene("01-dismissed", _dismissed),
    _scene("02-today", _today),
    _scene("02-today-protected", _today_protected),
    _scene("02-today-postpone", _today_postpone),
    _scene("03-people", _search, ""),
    _scene("03-people-search", _search, "ng anh"),
    _scene("03-people-none", _search, "khong ai ca"),
    _scene("03-people-moved", _search_moved),
    *people_scenes.SCENES,
    _scene("04-case-course", _case, "course"),
    _scene("04-case-person", _case, "person"),
    *part_scenes.SCENES,
    _scene("04-case-plan", _case, "plan"),
    _scene("04-case-visits", _case, "visits"),
    _scene("04-case-history", _case, "history"),
    _scene("04-case-history-older", _case_older),
    _scene("04-case-history-asked", partial(_case_older, is_asked=True)),
    _scene("04-case-papers-empty", _papers_empty),
    _scene("04-case-papers", lambda stage: _papers(stage) and None),
    _scene("04-case-papers-add", _papers_add),
    _scene("04-case-papers-refused", _papers_refused),
    _scene("04-case-papers-view", _papers_view, 0),
    _scene("04-case-papers-far", _papers_view, 1),
    _scene("04-case-papers-pdf", _papers_view, 3),
    _scene("04-case-closing", _case_closing),
    _scene("05-intake", _intake_filled),
    _scene("05-intake-wrong", _intake_wrong),
    _scene("05-intake-more", _intake_more),
    _scene("05-intake-dropped", _intake_done),
    *card_scenes.SCENES,
    _scene("05-import-empty", _open, "import"),
    _scene("05-import", imports.worst),
    _scene("06-visit", _visit),
    _scene("06-visit-unsafe", _visit_unsafe),
    _scene("07-sync-offline", exchange.sync, last_sync_error="no-network"),
    _scene("07-sync-waiting", exchange.sync, last_sync_error=""),
    _scene("07-sync-failed", exchange.sync_failed),
    _scene("07-sync-running", exchange.sync_running, exchange.SENDING),
    _scene("07-sync-recovering", exchange.sync_running, exchange.RECOVERING),
    _scene("07-sync-files", exchange.sync_running, exchange.CARRYING),
    _scene("07-sync-paused", exchange.sync_paused),
    _scene("07-sync-received", exchange.sync_received),
    _scene("07-usb-none", exchange.usb, "none"),
    _scene("07-usb-chosen", exchange.usb, "chosen"),
    _scene("07-usb-failed", exchange.usb, "failed"),
    _scene("07-usb-sent", exchange.usb, "sent"),
    _scene("07-usb-closed", exchange.usb, "closed"),
    _scene("07b-conflict", exchange.conflict),
    _scene("07b-conflict-case", exchange.conflict_of, "case", "other_case_id"),
    _scene("07b-conflict-recovered", exchange.conflict_kind, "recovered"),
    _scene("07b-conflict-moved", exchange.conflict_kind, "moved"),
    _scene("07b-conflict-deletion", exchange.conflict_of, "person", "person_id"),
    _scene("08-settings", _open, "settings"),
    _scene("08-register", lambda stage: stage.open("register", "household") and None),
    _scene("08-record", _record),
    _scene("08-record-older", _record_older),
    _scene("08-record-new", lambda stage: stage.open("record", "household:new") and None),
    _scene("09-bar-saved", _saved),
    _scene("09-bar-refused", _refused),
    _scene("09-bar-dismissed", _bar_dismissed),
    _scene("04-case-person-only", _case_person_only),
    _scene("05b-duplicates-empty", twice.duplicates_empty),
    _scene("05b-duplicates", twice.duplicates),
    _scene("05b-pair", twice.pair, 0),
    _scene("05b-pair-doubtful", twice.pair, 1),
    _scene("02-today-pairs", twice.today),
    *keeping_scenes.SCENES,
    _scene("05c-import-cannot", imports.cannot),
    _scene("05c-import-twice", imports.twice),
    _scene("05c-import-known", imports.known),
    _scene("05c-import-busy", imports.busy),
    _scene("05c-import-done", imports.done),
    _scene("05c-import-asking", imports.done_asking),
    _scene("05c-import-back", imports.taken_back),
    _scene("05c-import-script", imports.old_font),
    _scene("07-sync-held", exchange.sync_held),
    _scene("07c-held", lambda stage: exchange.held(stage) and None),
    _scene("07c-held-wrong", exchange.held_wrong),
    _scene("07c-held-given-up", exchange.held_given_up),
    _scene("07c-held-parked", exchange.held_parked),
    _scene("07-usb-received", exchange.usb, "received"),
    _scene("07-usb-late", exchange.usb, "received"),
    _scene("04-transfer", transfer.asking),
    _scene("04-transfer-wrong", transfer.wrong),
    _scene("04-transfer-asked", transfer.asked),
    _scene("04-transfer-held", transfer.held),
    _scene("07-usb-gone", exchange.usb, "closed"),
    _scene("07-sync-join", exchange.sync, device_id="", last_sync_at="", last_sync_error=""),
)
