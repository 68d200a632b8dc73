"""Every public name says what it is for, in a sentence."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from PySide6 import QtCore, QtGui, QtPrintSupport, QtWidgets

from tests.house.source import at, dotted, modules, relative, tree

QT_MODULES = (QtCore, QtGui, QtPrintSupport, QtWidgets)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
Documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
# Revisions hold `upgrade` and `downgrade`, named by Alembic.
GENERATED = "storage/migrations/versions/"


def _public(file: Path) -> Iterator[tuple[str, Documented]]:
    yield relative(file), tree(file)
    yield from _members(tree(file), "")


def _members(parent: ast.Module | ast.ClassDef, prefix: str) -> Iterator[tuple[str, Documented]]:
    for node in parent.body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield prefix + node.name, node
            yield from _members(node, f"{node.name}.")
        elif isinstance(node, FUNCTIONS) and not _is_exempt(node, parent):
            yield prefix + node.name, node


def _is_exempt(
    node: ast.FunctionDef | ast.AsyncFunctionDef, parent: ast.Module | ast.ClassDef
) -> bool:
    """Private names, dunders, overloads, setters, and overrides of what is documented need none."""
    marks = {ast.unparse(mark).rpartition(".")[2] for mark in node.decorator_list}
    is_marked = bool(marks & {"override", "overload", "setter"})
    is_override = isinstance(parent, ast.ClassDef) and _is_inherited(node.name, parent)
    return node.name.startswith("_") or is_marked or is_override


def _is_inherited(name: str, child: ast.ClassDef) -> bool:
    """Whether a base class, of Qt or documented in the package, already has the method."""
    for base in child.bases:
        base_name = dotted(base).rpartition(".")[2]
        if any(hasattr(getattr(module, base_name, None), name) for module in QT_MODULES):
            return True
        known = _classes().get(base_name)
        if known is not None and (_documents(known, name) or _is_inherited(name, known)):
            return True
    return False


def _documents(known: ast.ClassDef, name: str) -> bool:
    return any(
        isinstance(part, FUNCTIONS) and part.name == name and ast.get_docstring(part) is not None
        for part in known.body
    )


@cache
def _classes() -> dict[str, ast.ClassDef]:
    nodes = (node for file in modules() for node in ast.walk(tree(file)))
    return {node.name: node for node in nodes if isinstance(node, ast.ClassDef)}


def _documented() -> Iterator[tuple[str, str, str | None]]:
    for file in modules():
        if not relative(file).startswith(GENERATED):
            for name, node in _public(file):
                yield at(file, node), name, ast.get_docstring(node)


def test_public_names_have_docstrings() -> None:
    silent = [f"{place} {name}" for place, name, doc in _documented() if not doc]

    assert silent == [], "\n".join(silent)


def test_first_sentence_ends_with_a_full_stop() -> None:
    bad = [
        f"{place} {name}: {_first_paragraph(doc)}"
        for place, name, doc in _documented()
        if doc and not _first_paragraph(doc).endswith((".", ":", "!", "?"))
    ]

    assert bad == [], "\n".join(bad)


def _first_paragraph(doc: str) -> str:
    return doc.split("\n\n", maxsplit=1)[0].strip()


def test_the_rule_bites() -> None:
    source = ast.parse("class Row:\n    def told(self): 'Say.'\n    def silent(self): ...")
    (row,) = source.body
    assert isinstance(row, ast.ClassDef)

    assert _documents(row, "told")
    assert not _documents(row, "silent")
    assert [name for name, _ in _members(source, "")] == ["Row", "Row.told", "Row.silent"]
    assert not _is_inherited("refresh", ast.parse("class P(QWidget): ...").body[0])
    assert _is_inherited("paintEvent", ast.parse("class P(QWidget): ...").body[0])
