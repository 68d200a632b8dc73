"""Tests of ctxh_desktop.texts."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxh_desktop.errors import CtxhError, InputError
from ctxh_desktop.messages import MESSAGES
from ctxh_desktop.texts import Texts, fill, read_ts

TS = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="vi" sourcelanguage="en">
<context>
    <name>cli</name>
    <message>
        <source>Sent {n} &quot;items&quot;</source>
        <translation>Đã gửi {n} &quot;mục&quot;</translation>
    </message>
    <message>
        <source>Not yet</source>
        <translation type="unfinished">chưa</translation>
    </message>
    <message numerus="yes">
        <source>%n rows</source>
        <translation>
            <numerusform>%n dòng</numerusform>
        </translation>
    </message>
</context>
</TS>
"""


@pytest.fixture
def texts(tmp_path: Path) -> Texts:
    file = tmp_path / "x_vi.ts"
    file.write_text(TS, encoding="utf-8")
    return Texts("vi", read_ts(file))


def test_translation_is_said_with_its_facts(texts: Texts) -> None:
    assert texts.say("cli", 'Sent {n} "items"', n=3) == 'Đã gửi 3 "mục"'


def test_plural_form_is_read(texts: Texts) -> None:
    assert texts.say("cli", "%n rows") == "%n dòng"


@pytest.mark.parametrize(
    ("context", "source"), [("cli", "Not yet"), ("cli", "Never heard"), ("other", "%n rows")]
)
def test_what_has_no_translation_is_said_in_english(
    texts: Texts, context: str, source: str
) -> None:
    assert texts.say(context, source) == source


def test_unknown_fact_becomes_an_ellipsis() -> None:
    assert fill("{a} of {b}", {"a": 1}) == "1 of …"


def test_every_message_is_told_in_vietnamese() -> None:
    texts = Texts.load("vi")
    for code, english in MESSAGES.items():
        sentence = texts.sentence(CtxhError(code))

        assert sentence
        assert sentence != fill(english, {"code": code})


def test_unknown_code_is_told_with_its_code() -> None:
    told = Texts.load("vi").sentence(InputError("never-declared"))

    assert "never-declared" in told


def test_english_is_the_sources_themselves() -> None:
    texts = Texts.load("en")

    assert texts.sentence(InputError("done-needs-its-day")) == MESSAGES["done-needs-its-day"]


def test_unknown_language_speaks_english() -> None:
    assert Texts.load("xx").language == "en"


def test_record_labels_are_vietnamese_by_default() -> None:
    assert Texts.load().say("record", "Full name") == "Họ và tên"


@given(st.text(), st.dictionaries(st.text(min_size=1), st.text()))
def test_no_sentence_and_no_fact_raises(sentence: str, facts: dict[str, str]) -> None:
    assert isinstance(fill(sentence, facts), str)


@given(st.text(st.characters(exclude_characters="{}")), st.text())
def test_facts_are_never_filled_twice(plain: str, fact: str) -> None:
    assert fill(plain + "{a}", {"a": fact, "x": "y"}) == plain + fact
