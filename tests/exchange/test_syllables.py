"""Words that can be said in Vietnamese, and words that old fonts make."""

from __future__ import annotations

import unicodedata

import pytest

from ctxh_desktop import paths
from ctxh_desktop.exchange import syllables
from ctxh_desktop.exchange.syllables import is_syllable
from tests.data.people import people

SAYABLE = (
    "Nguyễn TRẦN hoà hòa thuý thúy Quý quyên giếng gì gìn Giang nghiêng khuỷu ngoằn xoong yến ỷ Ý "
    "Ẩn oanh Nguyệt, (Bích) Thôn Phường Huế Huỳnh"
)
STRANGE = "NguyÔn Hä vµ hảt Nguyeãn Nguyá»…n Nguye^~n bcd Niê 123 - hoàá w"


@pytest.mark.parametrize("word", SAYABLE.split())
def test_word_can_be_said(word):
    assert is_syllable(word)
    assert is_syllable(unicodedata.normalize("NFD", word))


@pytest.mark.parametrize("word", STRANGE.split())
def test_word_cannot_be_said(word):
    assert not is_syllable(word)


def test_every_syllable_of_the_passphrases_is_known():
    words = paths.code_list("x").with_name("syllables.txt").read_text(encoding="utf-8").split()
    bare = {
        "".join(c for c in unicodedata.normalize("NFD", r) if not unicodedata.combining(c))
        for r in syllables._RHYMES
    }
    assert [w for w in words if not any(r in bare for r in syllables._rhymes_of(w))] == []


def test_names_of_the_generator_are_made_of_syllables():
    words = {w for person in people(300, seed=9) for w in str(person["full_name"]).split()}
    strange = {word for word in words if not is_syllable(word)}
    assert len(strange) <= len(words) * 0.1, sorted(strange)
