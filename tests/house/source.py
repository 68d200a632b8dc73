"""The package as text and trees, read once for all tests about the code itself."""

from __future__ import annotations

import ast
import importlib.util
import sys
from functools import cache
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "ctxh_desktop"


@cache
def modules() -> tuple[Path, ...]:
    """Return the Python files of the package, docs left out."""
    docs = PACKAGE / "docs"
    return tuple(file for file in sorted(PACKAGE.rglob("*.py")) if docs not in file.parents)


@cache
def tree(file: Path) -> ast.Module:
    """Return the syntax tree of a file."""
    return ast.parse(file.read_text(encoding="utf-8"), filename=str(file))


def relative(file: Path) -> str:
    """Return the path of a file inside the package, with slashes."""
    return file.relative_to(PACKAGE).as_posix()


def at(file: Path, node: ast.AST) -> str:
    """Return where a node stands, for a failure that can be clicked."""
    return f"{file.relative_to(ROOT).as_posix()}:{getattr(node, 'lineno', 1)}"


def dotted(node: ast.expr) -> str:
    """Return `a.b.c` for a chain of attributes, else ''."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=attr):
            before = dotted(value)
            return f"{before}.{attr}" if before else ""
        case _:
            return ""


@cache
def script(name: str) -> ModuleType:
    """Import a script of packaging/, which is not a package on purpose."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "packaging" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
