"""Settling at a prompt what two laptops changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxh_desktop.server import office
from ctxh_desktop.server.serve import Served
from ctxh_desktop.sync import enrolment
from tests.data.prompt import Run, list_of
from tests.data.province_server import COMMUNE


@pytest.mark.parametrize(
    ("choice", "phone"),
    [
        ("theirs", "0905000002"),
        ("0905000003", "0905000003"),
        ("phone=0905000004", "0905000004"),
    ],
)
def test_a_conflict_is_settled_from_the_first_laptop(
    run: Run, served: Served, tmp_path: Path, choice: str, phone: str
) -> None:
    for name, user in (("a", "Hoa"), ("b", "Bình")):
        run(name, "init", "--commune", COMMUNE, "--user", user)
        run(name, "enrol", served.url, enrolment.new_code(served.store, [COMMUNE]))
    run("a", "import", "people", list_of(tmp_path, "Nguyễn Thị Đức,1950,Nữ,Thôn 1"))
    run("a", "sync")
    run("b", "sync")
    person_id = run("a", "find", "duc")[1][0]["id"]
    run("a", "edit", "person", person_id, "phone=0905000001")
    run("b", "edit", "person", person_id, "phone=0905000002")
    for name in ("a", "b", "a"):
        run(name, "sync")

    contest = run("a", "conflicts")[1][0]["id"]
    assert run("a", "conflicts", "resolve", contest, choice)[0] == 0
    for name in ("a", "b"):
        run(name, "sync")

    assert run("b", "show", "person", person_id)[1]["person"]["phone"] == phone
    assert run("b", "conflicts")[1] == []


def test_a_dismissed_laptop_is_wiped_by_its_next_sync(
    run: Run, served: Served, tmp_path: Path
) -> None:
    run("a", "init", "--commune", COMMUNE, "--user", "Hoa")
    run("a", "enrol", served.url, enrolment.new_code(served.store, [COMMUNE]))
    run("a", "import", "people", list_of(tmp_path, "Nguyễn Thị Đức,1950,Nữ,Thôn 1"))
    (device,) = office.list_devices(served.store)
    office.revoke(served.store, device.id, wipes_it=True)

    code, told, _ = run("a", "sync")

    assert (code, told["error"]["code"]) == (4, "device-dismissed")
    assert {entry.name for entry in (tmp_path / "a").iterdir()} == {"ctxh.lock", "dismissed.json"}
    assert [wipe.stage for wipe in office.list_wipes(served.store).values()] == ["confirmed"]
    assert run("a", "find", "duc")[1]["error"]["code"] == "profile-dismissed"
    assert office.list_held(served.store)
