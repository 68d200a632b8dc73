"""The folder of a province: made once, kept, never overwritten."""

from __future__ import annotations

import json
import stat
import sys
from pathlib import Path

import pytest

from ctxh_desktop.ambient import system
from ctxh_desktop.domain.records import RECORD_TYPES
from ctxh_desktop.domain.schema import Merge
from ctxh_desktop.errors import InputError, IntegrityError, TransientError
from ctxh_desktop.security.certificates import client_context
from ctxh_desktop.server.province import (
    ProvinceFolder,
    Settings,
    create,
    found,
    load_rank,
)
from ctxh_desktop.storage import backfill, epochs, ledger
from tests.data.province_db import ProvinceDb
from tests.data.province_server import HUE


def test_a_new_province_has_its_communes_and_an_epoch(province_folder: ProvinceFolder) -> None:
    with province_folder.store(system()) as store, store.read() as reader:
        scopes = ledger.scopes(reader)
        epoch = reader.local("epoch")

    assert len(scopes) == 40
    assert set(scopes.values()) == {0}
    assert epochs.number_of(epoch) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="rights of POSIX")
def test_keys_and_settings_are_for_the_owner_only(province_folder: ProvinceFolder) -> None:
    names = ("ca-key.pem", "server-key.pem", "province.json")
    rights = [stat.S_IMODE(province_folder.file(name).stat().st_mode) for name in names]

    assert rights == [0o600, 0o600, 0o600]


def test_the_authority_can_be_pinned(province_folder: ProvinceFolder) -> None:
    assert client_context(province_folder.ca_pem()).cert_store_stats()["x509_ca"] == 1


def test_a_second_set_up_is_refused_and_changes_nothing(province_folder: ProvinceFolder) -> None:
    before = {file.name: file.read_bytes() for file in province_folder.path.glob("*.*")}

    with pytest.raises(InputError, match="province-exists"):
        create(province_folder.path, province_folder.settings(), system())

    assert {f.name: f.read_bytes() for f in province_folder.path.glob("*.*")} == before


def test_a_set_up_cut_short_goes_on_with_the_same_authority(
    province_db: ProvinceDb, tmp_path: Path
) -> None:
    down = Settings(HUE, database="postgresql://nobody@127.0.0.1:1/none")
    with pytest.raises(TransientError, match="province-database-down"):
        create(tmp_path / "p", down, system())
    authority = (tmp_path / "p" / "ca.pem").read_bytes()

    up = Settings(HUE, database=province_db.uri, schema=province_db.new_schema())
    folder = create(tmp_path / "p", up, system())

    assert folder.file("ca.pem").read_bytes() == authority
    assert folder.settings() == up


def test_a_schema_of_another_province_is_left_alone(province_db: ProvinceDb) -> None:
    store = province_db.open(system())
    found(store, HUE, "Huế", ["19819"])

    with pytest.raises(InputError, match="schema-of-another-province"):
        found(store, "01", "Hà Nội", ["00004"])

    with store.read() as reader:
        assert (reader.local("province_code"), list(ledger.scopes(reader))) == (HUE, ["19819"])


def test_founding_again_keeps_the_epoch(province_db: ProvinceDb) -> None:
    store = province_db.open(system())
    epochs = []
    for _ in range(2):
        found(store, HUE, "Huế", ["19819"])
        with store.read() as reader:
            epochs.append(reader.local("epoch"))

    assert epochs[0] == epochs[1] != ""


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        (Settings("99"), "province-unknown"),
        (Settings(HUE, hosts=("may chu",)), "host-name-wrong"),
    ],
)
def test_wrong_settings_are_told(tmp_path: Path, settings: Settings, code: str) -> None:
    with pytest.raises(InputError, match=code):
        create(tmp_path / "p", settings, system())

    assert not (tmp_path / "p" / "province.json").exists()


def test_a_folder_without_a_province_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="province-absent"):
        ProvinceFolder(tmp_path).settings()


@pytest.mark.parametrize("content", [b"", b"{", b'{"province_code": 46}', b'{"else": 1}'])
def test_damaged_settings_are_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "province.json").write_bytes(content)

    with pytest.raises(IntegrityError, match="province-settings-damaged"):
        ProvinceFolder(tmp_path).settings()


def test_ranks_follow_the_lists() -> None:
    rank = load_rank()
    lists = {
        field.codes
        for kind in RECORD_TYPES
        for field in kind.fields
        if field.merge is Merge.HIGHER and field.codes
    }

    assert rank("no_such_list", "X") == -1
    assert rank("urgency", "no_such_code") == -1
    assert all(rank(name, "no_such_code") == -1 for name in lists)
    assert rank("sex", "NAM") != rank("sex", "NU")


def test_opening_fills_columns_once(province_folder: ProvinceFolder) -> None:
    with province_folder.store(system()) as store, store.read() as reader:
        assert not backfill.is_due(reader)


def test_settings_of_an_older_version_have_no_minimum(province_folder: ProvinceFolder) -> None:
    file = province_folder.file("province.json")
    written = json.loads(file.read_text(encoding="utf-8"))
    del written["revision_min"]
    file.write_text(json.dumps(written), encoding="utf-8")

    assert province_folder.settings().revision_min == 0
