"""Sentences to stderr, data to stdout."""

from __future__ import annotations

import pytest

from ctxh_desktop.cli import terminal as prompt
from ctxh_desktop.cli.terminal import Terminal
from ctxh_desktop.errors import CtxhError, InputError, IntegrityError, TransientError


@pytest.mark.parametrize(
    ("words", "language"),
    [((), "vi"), (("--lang", "en"), "en"), (("find", "--lang=en"), "en"), (("find", "en"), "vi"),
     (("--lang", "xx"), "vi"), (("--lang",), "vi")],
)  # fmt: skip
def test_the_language_is_known_before_the_words_are_read(
    words: tuple[str, ...], language: str
) -> None:
    assert prompt.language_of(words) == language


@pytest.mark.parametrize(
    ("error", "code"),
    [(InputError("x"), 1), (TransientError("x"), 3), (IntegrityError("x"), 4), (OSError("x"), 70),
     (KeyboardInterrupt(), 130)],
)  # fmt: skip
def test_the_exit_code_says_who_can_mend_it(
    error: BaseException, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    logged: list[BaseException] = []
    monkeypatch.setattr(prompt, "_log", logged.append)

    def fails() -> int:
        raise error

    assert prompt.run(Terminal("en"), fails) == code
    assert bool(logged) == (code == prompt.BUG)


def test_data_and_sentences_do_not_mix(capsys: pytest.CaptureFixture[str]) -> None:
    terminal = Terminal("en")
    terminal.say("found", count=2)
    terminal.table([("1", "Đức", None), ("22", "An", 3)], data=[])
    terminal.complain(CtxhError("unknown-error"))

    out, err = capsys.readouterr()

    assert out == "1   Đức\n22  An   3\n"
    assert err.startswith("Found: 2\n")
