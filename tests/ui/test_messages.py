from __future__ import annotations

from PySide6.QtCore import QTranslator

from ctxh_desktop.errors import InputError
from ctxh_desktop.ui.messages import record_text, remembered_sentence, sentence, sentence_of


def test_gaps_are_filled_with_facts(qapp):
    assert "29" in sentence(InputError("no-such-day", month=2, year=2012, days=29))


def test_an_unknown_code_names_itself(qapp):
    assert "never-heard-of" in sentence_of("never-heard-of")


def test_sentences_and_labels_are_translated_where_there_is_a_translator(qapp):
    class Upper(QTranslator):
        def translate(self, context, source, disambiguation=None, n=-1):
            return f"{context}:{source}" if context in ("messages", "record") else ""

        def isEmpty(self):
            return False

    translator = Upper()
    qapp.installTranslator(translator)
    try:
        assert record_text("Full name") == "record:Full name"
        assert sentence_of("no-such-day", {"days": 29}).startswith("messages:")
    finally:
        qapp.removeTranslator(translator)


def test_a_remembered_sentence_has_no_gaps(qapp):
    assert remembered_sentence("server-busy") == "The server is busy."
