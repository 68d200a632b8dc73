"""A stick goes from a laptop to the province and back, all of it typed at prompts."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ctxh_desktop.cli import province as office
from ctxh_desktop.server.province import ProvinceFolder
from ctxh_desktop.server.serve import Served
from ctxh_desktop.sync import enrolment
from tests.data.pictures import photo
from tests.data.prompt import Run, list_of, open_case
from tests.data.province_server import COMMUNE

Office = Callable[..., tuple[int, Any, str]]


@pytest.fixture
def usb(tmp_path: Path) -> Path:
    folder = tmp_path / "usb"
    folder.mkdir()
    return folder


@pytest.fixture
def at_province(
    province_folder: ProvinceFolder, usb: Path, capsys: pytest.CaptureFixture[str]
) -> Office:
    def ran(command: str, *words: str) -> tuple[int, Any, str]:
        capsys.readouterr()
        places = (str(province_folder.path), str(usb))
        code = office.main(["parcel", command, *places, "--json", "--lang", "en", *words])
        out, err = capsys.readouterr()
        return code, json.loads(out) if out else None, err

    return ran


@pytest.fixture
def laptop(book: Run, served: Served, tmp_path: Path) -> Run:
    code = enrolment.new_code(served.store, [COMMUNE])
    assert book("a", "enrol", served.url, code)[0] == 0
    book("a", "import", "people", list_of(tmp_path, "Nguyễn Thị Đức,1950,Nữ,Thôn 1"))
    return book


def test_there_and_back(laptop: Run, at_province: Office, usb: Path) -> None:
    code, given, said = laptop("a", "parcel", "send", str(usb), "--lang", "en")
    assert (code, given["changes"], len(given["files"])) == (0, 1, 1)
    assert "Take it to the province" in said

    code, report, said = at_province("exchange")
    assert (code, report["refused"]) == (0, [])
    assert report["laptops"][0]["operations"] == {"ok": 1}
    assert "1 changes read, 1 files written" in said

    code, read, said = laptop("a", "parcel", "receive", str(usb), "--lang", "en")
    assert (code, read["receipt"]["sent"], read["receipt"]["received"]) == (0, 1, 1)
    assert "answered 1 changes; 1 rows" in said
    assert laptop("a", "status")[1]["unsent"] == 0


def test_pictures_go_along_and_are_counted(
    laptop: Run, at_province: Office, usb: Path, tmp_path: Path
) -> None:
    (hit,) = laptop("a", "find", "duc")[1]
    case = open_case(tmp_path / "a", hit["id"])
    assert laptop("a", "attach", case, str(photo(tmp_path)))[0] == 0

    code, given, said = laptop("a", "parcel", "send", str(usb), "--lang", "en")
    assert (code, given["pictures"]) == (0, 1)
    assert "1 papers and pictures lie on the stick, 0 go with the next one." in said
    assert "1 taken in, 0 laid on the stick, 0 had no room" in at_province("exchange")[2]

    code, read, said = laptop("a", "parcel", "receive", str(usb), "--lang", "en")
    assert (code, read["receipt"]["pictures_stored"]) == (0, 1)
    assert "1 have reached the province, 0 are still to be sent, 0 came from it." in said


def test_receive_then_send_is_as_good(laptop: Run, at_province: Office, usb: Path) -> None:
    laptop("a", "parcel", "send", str(usb))
    code, report, _ = at_province("receive")
    assert (code, report["laptops"][0]["files"]) == (0, [])
    device = report["laptops"][0]["device_id"]

    assert at_province("send", "--device", device)[0] == 0
    assert laptop("a", "parcel", "receive", str(usb))[1]["receipt"]["sent"] == 1


def test_a_late_answer_is_said_to_be_late(laptop: Run, at_province: Office, usb: Path) -> None:
    laptop("a", "parcel", "send", str(usb))
    at_province("exchange")
    laptop("a", "sync")

    code, read, said = laptop("a", "parcel", "receive", str(usb), "--lang", "en")

    assert (code, read["receipt"]["is_late"]) == (0, True)
    assert "newer rows already" in said


def test_a_revoked_laptop_is_named(
    laptop: Run, at_province: Office, province_folder: ProvinceFolder, usb: Path
) -> None:
    laptop("a", "parcel", "send", str(usb))
    device = at_province("receive")[1]["laptops"][0]["device_id"]
    assert office.main(["revoke", str(province_folder.path), device]) == 0

    code, _, said = at_province("exchange")

    assert (code, "is revoked" in said) == (0, True)
    assert laptop("a", "parcel", "receive", str(usb))[0] == 4


def test_some_bad_ones_end_with_five(laptop: Run, at_province: Office, usb: Path) -> None:
    laptop("a", "parcel", "send", str(usb))
    (usb / "x.ctxh").write_bytes(b"%PDF")

    code, report, said = at_province("exchange")
    assert (code, report["refused"]) == (5, [{"name": "x.ctxh", "error": "parcel-not-one"}])
    assert "x.ctxh: This file is not a parcel" in said

    code, read, _ = laptop("a", "parcel", "receive", str(usb))
    assert (code, [each["name"] for each in read["refused"]]) == (5, ["x.ctxh"])


def test_what_cannot_be_done_has_its_code(laptop: Run, at_province: Office, usb: Path) -> None:
    assert at_province("exchange")[1]["error"]["code"] == "parcel-none-here"
    assert at_province("send", "--device", "nobody")[1]["error"]["code"] == "device-not-found"
    assert at_province("send", "--file-mb", "0")[1]["error"]["code"] == "parcel-size-wrong"
    code, told, _ = laptop("a", "parcel", "receive", str(usb))
    assert (code, told["error"]["code"]) == (1, "parcel-none-here")
    code, told, _ = laptop("a", "parcel", "send", str(usb / "gone"))
    assert (code, told["error"]["code"]) == (3, "stick-gone")
    (usb / "x.ctxh").write_bytes(b"%PDF")
    code, told, _ = at_province("exchange")
    assert (code, told["error"]["code"]) == (1, "parcel-not-one")
