"""Opening and making a book at a prompt."""

from __future__ import annotations

import io
import sys

import pytest

from tests.data.prompt import PHRASE, Run


def test_a_wrong_passphrase(book: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CTXH_PASSPHRASE", PHRASE + " sai")

    ended, told, _ = book("a", "status")

    assert (ended, told["error"]["code"]) == (1, "wrong-passphrase")


def test_nobody_to_ask_for_a_passphrase(book: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CTXH_PASSPHRASE")
    monkeypatch.setattr(sys, "stdin", io.StringIO())

    assert book("a", "status")[1]["error"]["code"] == "phrase-missing"


def test_a_passphrase_nobody_gave_is_made_and_opens(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CTXH_PASSPHRASE")
    code, made, _ = run("a", "init", "--user", "Hoa")
    monkeypatch.setenv("CTXH_PASSPHRASE", made["passphrase"])

    assert code == 0
    assert run("a", "status")[0] == 0
