"""The wheel: carries its data, leaves out the developers' docs, and finds its way once unpacked."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.house.source import ROOT, script

ASK = """
import json, sys
sys.path.insert(0, sys.argv[1])
from ctxh_desktop import paths
from ctxh_desktop.texts import Texts
print(json.dumps([str(paths.code_list("sex")), Texts.load().say("record", "Full name")]))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    script("strings").compile_all()
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return next(folder.glob("*.whl"))


@pytest.mark.slow
def test_wheel_carries_its_data(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    data = {name for name in names if name.startswith("ctxh_desktop/_data/")}
    kept = [file for file in (ROOT / "resources").rglob("*") if file.is_file()]

    assert {
        f"ctxh_desktop/_data/translations/{stem}_vi.qm" for stem in ("ctxh_desktop", "qt")
    } <= data
    assert len(data) >= len(kept)
    assert [name for name in names if name.startswith("ctxh_desktop/docs/")] == []
    assert [name for name in names if name.startswith(("tests/", "packaging/"))] == []


@pytest.mark.slow
def test_unpacked_wheel_finds_its_data(wheel: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(site)
    command = [sys.executable, "-I", "-c", ASK, str(site)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)

    file, words = json.loads(done.stdout)
    assert file == str(site / "ctxh_desktop/_data/resources/codes/sex.csv")
    assert words == "Họ và tên"
