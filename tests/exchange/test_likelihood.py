"""Which words tell of a script, and how well a text is read."""

from __future__ import annotations

from ctxh_desktop.exchange.likelihood import best_share, share, telling_words
from ctxh_desktop.exchange.scripts import TCVN3, UNICODE


def test_share_tells_how_well_a_text_is_read():
    assert best_share(["NguyÔn V¨n"]) == 1.0
    assert best_share(["Œ§¤"]) == 0.0
    assert best_share(["abc"]) == 1.0


def test_only_words_with_marks_tell():
    assert telling_words(["Nguyen V¨n An", "A. Ho. 12", "Nguye^~n"]) == ("V¨n", "Nguye^~n")
    assert telling_words([f"µ{i}a" for i in range(1000)])[-1] == "µ399a"


def test_share_is_of_words_that_can_be_said():
    assert share(["V¨n", "NguyÔn"], TCVN3) == 1.0
    assert share(["V¨n", "NguyÔn"], UNICODE) == 0.0
