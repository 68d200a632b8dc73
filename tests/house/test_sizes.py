"""Nothing grows beyond what one reads at a sitting."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.source import PACKAGE, ROOT, at, modules, tree

FUNCTION_LINES_MAX = 50
CLASS_METHODS_MAX = 20
FILE_LINES_MAX = 400
ARGUMENTS_MAX = 6

# Files that may be longer, each with its reason.
LONG_FILES = {"ctxh_desktop/messages.py": "a table of sentences, one entry after another"}
# Narrower limits for the places that grow first.
NARROW_FILES = {"ctxh_desktop/ui/main_window.py": 200, "ctxh_desktop/app.py": 150}
# Words that name a place where things are put when nobody knows where they belong.
ATTICS = {"utils", "util", "common", "misc", "helpers", "helper", "manager", "core", "base"}

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def _nodes(*kinds: type[ast.AST]) -> Iterator[tuple[Path, ast.AST]]:
    for file in modules():
        for node in ast.walk(tree(file)):
            if isinstance(node, kinds):
                yield file, node


def _python_files() -> list[Path]:
    folders = (ROOT / "packaging", ROOT / "tests")
    return [*modules(), *(file for folder in folders for file in sorted(folder.rglob("*.py")))]


def test_functions_are_short() -> None:
    long = [
        f"{at(file, node)} {node.name}: {node.end_lineno - node.lineno + 1}"
        for file, node in _nodes(*FUNCTIONS)
        if node.end_lineno - node.lineno + 1 > FUNCTION_LINES_MAX
    ]

    assert long == [], "\n".join(long)


def test_classes_have_few_methods() -> None:
    long = [
        f"{at(file, node)} {node.name}: {methods}"
        for file, node in _nodes(ast.ClassDef)
        if (methods := sum(isinstance(part, FUNCTIONS) for part in node.body)) > CLASS_METHODS_MAX
    ]

    assert long == [], "\n".join(long)


def test_functions_take_few_arguments() -> None:
    long = [
        f"{at(file, node)} {node.name}: {len(_arguments(node))}"
        for file, node in _nodes(*FUNCTIONS)
        if len(_arguments(node)) > ARGUMENTS_MAX
    ]

    assert long == [], "\n".join(long)


def _arguments(node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    every = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
    return [argument.arg for argument in every if argument.arg not in ("self", "cls")]


def test_files_are_short() -> None:
    long = []
    for file in _python_files():
        name = file.relative_to(ROOT).as_posix()
        lines = len(file.read_text(encoding="utf-8").splitlines())
        if lines > NARROW_FILES.get(name, FILE_LINES_MAX) and name not in LONG_FILES:
            long.append(f"{name}: {lines}")

    assert long == [], "\n".join(long)


def test_no_attics() -> None:
    names = [path for path in PACKAGE.rglob("*") if path.suffix == ".py" or path.is_dir()]
    attics = [path.name for path in names if path.stem.lower() in ATTICS]
    classes = [
        f"{at(file, node)} {node.name}"
        for file, node in _nodes(ast.ClassDef)
        if node.name.endswith(("Manager", "Helper", "Util", "Utils"))
    ]

    assert attics + classes == [], "\n".join(attics + classes)


@pytest.mark.parametrize("name", sorted(LONG_FILES))
def test_long_files_exist(name: str) -> None:
    assert (ROOT / name).is_file()
