"""Each module has its test file, under the same name, in the same place."""

from __future__ import annotations

from tests.house.source import ROOT, modules, relative

# Modules without a test file of their own, each with where it is tested instead.
TESTED_ELSEWHERE = {
    "__main__.py": "one line; tests/test_app.py",
    "messages.py": "a table; tests/house/test_texts.py",
    "cli/__main__.py": "one line; tests/cli/test_main.py",
    "commands/handling.py": "a decorator; tests/commands/test_bus.py",
    "domain/records/conflict.py": "no invariants of its own; tests/domain/records/test_records.py",
    "domain/records/household.py": "no invariants of its own; tests/domain/records/test_records.py",
    "domain/records/person_phone.py": "no invariants; tests/domain/records/test_records.py",
    "domain/records/self_care.py": "no invariants; tests/domain/records/test_records.py",
    "domain/records/visit.py": "no invariants of its own; tests/domain/records/test_records.py",
    "ui/pages/page.py": "an empty base; tests/ui/test_notebook.py opens all pages made from it",
}
# Revisions of the database are run, all of them, by the tests of their runner.
FOLDERS_TESTED_ELSEWHERE = {"storage/migrations/": "tests/storage/test_migrate.py"}


def _expected(module: str) -> str:
    folder, _, name = module.rpartition("/")
    return "/".join(part for part in ("tests", folder, f"test_{name}") if part)


def _needs_a_mirror(module: str) -> bool:
    is_elsewhere = module in TESTED_ELSEWHERE or module.startswith(tuple(FOLDERS_TESTED_ELSEWHERE))
    return not module.endswith("__init__.py") and not is_elsewhere


def test_each_module_has_its_test_file() -> None:
    wanted = [_expected(relative(file)) for file in modules() if _needs_a_mirror(relative(file))]

    missing = [test for test in wanted if not (ROOT / test).is_file()]

    assert wanted
    assert missing == [], "\n".join(missing)


def test_each_mirrored_test_file_has_tests() -> None:
    files = [ROOT / _expected(relative(file)) for file in modules()]
    empty = [
        file.relative_to(ROOT).as_posix()
        for file in files
        if file.is_file()
        and "def test_" not in file.read_text(encoding="utf-8")
        and "TestCase" not in file.read_text(encoding="utf-8")
    ]

    assert empty == []


def test_exceptions_are_needed() -> None:
    known = {relative(file) for file in modules()}
    needless = [
        module
        for module in TESTED_ELSEWHERE
        if module in known and (ROOT / _expected(module)).is_file()
    ]

    assert needless == []
