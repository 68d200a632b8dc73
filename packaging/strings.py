"""Texts, from the sources to compiled translations.

    ctxh_desktop/**/*.py (tr) ─┐
    labels of RECORD_TYPES ────┤
    MESSAGES, TEXTS, say(…) ───┴─▶ translations/ctxh_desktop_vi.ts ──▶ build/translations/*.qm

lupdate sees `tr` and `translate`; what it cannot see is written as `QT_TRANSLATE_NOOP` lines into a
generated file under build/ and read from there.  Run by the environment's Python:

    strings.py refresh                 read the sources, compile
    strings.py translate FILE.tsv…     fill what is unfinished: context, English, Vietnamese
    strings.py messages FILE.tsv…      add error codes (files named codes…), then translate
    strings.py compile                 .ts → .qm, where newer

`--replace` overrules finished translations, `--guess` uses the words of another context.
"""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import textwrap
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from xml.etree import ElementTree
from xml.sax.saxutils import escape

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "ctxh_desktop"
SOURCES_TS = ROOT / "translations" / "ctxh_desktop_vi.ts"
COMPILED = ROOT / "build" / "translations"
MESSAGES_FILE = PACKAGE / "messages.py"
MESSAGES_HEAD = "MESSAGES: dict[str, str] = {\n"
LINE_MAX = 100

_TONE_BEFORE_LAST = re.compile(r"([óòỏõọÓÒỎÕỌ](?=[aeAE])|[úùủũụÚÙỦŨỤ](?=[yY]))([aeyAEY])(?!\w)")
Text = tuple[str, str]
"""(context, English source)."""


# ------------------------------------------------------------------ what the sources say


def declared() -> list[Text]:
    """Return the texts that lupdate cannot see, in order and each once."""
    sys.path.insert(0, str(ROOT))
    from ctxh_desktop.domain.records import RECORD_TYPES
    from ctxh_desktop.messages import MESSAGES

    found: dict[Text, None] = {}
    for kind in RECORD_TYPES:
        labels = [kind.label, kind.plural]
        labels += [text for field in kind.fields for text in (field.label, field.hint) if text]
        found.update(dict.fromkeys(("record", label) for label in labels))
    found.update(dict.fromkeys(("messages", sentence) for sentence in MESSAGES.values()))
    for file in sorted(PACKAGE.rglob("*.py")):
        found.update(dict.fromkeys(_said(file)))
    return list(found)


