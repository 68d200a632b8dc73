"""Error → sentence, through Qt's translator (context "messages")."""

from __future__ import annotations

import re

from PySide6.QtCore import QCoreApplication

from ctxh_desktop.errors import CtxhError
from ctxh_desktop.messages import MESSAGES
from ctxh_desktop.texts import CONTEXT_OF_ERRORS, UNKNOWN_CODE, UNKNOWN_FACT, fill


def sentence(error: CtxhError) -> str:
    """Return what a person reads about *error*."""
    return sentence_of(error.code, error.facts)


def sentence_of(code: str, facts: dict[str, object] | None = None) -> str:
    """Return what a person reads about a message code; an unknown code names itself."""
    source = MESSAGES.get(code, MESSAGES[UNKNOWN_CODE])
    translated = QCoreApplication.translate(CONTEXT_OF_ERRORS, source)
    return fill(translated, {"code": code, **(facts or {})})


def record_text(source: str) -> str:
    """Return the label of a record type or field in the person's language."""
    return QCoreApplication.translate("record", source)


def remembered_sentence(code: str) -> str:
    """Return what a code says when its facts were not kept: sentences with a gap are left out."""
    words = sentence_of(code)
    parts = re.split(r"(?<=[.!?]) ", words)
    return " ".join(part for part in parts if UNKNOWN_FACT not in part) or words
