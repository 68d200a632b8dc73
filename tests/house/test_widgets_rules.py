"""Widgets that break Vietnamese typing, or let data become markup, are made in one place only.

Vietnamese input tools (UniKey, EVKey) inject backspaces: inline completers, editable combos, input
masks and strict validators eat them.  A QLabel guesses whether its text is HTML unless told.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.house.source import at, dotted, modules, relative, tree

INPUTS = "ui/widgets/inputs.py"
LABELS = "ui/widgets/labels.py"
HOMES = {
    "QLineEdit": INPUTS, "QPlainTextEdit": INPUTS, "QTextEdit": INPUTS, "QSpinBox": INPUTS,
    "QDoubleSpinBox": INPUTS, "QDateEdit": INPUTS, "QDateTimeEdit": INPUTS, "QTimeEdit": INPUTS,
    "QLabel": LABELS,
}  # fmt: skip
"""Widget → the only module that may make it or build on it."""
NOWHERE = {"QCompleter", "QInputDialog", "QIntValidator", "QDoubleValidator"}
NOWHERE |= {"QRegularExpressionValidator", "QFontComboBox"}
FORBIDDEN_METHODS = {"setInputMask", "setValidator", "setCompleter", "setHtml"}


def offences(source: ast.Module, module: str) -> Iterator[tuple[ast.AST, str]]:
    """Yield what a module may not do, with the name of it."""
    for node in ast.walk(source):
        made: list[str] = []
        match node:
            case ast.Call(func=ast.Attribute(attr="setEditable"), args=[ast.Constant(True)]):
                yield node, "setEditable"
            case ast.Call(func=ast.Attribute(attr=method)) if method in FORBIDDEN_METHODS:
                yield node, method
            case ast.Call(func=func):
                made = [dotted(func).rpartition(".")[2]]
            case ast.ClassDef(bases=bases):
                made = [dotted(base).rpartition(".")[2] for base in bases]
        for name in made:
            if name in NOWHERE or HOMES.get(name, module) != module:
                yield node, name


def test_dangerous_widgets_have_one_home() -> None:
    watched = [file for file in modules() if relative(file).startswith(("ui/", "app.py"))]
    found = [
        f"{at(file, node)} {name}"
        for file in watched
        for node, name in offences(tree(file), relative(file))
    ]

    assert watched
    assert found == [], "\n".join(found)


@pytest.mark.parametrize(
    "line",
    [
        "x = QLineEdit()",
        "x = QtWidgets.QLabel('a')",
        "class X(QPlainTextEdit): pass",
        "combo.setEditable(True)",
        "edit.setInputMask('99')",
        "edit.setCompleter(QCompleter())",
        "edit.setValidator(QIntValidator())",
    ],
)
def test_the_rule_bites(line: str) -> None:
    assert list(offences(ast.parse(line), "ui/pages/some_page.py"))


def test_the_homes_may_make_them() -> None:
    assert list(offences(ast.parse("class TextInput(QLineEdit): pass"), INPUTS)) == []
    assert list(offences(ast.parse("class Label(QLabel): pass"), LABELS)) == []
