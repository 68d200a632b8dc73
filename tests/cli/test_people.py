"""Finding, editing, importing and visiting at a prompt."""

from __future__ import annotations

from pathlib import Path

from ctxh_desktop.commands.profile import load_units
from ctxh_desktop.server import office
from ctxh_desktop.server.serve import Served
from ctxh_desktop.sync import enrolment
from tests.data.prompt import CHEAP, PHRASE, Run, list_of
from tests.data.province_server import COMMUNE, OTHER_COMMUNE


def test_a_visit_is_written_down_with_what_comes_next(book: Run, tmp_path: Path) -> None:
    book("a", "import", "people", list_of(tmp_path, "Nguyễn Thị Đức,1950,Nữ,Thôn 1"))
    person_id = book("a", "find", "duc")[1][0]["id"]
    from ctxh_desktop.ambient import system
    from ctxh_desktop.commands.bus import Bus
    from ctxh_desktop.commands.cases import OpenCase
    from ctxh_desktop.commands.profile import unlock

    desk = unlock(tmp_path / "a", user="Hoa", passphrase=PHRASE, ambient=system(), cost_floor=CHEAP)
    intake = {"source": "TUDEN", "opened_on": "2026-01-05"}
    case_id = Bus(desk).send(OpenCase(person_id, intake)).result
    desk.close()
    day = str(system().today())
    fields = (f"visited_on={day}", "contact_kind=VANGIA", "note=Bà khoẻ")

    code, made, said = book(
        "a", "visit", "add", case_id, *fields, "--next-on", "2027-01-05", "--next-task", "Thăm lại"
    )
    file = book("a", "show", "case", case_id)[1]

    assert (code, made["type"]) == (0, "visit"), said
    assert [visit["note"] for visit in file["visits"]] == ["Bà khoẻ"]
    steps = [(step["due_on"], step["task"]) for step in file["steps"]]
    assert steps == [("2027-01-05", "Thăm lại")]
    assert file["person"]["full_name"] == "Nguyễn Thị Đức"


def test_a_dry_run_writes_nothing(book: Run, tmp_path: Path) -> None:
    file = list_of(tmp_path, "Nguyễn Thị Đức,1950,Nữ,Thôn 1", "Lê Văn An,32/13/1948,Nam,Thôn 2")

    code, told, said = book("a", "import", "people", file, "--dry-run")

    assert (code, told["ready"], told["with_problems"]) == (5, 1, 1)
    assert told["problems"][0]["row"] == 3
    assert "3" in said
    assert book("a", "status")[1]["people"] == 0


def test_a_list_with_a_bad_row_is_taken_in_whole_or_as_told(book: Run, tmp_path: Path) -> None:
    file = list_of(tmp_path, "Nguyễn Thị Đức,1950,Nữ,Thôn 1", "Lê Văn An,32/13/1948,Nam,Thôn 2")

    refused = book("a", "import", "people", file)
    nobody = book("a", "status")[1]["people"]
    in_part = book("a", "import", "people", file, "--skip-errors")

    assert (refused[0], refused[1]["error"]["code"]) == (1, "import-has-problems")
    assert nobody == 0
    assert (in_part[0], in_part[1]["count"], in_part[1]["with_problems"]) == (5, 1, 1)


def test_what_is_found_comes_in_rank_order(book: Run, tmp_path: Path) -> None:
    rows = ("Đào Văn Ân,1950,Nam,T1", "Trần Thị Đào,1951,Nữ,T1", "Lê Văn An,1952,Nam,T2")
    book("a", "import", "people", list_of(tmp_path, *rows))

    found = book("a", "find", "dao")[1]
    limited = book("a", "find", "dao", "--limit", "1")[1]

    assert {hit["full_name"] for hit in found} == {"Đào Văn Ân", "Trần Thị Đào"}
    assert limited == found[:1]


def test_wrong_values_are_told_field_by_field(book: Run, tmp_path: Path) -> None:
    book("a", "import", "people", list_of(tmp_path, "Nguyễn Thị Đức,1950,Nữ,Thôn 1"))
    person_id = book("a", "find", "duc")[1][0]["id"]

    code, told, said = book("a", "edit", "person", person_id, "full_name=", "born=yesterday")

    assert (code, set(told["error"]["issues"])) == (1, {"full_name", "born"})
    assert "born: " in said


def test_who_moved_away_is_named_with_the_new_commune(
    run: Run, served: Served, tmp_path: Path
) -> None:
    run("a", "init", "--commune", COMMUNE, "--user", "Hoa")
    run("a", "enrol", served.url, enrolment.new_code(served.store, [COMMUNE]))
    run("a", "import", "people", list_of(tmp_path, "Nguyễn Thị Đức,1950,Nữ,Thôn 1"))
    run("a", "sync")
    person_id = run("a", "find", "duc")[1][0]["id"]
    office.move_person(served.store, person_id, OTHER_COMMUNE)
    run("a", "sync")

    code, found, said = run("a", "find", "duc", "--lang", "en")

    assert (code, found) == (0, [])
    commune = load_units().commune(OTHER_COMMUNE)
    assert commune is not None
    assert f"Nguyễn Thị Đức moved to {commune.full_name} on" in said


