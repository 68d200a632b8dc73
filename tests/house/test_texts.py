"""Every text a person may read has its Vietnamese, and every error code its sentence."""

from __future__ import annotations

import ast
import re
import shutil
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest

from ctxh_desktop.messages import MESSAGES
from ctxh_desktop.texts import UNKNOWN_CODE
from tests.house.source import ROOT, at, dotted, modules, relative, script, tree

TS_FILES = sorted((ROOT / "translations").glob("*.ts"))
OURS = ROOT / "translations" / "ctxh_desktop_vi.ts"
GAP = re.compile(r"\{\w*\}|%n|%\d")
CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
# Parts whose strings people see; elsewhere Vietnamese words are data (headers of lists, names).
VISIBLE = ("ui/", "cli/", "app.py")


# ------------------------------------------------------------------ translations


@pytest.mark.parametrize("ts", TS_FILES, ids=lambda ts: ts.name)
def test_translations_are_complete(ts: Path) -> None:
    left = ["\t".join(text) for text in script("strings").unfinished(ts)]

    assert left == [], "\n".join(left)


def test_translations_are_fresh(tmp_path: Path) -> None:
    """`make strings` was run after the last text was written."""
    fresh = tmp_path / OURS.name
    shutil.copy(OURS, fresh)

    script("strings").update(fresh, tmp_path / "build")
    stale = sorted(map(str, _texts(fresh) ^ _texts(OURS)))

    assert stale == [], "\n".join(stale)


@pytest.mark.parametrize("ts", TS_FILES, ids=lambda ts: ts.name)
def test_translations_keep_the_gaps(ts: Path) -> None:
    differing = [
        (context, source, text)
        for context, source, text in _translated(ts)
        if text and set(GAP.findall(source)) != set(GAP.findall(text))
    ]

    assert differing == []


@pytest.mark.parametrize("ts", TS_FILES, ids=lambda ts: ts.name)
def test_translations_are_spelt_alike(ts: Path) -> None:
    """Composed letters, and tone marks as on the reference screens: khoá, Thuỷ."""
    texts = [text for _, _, text in _translated(ts)]

    assert [text for text in texts if text != script("strings").tones_placed(text)] == []


def _translated(ts: Path) -> Iterator[tuple[str, str, str]]:
    for context, message in script("strings").messages_of(ElementTree.parse(ts).getroot()):
        text = "".join(message.find("translation").itertext()).strip()
        yield context, message.findtext("source", ""), text


def _texts(ts: Path) -> set[tuple[str, str]]:
    return {(context, source) for context, source, _ in _translated(ts)}


# ------------------------------------------------------------------ sources


def test_sources_are_literal() -> None:
    """lupdate reads literals: an f-string or a variable would never be translated."""
    found = [
        at(file, node)
        for file in modules()
        if relative(file).startswith(VISIBLE)
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Call) and dotted(node.func) == "self.tr"
        if not (node.args and isinstance(node.args[0], ast.Constant))
    ]

    assert found == [], "\n".join(found)


def test_sources_are_english() -> None:
    found = [
        f"{at(file, node)} {node.value!r}"
        for file in modules()
        if relative(file).startswith(VISIBLE)
        for node in _strings(tree(file))
        if _is_vietnamese(node.value)
    ]

    assert found == [], "\n".join(found)


def _strings(source: ast.Module) -> Iterator[ast.Constant]:
    """Yield the string constants that are no docstrings."""
    docs = {id(node.value) for node in ast.walk(source) if isinstance(node, ast.Expr)}
    for node in ast.walk(source):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node


def _is_vietnamese(text: str) -> bool:
    letters = unicodedata.normalize("NFD", text)
    return "đ" in text.lower() or any(
        unicodedata.combining(mark) and before.isalpha() for before, mark in pairwise(letters)
    )


# ------------------------------------------------------------------ error codes


@cache
def _errors() -> frozenset[str]:
    """Return the names of the error tree, with what other parts built on it."""
    names = {"CtxhError"}
    classes = [
        node
        for file in modules()
        for node in ast.walk(tree(file))
        if isinstance(node, ast.ClassDef)
    ]
    while True:
        more = {
            node.name
            for node in classes
            if names & {dotted(base).rpartition(".")[2] for base in node.bases}
        }
        if more <= names:
            return frozenset(names)
        names |= more


def _raised() -> Iterator[tuple[str, str]]:
    """Yield (where, code) of literal codes in errors and in `issues` of records."""
    for file in modules():
        yield from ((at(file, node), code) for node, code in _literal_errors(tree(file)))
        for node in ast.walk(tree(file)):
            if isinstance(node, ast.FunctionDef) and node.name == "issues":
                yield from ((at(file, node), code) for code in _issue_codes(node))


def test_errors_bring_the_facts_of_their_sentence() -> None:
    short = [
        f"{at(file, node)} {code}: {', '.join(sorted(lacking))}"
        for file in modules()
        for node, code in _literal_errors(tree(file))
        if (lacking := _gaps_of(code) - {word.arg for word in node.keywords} - {"code"})
        and not any(word.arg is None for word in node.keywords)
    ]

    assert short == [], "\n".join(short)


def _gaps_of(code: str) -> set[str]:
    return {gap.strip("{}") for gap in GAP.findall(MESSAGES.get(code, ""))}


def _literal_errors(source: ast.Module) -> Iterator[tuple[ast.Call, str]]:
    """Yield the errors that are made with a literal code."""
    for node in ast.walk(source):
        match node:
            case ast.Call(func=func, args=[ast.Constant(str(code)), *_]) if (
                dotted(func).rpartition(".")[2] in _errors()
            ):
                yield node, code


def _issue_codes(function: ast.FunctionDef) -> Iterator[str]:
    for node in ast.walk(function):
        match node:
            case ast.Assign(targets=[ast.Subscript()], value=ast.Constant(str(code))):
                yield code
            case ast.Dict(values=values):
                for value in values:
                    if isinstance(value, ast.Constant) and isinstance(value.value, str):
                        yield value.value


def test_every_code_has_its_sentence() -> None:
    raised = list(_raised())
    untold = sorted({f"{code} ({where})" for where, code in raised if code not in MESSAGES})

    assert raised
    assert untold == [], "\n".join(untold)


def test_every_sentence_is_needed() -> None:
    written = {
        node.value
        for file in modules()
        if relative(file) != "messages.py"
        for node in _strings(tree(file))
    }

    assert sorted(MESSAGES.keys() - written - {UNKNOWN_CODE}) == []


def test_codes_are_kebab_case() -> None:
    assert [code for code in MESSAGES if not CODE.fullmatch(code)] == []


def test_every_code_has_its_vietnamese() -> None:
    told = {source for context, source, text in _translated(OURS) if context == "messages" and text}

    assert sorted(code for code, sentence in MESSAGES.items() if sentence not in told) == []