def _said(file: Path) -> Iterator[Text]:
    """Yield `.say("context", "source")` and, in the cli, the values of dicts named TEXTS."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        match node:
            case ast.Call(
                func=ast.Attribute(attr="say"),
                args=[ast.Constant(str(context)), ast.Constant(str(source)), *_],
            ):
                yield context, source
            case (
                ast.Assign(targets=[ast.Name("TEXTS")], value=ast.Dict(values=values))
                | ast.AnnAssign(target=ast.Name("TEXTS"), value=ast.Dict(values=values))
            ) if "cli" in file.relative_to(PACKAGE).parts:
                for value in values:
                    if isinstance(value, ast.Constant) and isinstance(value.value, str):
                        yield "cli", value.value


def update(ts: Path, build: Path) -> None:
    """Bring a `.ts` file up to date with the sources; finished translations stay."""
    build.mkdir(parents=True, exist_ok=True)
    generated = build / "declared_texts.py"
    lines = (
        f"QT_TRANSLATE_NOOP({json.dumps(context)}, {json.dumps(source, ensure_ascii=False)})\n"
        for context, source in declared()
    )
    generated.write_text("".join(lines), encoding="utf-8")
    sources = [str(file) for file in sorted(PACKAGE.rglob("*.py"))]
    options = ["-locations", "none", "-no-obsolete", "-source-language", "en"]
    options += ["-target-language", "vi", "-silent"]
    for heuristic in ("sametext", "similartext"):
        options += ["-disable-heuristic", heuristic]
    _tool("lupdate", *options, *sources, str(generated), "-ts", str(ts))
    write(ts, ElementTree.parse(ts).getroot())


def compile_all() -> None:
    """Compile every `.ts` that is newer than its `.qm`."""
    COMPILED.mkdir(parents=True, exist_ok=True)
    for ts in sorted((ROOT / "translations").glob("*.ts")):
        qm = COMPILED / f"{ts.stem}.qm"
        if not qm.exists() or qm.stat().st_mtime < ts.stat().st_mtime:
            _tool("lrelease", "-silent", str(ts), "-qm", str(qm))


def _tool(name: str, *arguments: str) -> None:
    suffix = ".exe" if sys.platform == "win32" else ""
    tool = Path(sys.executable).parent / f"pyside6-{name}{suffix}"
    subprocess.run([str(tool), *arguments], cwd=ROOT, check=True)


# ------------------------------------------------------------------ lists of translations


def read_lists(files: Iterable[Path]) -> dict[Text, str]:
    """Return the translations that lists of three tab-separated columns hold.

    Shapes: context, English, Vietnamese; in a file named `codes…` code, English, Vietnamese.
    """
    found: dict[Text, str] = {}
    for file in files:
        for number, row in enumerate(_rows(file), start=1):
            if len(row) < 3 or not row[2]:  # noqa: PLR2004 (three columns)
                print(f"{file.name}, line {number}: not three columns")
                continue
            context = "messages" if _code_lists([file]) else row[0]
            found[context, row[1]] = tones_placed(row[2])
    return found


def _code_lists(files: Iterable[Path]) -> list[Path]:
    return [file for file in files if file.name.startswith("codes")]


def _rows(file: Path) -> Iterator[list[str]]:
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield [cell.strip().replace("\\n", "\n") for cell in line.split("\t")]


def translate(files: Iterable[Path], *, replaces: bool = False, guesses: bool = False) -> None:
    """Fill unfinished translations; say what the lists hold and the program does not.

    Args:
        files: see `read_lists`.
        replaces: whether a list overrules a finished translation.
        guesses: whether a text without a line of its own takes the one of another context.
    """
    wanted = read_lists(files)
    root = ElementTree.parse(SOURCES_TS).getroot()
    known: defaultdict[str, set[str]] = defaultdict(set)
    for (_, source), text in wanted.items():
        known[source].add(text)
    for context, message in messages_of(root):
        text = (context, message.findtext("source", ""))
        if _is_finished(message) and text in wanted and not replaces:
            if _translation(message) != wanted[text]:
                print(f"kept: {text}: {_translation(message)!r}, not {wanted[text]!r}")
        elif text in wanted:
            _finish(message, wanted[text])
        elif guesses and not _is_finished(message) and len(known[text[1]]) == 1:
            _finish(message, next(iter(known[text[1]])))
            print(f"by another context: {text}")
    here = {(context, message.findtext("source", "")) for context, message in messages_of(root)}
    for text in sorted(wanted.keys() - here):
        print(f"not in the program: {text}")
    write(SOURCES_TS, root)


def tones_placed(text: str) -> str:
    """Return Vietnamese with tone marks where the program writes them: hoà, khoẻ, thuỷ."""
    return _TONE_BEFORE_LAST.sub(_tone_on_last, unicodedata.normalize("NFC", text))


def _tone_on_last(pair: re.Match[str]) -> str:
    first, tone = unicodedata.normalize("NFD", pair[1])
    return first + unicodedata.normalize("NFC", pair[2] + tone)


def messages_of(root: ElementTree.Element) -> Iterator[tuple[str, ElementTree.Element]]:
    """Yield every message of a `.ts` tree with the name of its context."""
    for context in root.iter("context"):
        for message in context.iter("message"):
            yield context.findtext("name", ""), message


def unfinished(ts: Path) -> list[Text]:
    """Return the texts of a `.ts` file that have no translation."""
    root = ElementTree.parse(ts).getroot()
    return [
        (context, message.findtext("source", ""))
        for context, message in messages_of(root)
        if not _is_finished(message)
    ]


def _target(message: ElementTree.Element) -> ElementTree.Element:
    translation = message.find("translation")
    assert translation is not None
    plural = translation.find("numerusform")
    return translation if plural is None else plural


def _translation(message: ElementTree.Element) -> str:
    return _target(message).text or ""


def _is_finished(message: ElementTree.Element) -> bool:
    translation = message.find("translation")
    assert translation is not None
    return translation.get("type") is None and bool(_translation(message).strip())


def _finish(message: ElementTree.Element, text: str) -> None:
    _target(message).text = text
    translation = message.find("translation")
    assert translation is not None
    translation.attrib.pop("type", None)


# ------------------------------------------------------------------ files


def write(ts: Path, root: ElementTree.Element) -> None:
    """Write a `.ts` tree as Qt's own tools do, so that a difference is a real one."""
    head = '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n'
    ts.write_text(head + "".join(_lines(root, "")), encoding="utf-8")