def test_who_is_known_is_filled_in_on_demand_and_the_undo_empties_it(
    book: Run, tmp_path: Path
) -> None:
    head = "Họ và tên,Ngày sinh,Nghề nghiệp"
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    first.write_text(f"{head}\nNguyễn Thị Đức,5/8/1950,\n", "utf-8")
    second.write_text(f"{head}\nNguyễn Thị Đức,5/8/1950,Làm ruộng\nLê Bé,1/2/1951,\n", "utf-8")
    book("a", "import", "people", str(first))

    told = book("a", "import", "people", str(second), "--dry-run", "--known", "fill")[1]
    (row,) = told["known_rows"]
    assert (row["row"], row["fills"], row["differs"]) == (2, ["occupation"], [])
    left = book("a", "import", "people", str(second), "--known", "skip", "--dry-run")[1]
    assert (left["ready"], left["known"]) == (1, 1)
    code, told, said = book("a", "import", "people", str(second), "--known", "fill")
    assert (code, told["count"], told["filled"], told["known"]) == (0, 1, 1, 0)
    assert "1" in said
    shown = book("a", "show", "person", row["id"])[1]
    assert "NONG" in str(shown)

    undone = book("a", "import", "undo", told["id"])[1]

    assert undone == {"count": 1, "kept": 0, "emptied": 1}
    assert "NONG" not in str(book("a", "show", "person", row["id"])[1])


def test_an_import_is_listed_and_taken_back(book: Run, tmp_path: Path) -> None:
    rows = [f"Nguyễn Thị {name},1950,Nữ,Thôn 1" for name in ("Đức", "Hoa")]
    book("a", "import", "people", list_of(tmp_path, *rows))

    (entry,) = book("a", "import", "list")[1]
    code, told, _ = book("a", "import", "undo", entry["id"])

    assert (entry["count"], entry["undone_at"]) == (2, "")
    assert (code, told) == (0, {"count": 2, "kept": 0, "emptied": 0})
    assert book("a", "find", "hoa")[1] == []
    assert book("a", "import", "undo", entry["id"])[1]["error"]["code"] == "import-not-found"


def test_sheet_and_script_are_chosen(book: Run, tmp_path: Path) -> None:
    file = list_of(tmp_path, "Nguyễn Thị Đức,1950,Nữ,Thôn 1")
    told = book("a", "import", "people", file, "--dry-run")[1]
    assert {column["script"] for column in told["columns"]} == {"unicode"}

    told = book("a", "import", "people", file, "--dry-run", "--script", "1=vni")[1]
    assert told["columns"][0]["script"] == "vni"
    for wrong in ("0=vni", "x=vni", "1=abc", "1"):
        refused = book("a", "import", "people", file, "--script", wrong)
        assert refused[1]["error"]["code"] == "assignment-wrong"
    refused = book("a", "import", "people", file, "--sheet", "Không có")
    assert refused[1]["error"]["code"] == "import-sheet-unknown"


def test_who_moved_goes_to_the_other_commune_at_the_next_sync(
    run: Run, served: Served, tmp_path: Path
) -> None:
    for name, commune in (("a", COMMUNE), ("z", OTHER_COMMUNE)):
        run(name, "init", "--commune", commune, "--user", "Hoa")
        run(name, "enrol", served.url, enrolment.new_code(served.store, [commune]))
    run("a", "import", "people", list_of(tmp_path, "Nguyễn Thị Đức,1950,Nữ,Thôn 1"))
    run("a", "sync")
    person_id = run("a", "find", "duc")[1][0]["id"]

    refused = run("a", "transfer", person_id, COMMUNE)
    code, asked, said = run(
        "a", "transfer", person_id, OTHER_COMMUNE, "--on", "2026-11-19", "--lang", "en"
    )
    again = run("a", "transfer", person_id, OTHER_COMMUNE)
    run("a", "sync")
    run("z", "sync")

    assert (refused[0], list(refused[1]["error"]["issues"])) == (1, ["to_commune"])
    assert (code, asked["moved_on"], asked["stage"]) == (0, "2026-11-19", "unsent")
    commune = load_units().commune(OTHER_COMMUNE)
    assert commune is not None
    assert f"moved to {commune.full_name}" in said
    assert (again[0], again[1]["error"]["code"]) == (1, "transfer-asked-before")
    assert run("a", "find", "duc")[1] == []
    assert [hit["id"] for hit in run("z", "find", "duc")[1]] == [person_id]
