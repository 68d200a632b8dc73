"""Who changed a record, at a prompt; and what is older than the laptop."""

from __future__ import annotations

from pathlib import Path

from ctxh_desktop.server.serve import Served
from ctxh_desktop.storage import epochs, ledger
from ctxh_desktop.sync import enrolment
from tests.data.prompt import Run, list_of
from tests.data.province_server import COMMUNE


def back_up(served: Served) -> None:
    with served.store.write(by="backup") as work:
        for number in range(2):
            mark = (work.local("epoch"), epochs.received_upto(work), ledger.scopes(work))
            epochs.mark_backup(work, f"b{number}", *mark)
        work.commit()


def test_older_changes_are_fetched_over_the_line(run: Run, served: Served, tmp_path: Path) -> None:
    for name, user in (("a", "Hoa"), ("b", "Bình")):
        run(name, "init", "--commune", COMMUNE, "--user", user)
    run("a", "enrol", served.url, enrolment.new_code(served.store, [COMMUNE]))
    run("a", "import", "people", list_of(tmp_path, "Nguyễn Thị Đức,1950,Nữ,Thôn 1"))
    person_id = run("a", "find", "duc")[1][0]["id"]
    for phone in ("0905000001", "0905000002"):
        run("a", "edit", "person", person_id, f"phone={phone}")
        run("a", "sync")
    back_up(served)
    run("b", "enrol", served.url, enrolment.new_code(served.store, [COMMUNE]))
    run("b", "sync")

    code, told, said = run("b", "show", "person", person_id, "--history")
    assert (code, told["older"], len(told["changes"])) == (0, "far", 1)
    assert "--older" in said

    code, told, said = run("b", "show", "person", person_id, "--older")
    phones = [new for entry in told["changes"] for name, _, new in entry["changes"]]
    assert (code, told["older"], phones) == (0, "here", ["0905000002", "0905000001"])
    assert {entry["by"] for entry in told["changes"]} == {"Hoa"}
    assert run("b", "verify")[0] == 0


def test_without_a_line_it_is_asked_for_and_comes_later(
    run: Run, served: Served, tmp_path: Path
) -> None:
    run("a", "init", "--commune", COMMUNE, "--user", "Hoa")
    run("a", "import", "people", list_of(tmp_path, "Nguyễn Thị Đức,1950,Nữ,Thôn 1"))
    person_id = run("a", "find", "duc")[1][0]["id"]

    code, told, _ = run("a", "show", "person", person_id, "--older")
    missing = run("a", "show", "person", "nobody", "--history")

    assert (code, told["older"], len(told["changes"])) == (0, "here", 1)
    assert missing[1]["error"]["code"] == "record-not-found"