def _lines(element: ElementTree.Element, indent: str) -> Iterator[str]:
    attributes = "".join(f' {name}="{escape(value)}"' for name, value in element.items())
    start, end = f"{indent}<{element.tag}{attributes}>", f"</{element.tag}>\n"
    if len(element) == 0:
        text = escape(element.text or "", {'"': "&quot;", "'": "&apos;"})
        yield start + text + end
        return
    yield start + "\n"
    for child in element:
        yield from _lines(child, indent if element.tag == "TS" else indent + "    ")
    yield indent + end


def add_messages(files: Iterable[Path]) -> None:
    """Add error codes to messages.py; a code that stands there keeps its sentence."""
    sys.path.insert(0, str(ROOT))
    from ctxh_desktop.messages import MESSAGES

    merged = dict(MESSAGES)
    for file in _code_lists(files):
        for row in _rows(file):
            standing = merged.setdefault(row[0], row[1])
            if standing != row[1]:
                print(f"kept: {row[0]}: {standing!r}, not {row[1]!r} ({file.name})")
    head, _ = MESSAGES_FILE.read_text(encoding="utf-8").split(MESSAGES_HEAD)
    body = "".join(_entry(code, sentence) for code, sentence in sorted(merged.items()))
    MESSAGES_FILE.write_text(head + MESSAGES_HEAD + body + "}\n", encoding="utf-8")
    MESSAGES.clear()
    MESSAGES.update(merged)


def _entry(code: str, sentence: str) -> str:
    line = f"    {_quoted(code)}: {_quoted(sentence)},\n"
    if len(line.rstrip()) <= LINE_MAX:
        return line
    room = LINE_MAX - len('        ""')
    options = {"break_long_words": False, "break_on_hyphens": False}
    fits = len(sentence) <= room
    parts = [sentence] if fits else textwrap.wrap(sentence, room - len(" "), **options)
    quoted = [*(_quoted(part + " ") for part in parts[:-1]), _quoted(parts[-1])]
    inside = "".join(f"        {part}\n" for part in quoted)
    return f"    {_quoted(code)}: (\n{inside}    ),\n"


def _quoted(text: str) -> str:
    """Return a literal as the formatter writes it: other quotes rather than escapes."""
    if '"' in text and "'" not in text:
        return repr(text)
    return json.dumps(text, ensure_ascii=False)


def main(arguments: list[str]) -> int:
    """Run one step of the pipeline."""
    step, *rest = arguments or ["refresh"]
    files = [Path(name) for name in rest if not name.startswith("--")]
    if step == "messages":
        add_messages(files)
    if step != "compile":
        update(SOURCES_TS, ROOT / "build")
    if step in ("translate", "messages"):
        translate(files, replaces="--replace" in rest, guesses="--guess" in rest)
    compile_all()
    if step != "compile":
        left = unfinished(SOURCES_TS)
        print(f"{len(left)} texts without Vietnamese")
        for context, source in left:
            print(f"{context}\t{source}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
