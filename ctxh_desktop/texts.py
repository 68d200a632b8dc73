"""Texts: what a person reads, without Qt.

    English source ──▶ translations/ctxh_desktop_<lang>.ts ──▶ Texts.say(context, source, **facts)
    error code ──▶ MESSAGES ──▶ the same, context "messages"   ──▶ Texts.sentence(error)

The window uses Qt's translator with the compiled form of the very same file, so a sentence is
translated once.  "en" is the sources themselves.

Invariants: nothing here raises for a missing text or fact: a person who already has an error is
never given a second one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

from ctxh_desktop import paths
from ctxh_desktop.errors import CtxhError
from ctxh_desktop.messages import MESSAGES

__all__ = ["CONTEXT_OF_ERRORS", "DEFAULT_LANGUAGE", "MESSAGES", "Texts", "fill", "read_ts"]

DEFAULT_LANGUAGE = "vi"
SOURCE_LANGUAGE = "en"
CONTEXT_OF_ERRORS = "messages"
UNKNOWN_CODE = "unknown-error"
UNKNOWN_FACT = "…"

_GAP = re.compile(r"\{(\w+)\}")


def fill(sentence: str, facts: Mapping[str, object]) -> str:
    """Fill the `{fact}` gaps of a sentence; a gap without its fact becomes an ellipsis."""
    return _GAP.sub(lambda gap: str(facts.get(gap[1], UNKNOWN_FACT)), sentence)


@dataclass(frozen=True)
class Texts:
    """The texts of one language.

    Shapes: `translated` maps (context, English source) to the translation.
    """

    language: str
    translated: Mapping[tuple[str, str], str] = field(default_factory=dict)

    @classmethod
    def load(cls, language: str = DEFAULT_LANGUAGE) -> Texts:
        """Return the texts of *language*; a language without a file speaks English."""
        return _load(language)

    def say(self, context: str, source: str, /, **facts: object) -> str:
        """Return the text for an English source, its gaps filled."""
        return fill(self.translated.get((context, source)) or source, facts)

    def sentence(self, error: CtxhError) -> str:
        """Return the sentence that tells a person what an error means and what to do."""
        source = MESSAGES.get(error.code, MESSAGES[UNKNOWN_CODE])
        return self.say(CONTEXT_OF_ERRORS, source, **{"code": error.code, **error.facts})


@cache
def _load(language: str) -> Texts:
    file = paths.translations() / f"{paths.PROGRAM_NAME}_{language}.ts"
    if language == SOURCE_LANGUAGE or not file.exists():
        return Texts(SOURCE_LANGUAGE)
    return Texts(language, read_ts(file))


def read_ts(file: Path) -> dict[tuple[str, str], str]:
    """Return the finished translations of a `.ts` file, by (context, source)."""
    found: dict[tuple[str, str], str] = {}
    # The file is part of the program, not of the outside world.
    for context in ElementTree.parse(file).getroot().iter("context"):  # noqa: S314
        for message in context.iter("message"):
            translation = message.find("translation")
            if translation is None or translation.get("type") is not None:
                continue
            plural = translation.find("numerusform")
            text = (translation if plural is None else plural).text or ""
            found[context.findtext("name", ""), message.findtext("source", "")] = text
    return found
