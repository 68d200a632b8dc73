"""Time and chance are handed in: below `commands` nobody asks the machine for them."""

from __future__ import annotations

import ast

import pytest

from tests.house.source import PACKAGE, at, dotted, modules, relative, tree

PARTS = ("domain/", "forms/", "storage/", "sync/", "exchange/", "security/")
FORBIDDEN_NAMES = {
    "datetime.now", "datetime.today", "datetime.utcnow", "datetime.datetime.now",
    "datetime.datetime.today", "datetime.datetime.utcnow", "date.today", "datetime.date.today",
    "time.time", "time.time_ns", "time.localtime", "time.gmtime", "uuid.uuid1", "uuid.uuid4",
    "uuid1", "uuid4", "os.urandom", "urandom", "nacl.utils.random", "ambient.system",
}  # fmt: skip
FORBIDDEN_MODULES = {"random", "secrets"}


def offences(source: ast.Module) -> list[ast.AST]:
    """Return the nodes that take time or chance from the machine."""
    found: list[ast.AST] = []
    for node in ast.walk(source):
        match node:
            case ast.Attribute() | ast.Name() if dotted(node) in FORBIDDEN_NAMES:
                found.append(node)
            case ast.Import(names=names) if {a.name for a in names} & FORBIDDEN_MODULES:
                found.append(node)
            case ast.ImportFrom(module=str(module)) if module in FORBIDDEN_MODULES:
                found.append(node)
    return found


def test_time_and_chance_are_handed_in() -> None:
    watched = [file for file in modules() if relative(file).startswith(PARTS)]
    found = [at(file, node) for file in watched for node in offences(tree(file))]

    assert watched
    assert found == [], "\n".join(found)


@pytest.mark.parametrize(
    "line",
    [
        "import random",
        "from secrets import token_bytes",
        "x = datetime.now(UTC)",
        "x = datetime.datetime.utcnow()",
        "x = date.today()",
        "x = time.time()",
        "x = uuid.uuid4()",
        "x = os.urandom(8)",
    ],
)
def test_the_rule_bites(line: str) -> None:
    assert offences(ast.parse(line))


def test_the_clock_has_one_home() -> None:
    taken = {ast.unparse(node) for node in offences(tree(PACKAGE / "ambient.py"))}

    assert taken == {"datetime.now", "os.urandom"}
