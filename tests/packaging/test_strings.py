"""Tests of packaging/strings.py: no translation is lost, no code forgets its sentence."""

from __future__ import annotations

import ast
import shutil
from pathlib import Path

import pytest

from tests.house.source import ROOT, script

strings = script("strings")


@pytest.fixture
def ts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the translations in which one text is unfinished."""
    copy = tmp_path / "ctxh_desktop_vi.ts"
    finished = "<source>Full name</source>\n        <translation>Họ và tên</translation>"
    unfinished = finished.replace(">Họ và tên<", ' type="unfinished"><')
    text = strings.SOURCES_TS.read_text(encoding="utf-8")
    assert finished in text
    copy.write_text(text.replace(finished, unfinished), encoding="utf-8")
    monkeypatch.setattr(strings, "SOURCES_TS", copy)
    return copy


@pytest.fixture
def messages_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of messages.py; what is imported stays as it is."""
    from ctxh_desktop.messages import MESSAGES

    copy = tmp_path / "messages.py"
    shutil.copy(strings.MESSAGES_FILE, copy)
    monkeypatch.setattr(strings, "MESSAGES_FILE", copy)
    before = dict(MESSAGES)
    yield copy
    MESSAGES.clear()
    MESSAGES.update(before)


def _list(folder: Path, name: str, *rows: str) -> Path:
    file = folder / name
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return file


def _value(file: Path) -> dict[str, str]:
    assigned = ast.parse(file.read_text(encoding="utf-8")).body[-1]
    assert isinstance(assigned, ast.AnnAssign)
    return ast.literal_eval(assigned.value)


def test_list_fills_what_is_unfinished(ts: Path, tmp_path: Path) -> None:
    before = set(strings.unfinished(ts))

    strings.translate([_list(tmp_path, "vi-x.tsv", "record\tFull name\tHọ và tên")])

    assert before - set(strings.unfinished(ts)) == {("record", "Full name")}


def test_finished_translation_is_kept(ts: Path, tmp_path: Path, capsys) -> None:
    before = ts.read_text(encoding="utf-8")

    strings.translate([_list(tmp_path, "vi-x.tsv", "record\tSex\tGiống")])

    assert ts.read_text(encoding="utf-8") == before
    assert "kept" in capsys.readouterr().out


def test_text_that_is_not_in_the_program_is_told(ts: Path, tmp_path: Path, capsys) -> None:
    strings.translate([_list(tmp_path, "vi-x.tsv", "Nowhere\tNothing\tKhông gì")])

    assert "not in the program: ('Nowhere', 'Nothing')" in capsys.readouterr().out


def test_same_text_of_another_context_helps_when_asked(ts: Path, tmp_path: Path) -> None:
    words = _list(tmp_path, "vi-x.tsv", "SomePage\tFull name\tHọ và tên")

    strings.translate([words])
    assert ("record", "Full name") in strings.unfinished(ts)

    strings.translate([words], guesses=True)
    assert ("record", "Full name") not in strings.unfinished(ts)


def test_codes_are_added_in_order(messages_file: Path, tmp_path: Path) -> None:
    before = _value(messages_file)
    long = "A long sentence that says what happened and then what to do about it. " * 2
    codes = _list(tmp_path, "codes-x.tsv", 'aa-first\tSaid "{a}".\tNói.', f"zz-last\t{long}\tDài.")

    strings.add_messages([codes, _list(tmp_path, "vi-x.tsv", "record\tFull name\tHọ và tên")])
    after = _value(messages_file)

    assert after == {**before, "aa-first": 'Said "{a}".', "zz-last": long.strip()}
    assert list(after) == sorted(after)
    assert max(map(len, messages_file.read_text(encoding="utf-8").splitlines())) <= 100


def test_standing_sentence_is_kept(messages_file: Path, tmp_path: Path, capsys) -> None:
    before = _value(messages_file)

    strings.add_messages([_list(tmp_path, "codes-x.tsv", "unknown-error\tOther.\tKhác.")])

    assert _value(messages_file) == before
    assert "kept: unknown-error" in capsys.readouterr().out


def test_declared_texts_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "pkg"
    (package / "cli").mkdir(parents=True)
    _list(package / "cli", "words.py", 'TEXTS = {"a": "From a table"}')
    _list(package, "paper.py", 'texts.say("paper", "Said {n}", n=1)', 'TEXTS = {"a": "Not cli"}')
    monkeypatch.setattr(strings, "PACKAGE", package)

    declared = strings.declared()

    assert ("cli", "From a table") in declared
    assert ("paper", "Said {n}") in declared
    assert ("cli", "Not cli") not in declared
    assert ("record", "Full name") in declared


@pytest.mark.parametrize(
    ("written", "placed"),
    [
        ("Xóa khóa, hủy", "Xoá khoá, huỷ"),
        ("THỦY", "THUỶ"),
        ("khỏe", "khoẻ"),
        ("hoàn toàn quý của tủ túi", "hoàn toàn quý của tủ túi"),
    ],
)
def test_tone_marks_are_placed_alike(written: str, placed: str) -> None:
    assert strings.tones_placed(written) == placed
    assert strings.tones_placed(placed) == placed


def test_writing_a_file_again_changes_nothing(tmp_path: Path) -> None:
    from xml.etree import ElementTree

    for ts in sorted((ROOT / "translations").glob("*.ts")):
        copy = tmp_path / ts.name
        strings.write(copy, ElementTree.parse(ts).getroot())

        assert copy.read_text(encoding="utf-8") == ts.read_text(encoding="utf-8")
