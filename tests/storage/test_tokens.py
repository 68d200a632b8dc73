from __future__ import annotations

from ctxh_desktop.storage import tokens
from ctxh_desktop.storage.store import Store


def exchange(store: Store, new: str, *answered: str) -> set[str]:
    with store.write(by="sync") as work:
        tokens.exchange(work, new, answered)
        work.commit()
    with store.read() as reader:
        return set(tokens.held(reader))


def test_a_token_is_dropped_only_when_answered_in_knowledge_of_it(laptop: Store) -> None:
    assert exchange(laptop, "1") == {"1"}
    assert exchange(laptop, "2") == {"1", "2"}
    assert exchange(laptop, "3", "1", "2") == {"3"}
    assert exchange(laptop, "3", "stranger") == {"3"}
