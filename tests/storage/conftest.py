"""One store of each kind, with the same doors."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ctxh_desktop.storage.store import Store, open_laptop
from tests.data.laptops import KEY, empty, ticking_ambient
from tests.data.province_db import ProvinceDb


@pytest.fixture
def laptop(tmp_path: Path) -> Iterator[Store]:
    store = open_laptop(tmp_path / "a.db", KEY, ticking_ambient("a"), create=True)
    yield store
    store.close()


@pytest.fixture
def province(province_db: ProvinceDb) -> Store:
    store = province_db.open(ticking_ambient("p"), schema="fleet")
    empty(store)
    return store


@pytest.fixture(params=["laptop", "province"])
def store(request: pytest.FixtureRequest) -> Store:
    return request.getfixturevalue(request.param)
