"""`ctxh-province` as the province's IT types it, on a real PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ctxh_desktop.ambient import system
from ctxh_desktop.cli import province as program
from ctxh_desktop.server.province import ProvinceFolder
from ctxh_desktop.storage import devices
from tests.data.province_db import ProvinceDb

Run = Callable[..., tuple[int, Any, str]]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def ran(command: str, *words: str) -> tuple[int, Any, str]:
        try:
            code = program.main([command, str(tmp_path / "hue"), "--json", "--lang", "en", *words])
        except SystemExit as end:
            code = int(end.code or 0)
        out, err = capsys.readouterr()
        return code, json.loads(out) if out else None, err

    return ran


@pytest.fixture
def made(run: Run, province_db: ProvinceDb) -> Run:
    options = ("--province", "46", "--dsn", province_db.uri, "--schema", province_db.new_schema())
    code, standing, said = run("init", *options)
    assert (code, standing["communes"]) == (0, 40), said
    return run


def test_a_province_is_set_up_once(made: Run, province_db: ProvinceDb) -> None:
    code, told, _ = made("init", "--province", "46", "--dsn", province_db.uri)

    assert (code, told["error"]["code"]) == (1, "province-exists")


def test_codes_devices_and_standing(made: Run) -> None:
    code, handed, said = made("enrol-code", "--commune", "19819", "--days", "3")

    assert (code, handed["commune"], handed["valid_days"]) == (0, "Phường Phong Điền", 3)
    assert "3 days" in said
    assert made("devices")[:2] == (0, [])
    assert made("status")[1]["province_name"] == "Thành phố Huế"


def test_a_laptop_is_revoked_and_wiped_only_when_asked(made: Run, tmp_path: Path) -> None:
    with ProvinceFolder(tmp_path / "hue").store(system()) as store:
        for name in "AB":
            with store.write(by="test") as work:
                new = devices.Device(name, name, "ab" * 32, ("19819",), name, "active", name)
                devices.add_device(work, new)
                work.commit()

    assert made("revoke", "A")[1] == {"device_id": "A", "status": "revoked", "wipe": False}
    code, _, said = made("revoke", "B", "--wipe")

    assert (code, "wipe itself" in said) == (0, True)
    assert [(d["status"], d["wipe"]) for d in made("devices")[1]] == [
        ("revoked", None),
        ("revoked", "asked"),
    ]
    (tmp_path / "hue" / "parcel-key").unlink()
    assert made("revoke", "A", "--wipe")[1]["error"]["code"] == "parcel-key-damaged"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("revoke", "nobody"), "device-not-found"),
        (("enrol-code", "--commune", "00004"), "commune-not-of-province"),
        (("enrol-code", "--commune", "19819", "--days", "0"), "code-days-wrong"),
    ],
)
def test_what_must_be_mended_is_told(made: Run, words: tuple[str, ...], code: str) -> None:
    ended, told, said = made(*words)

    assert (ended, told["error"]["code"]) == (1, code)
    assert said.strip()


def test_without_a_province_nothing_can_be_done(run: Run) -> None:
    for command in ("devices", "status", "serve"):
        ended, told, _ = run(command)
        assert (ended, told["error"]["code"]) == (1, "province-absent"), command


def test_a_database_that_is_down_ends_with_three(run: Run) -> None:
    ended, told, _ = run("init", "--province", "46", "--dsn", "postgresql://x@127.0.0.1:1/x")

    assert (ended, told["error"]["code"]) == (3, "province-database-down")


def test_wrong_words_are_wrong_usage(run: Run) -> None:
    assert run("init")[0] == 2
    assert run("nothing")[0] == 2
