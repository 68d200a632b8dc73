"""Which volumes are sticks; the sticks themselves are the machine's."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QStorageInfo

from ctxh_desktop.ui import volumes


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows its drives")
@pytest.mark.parametrize(
    ("root", "expected"),
    [("/media/hoa/KINGSTON", True), ("/run/media/hoa/X", True), ("/Volumes/X", True), ("/", False),
     ("/home", False), ("/mediation", False)],
)  # fmt: skip
def test_a_stick_is_known_by_its_place(root, expected):
    assert volumes.is_removable(root) is expected


def test_what_is_mounted_is_told_with_its_room(monkeypatch, qapp):
    """The machine's own volumes stand in for sticks, since a test has none to plug in."""
    monkeypatch.setattr(
        volumes, "is_removable", lambda root: root == QStorageInfo.root().rootPath()
    )
    (root,) = volumes.removable()

    assert root.path == Path(QStorageInfo.root().rootPath())
    assert root.name
    assert root.free > 0
