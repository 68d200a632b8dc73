from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from ctxh_desktop.domain.operation import Digest
from ctxh_desktop.domain.versions import SCHEMA_REVISION
from ctxh_desktop.errors import InputError
from ctxh_desktop.storage import outbox
from ctxh_desktop.sync import packed, push
from tests.data.laptops import SCOPE, Fleet
from tests.data.province_db import ProvinceDb


@pytest.fixture
def fleet(province_db: ProvinceDb, tmp_path: Path) -> Iterator[Fleet]:
    made = Fleet(province_db, tmp_path, count=1)
    yield made
    made.close()


@pytest.mark.parametrize("pooled", [False, True])
def test_what_is_received_is_what_was_made(fleet: Fleet, pooled: bool) -> None:
    laptop = fleet.laptops[0]
    row_id = laptop.add(full_name="Hồ", note="rất dài " * 20)
    laptop.patch(row_id, note="ngắn", alias="x")
    with laptop.edit() as work:
        for _ in range(2):
            work.insert("person", laptop.ambient.new_id(), SCOPE, {"full_name": "Hồ"})
    with laptop.store.read() as reader:
        made = outbox.unsent(reader, 99)
        batch = push.make_batch(reader, laptop.key, pooled=pooled)
    assert batch is not None

    found = packed.operations(batch.ops, SCHEMA_REVISION)

    assert [op.id for op in found] == [op.id for op in made]
    assert [op.group_id for op in found] == [op.group_id for op in made]
    assert found[0] == made[0]
    assert isinstance(found[1].changes["note"][0], Digest)
    assert found[1].changes["alias"] == (None, "x")


@pytest.mark.parametrize("raw", [b"[]", b"{}", b'{"t":"op","n":1,"c":{}}', b"\xff"])
def test_what_is_no_batch_is_refused(raw: bytes) -> None:
    with pytest.raises(InputError, match="request-malformed"):
        packed.operations(msgspec.Raw(raw))
