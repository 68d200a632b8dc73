"""Tests of ctxh_desktop.paths: each layout is laid out for real and asked in a new process."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ctxh_desktop import paths

PACKAGE = Path(paths.__file__).parent
ASK = """
import json, sys
from pathlib import Path
for name, value in json.loads(sys.argv[1]).items():
    setattr(sys, name, value)
sys.path.insert(0, sys.argv[2])
from ctxh_desktop import paths
from ctxh_desktop.errors import IntegrityError
try:
    found = [paths.resources(), paths.translations(), paths.compiled_translations()]
    print(json.dumps([str(path) for path in found]))
except IntegrityError as error:
    print(json.dumps(error.code))
"""


def _copy_package(folder: Path) -> None:
    package = folder / "ctxh_desktop"
    package.mkdir(parents=True)
    for name in ("__init__.py", "paths.py", "errors.py"):
        shutil.copy(PACKAGE / name, package)


def _lay(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).mkdir(parents=True)


def _ask(code_at: Path, cwd: Path, **frozen: object) -> object:
    command = [sys.executable, "-I", "-c", ASK, json.dumps(frozen), str(code_at)]
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_checkout_finds_its_own_folders(tmp_path: Path) -> None:
    _copy_package(tmp_path)
    _lay(tmp_path, "resources", "translations", "build/translations")

    found = _ask(tmp_path, tmp_path)

    assert found == [
        str(tmp_path / "resources"),
        str(tmp_path / "translations"),
        str(tmp_path / "build" / "translations"),
    ]


def test_wheel_finds_its_data(tmp_path: Path) -> None:
    site, elsewhere = tmp_path / "site-packages", tmp_path / "elsewhere"
    _copy_package(site)
    data = site / "ctxh_desktop" / "_data"
    _lay(data, "resources", "translations")
    _lay(elsewhere, "resources")  # what lies where the person happens to be is not ours

    found = _ask(site, elsewhere)

    assert found == [str(data / "resources")] + [str(data / "translations")] * 2


@pytest.mark.parametrize("inside", ["", "_data", "ctxh_desktop/_data"])
def test_frozen_program_finds_its_bundle(tmp_path: Path, inside: str) -> None:
    code, bundle = tmp_path / "code", tmp_path / "bundle"
    _copy_package(code)
    _lay(bundle / inside, "resources", "translations")

    found = _ask(code, tmp_path, frozen=True, _MEIPASS=str(bundle))

    data = bundle / inside
    assert found == [str(data / "resources")] + [str(data / "translations")] * 2


def test_frozen_program_finds_data_beside_itself(tmp_path: Path) -> None:
    code, program = tmp_path / "code", tmp_path / "program"
    _copy_package(code)
    _lay(program, "resources", "translations")

    found = _ask(code, tmp_path, frozen=True, executable=str(program / "ctxh-desktop.exe"))

    assert found == [str(program / "resources")] + [str(program / "translations")] * 2


def test_missing_data_is_an_error_with_a_code(tmp_path: Path) -> None:
    _copy_package(tmp_path)

    assert _ask(tmp_path, tmp_path) == "program-files-missing"


def test_files_are_found_by_name() -> None:
    assert paths.code_list("units").is_file()
    assert paths.code_list("units") in paths.code_lists()
    assert paths.icon("search").parent == paths.resources() / "icons"
    assert [file.suffix for file in paths.font_files()] != []
    assert paths.manual().parent.name == "manual"


def test_profile_and_logs_are_the_persons_own() -> None:
    for folder in (paths.default_profile(), paths.default_logs()):
        assert folder.is_absolute()
        assert paths.PROGRAM_NAME in folder.parts
        assert PACKAGE not in folder.parents
