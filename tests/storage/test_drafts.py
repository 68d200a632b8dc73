"""Drafts in the encrypted file."""

from __future__ import annotations

from pathlib import Path

from ctxh_desktop.storage import drafts
from ctxh_desktop.storage.store import open_laptop
from tests.data.laptops import KEY, ticking_ambient


def test_newest_draft_is_kept_and_dropped_by_its_key(tmp_path: Path) -> None:
    store = open_laptop(tmp_path / "ctxh.db", KEY, ticking_ambient("drafts"), create=True)
    with store.write(by="Hoa") as work:
        first = drafts.keep(work, "a", {"note": "Mẹ"})
        second = drafts.keep(work, "a", {"note": "Mẹ cho biết"})
        drafts.keep(work, "b", {"n": 1})
        work.commit()
    with store.write(by="Hoa") as work:
        drafts.drop(work, "b")
        work.commit()

    with store.read() as reader:
        assert drafts.find(reader, "a") == {"note": "Mẹ cho biết"}
        assert drafts.find(reader, "b") is None
    assert first < second
    assert "cho biết".encode() not in (tmp_path / "ctxh.db").read_bytes()
    store.close()
