"""Every text of the prompt is said somewhere."""

from __future__ import annotations

import ast

from ctxh_desktop.cli.wording import TEXTS
from tests.house.source import PACKAGE


def test_every_text_is_said_somewhere() -> None:
    sources = [f for f in (PACKAGE / "cli").glob("*.py") if f.name != "wording.py"]
    said = {
        node.value
        for file in sources
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }

    unsaid = [key for key in TEXTS if key not in said and key.removeprefix("help-") not in said]

    assert unsaid == []
