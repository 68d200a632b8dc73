"""Safeguards of the sync, each of which can be taken away, and how many seeds notice.

    python -m tests.simulation.safeguards --seeds 200

A simulation that stays green without a safeguard is blind to what it guards against, unless other
layers cover for it; those are marked, and are taken away together.  Beside each of the rare ones
stands a test that fails without it (`tests.simulation.direct`).
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from sqlalchemy import delete, select, update

from ctxh_desktop.domain.merge import Merged
from ctxh_desktop.storage import bulk, epochs, inbox, ledger, lines, older_history, outbox, tokens
from ctxh_desktop.sync import (
    digest,
    hello,
    judge,
    parcel,
    pull,
    push,
    recovery,
    transfers,
)
from tests.data.province_db import ProvinceDb
from tests.simulation.run import clusters, run

HARM = 12
Part = tuple[Any, str, Any]
"""What is taken away: (where, name, what stands there instead)."""


@dataclasses.dataclass(frozen=True)
class Rare:
    """A safeguard that few seeds notice.

    Attributes:
        kept_by: the test, below `tests`, that fails when it is taken away.
        parts: what is taken away.
        why: what covers it, or must come together before a seed notices; "" where some do.
        harm: how many disasters let most seeds notice; some heal what is broken.
    """

    kept_by: str
    parts: Sequence[Part]
    why: str = ""
    harm: float = HARM


def _last_write_wins(record_type: Any, current: Any, changes: Any, rank: Any) -> Merged:
    return Merged({name: new for name, (_, new) in changes.items() if current.get(name) != new})


def _settle_all(work: Any, acks: Any, epoch: str = "") -> int:
    book = work.tables.book("operation")
    acks = list(acks)
    top = max((ack.seq for ack in acks), default=0)
    values = {"state": outbox.WAITING, "status": "ok", "wait_seq": top}
    queued = book.c.state == outbox.QUEUED
    return int(work.connection.execute(update(book).where(queued).values(**values)).rowcount)


def _all_but_one(original: Callable[..., Any]) -> Callable[..., Any]:
    def apply(work: Any, page: Any, cursor: int) -> int:
        return int(original(work, dataclasses.replace(page, rows=page.rows[:-1]), cursor))

    return apply


def _one_by_one(original: Callable[..., Any]) -> Callable[..., None]:
    def take(self: Any, work: Any, group: Any) -> None:
        for operation in group:
            original(self, work, [operation])

    return take


def _drop_all_tokens(work: Any, new: str, answered: Any) -> None:
    book = work.tables.book("token")
    work.connection.execute(delete(book))
    bulk.upsert(work.connection, book, [{"token": new, "got_at": ""}], ["token"])


def _same_token(work: Any, device: str) -> str:
    book = work.tables.book("token")
    row = {"token": device, "device": device, "issued_at": ""}
    bulk.upsert(work.connection, book, [row], ["token"])
    return device


def _safe_of_any_epoch(reader: Any) -> tuple[str, int]:
    book = reader.tables.book("backup")
    last = select(book.c.recv_no).order_by(book.c.verified_at.desc()).limit(2)
    found = list(reader.connection.execute(last).scalars())
    return reader.local("epoch"), min(found) if len(found) > 1 else 0


def _older_too(original: Callable[..., int]) -> Callable[..., int]:
    """Apply pages that say what is known, or no longer true, before those that are news."""

    def apply_pages(work: Any, pages: Any, *, whole: bool = False) -> int:
        reached = inbox.cursors(work)
        for page in pages:
            if page.to_seq <= reached.get(page.scope, 0):
                inbox._apply(work, page, 0)
        return original(work, pages, whole=whole)

    return apply_pages


def _from_the_cursor(original: Callable[..., int]) -> Callable[..., int]:
    """Apply pages behind a gap as if there were none."""

    def apply_pages(work: Any, pages: Any, *, whole: bool = False) -> int:
        reached = inbox.cursors(work)
        joined = [
            dataclasses.replace(p, from_seq=min(p.from_seq, reached.get(p.scope, 0))) for p in pages
        ]
        return original(work, joined, whole=whole)

    return apply_pages


def _comparing(work: Any) -> int:
    taken = pull.apply(work)
    work.set_local("recovering", "")
    return taken


def _taking_all(work: Any, frame: Any) -> bool:
    older_history.mark(work, frame.scope, frame.since)
    return False


SAFEGUARDS: dict[str, Sequence[Part]] = {
    "compare and set": [(judge, "merge", _last_write_wins)],
    "acknowledgement by id": [(outbox, "settle", _settle_all)],
    "own changes over the row": [(inbox, "_laid_over", lambda work, base, own: base)],
    "all rows of a page": [(inbox, "_apply", _all_but_one(inbox._apply))],
    "groups held whole": [(judge.Judge, "take", _one_by_one(judge.Judge.take))],
    "news before a deletion": [(ledger, "touched_since", lambda *_: False)],
    "tokens checked": [(ledger, "unknown_tokens", lambda *_: set())],
    "operations given again": [(outbox, "give_again", lambda work: None)],
    "what only a laptop knows is handed in": [(recovery, "known_only_here", lambda work: [])],
    "who lacks older history is told": [(lines, "having", lambda *_: frozenset())],
    "the new history taken as it is": [(recovery, "finish", _comparing)],
}  # fmt: skip
"""Each is noticed within the few seeds of the suite."""

RARE: dict[str, Rare] = {
    "fields of newer versions kept": Rare(
        "scenarios/test_old_versions.py::test_after_its_upgrade_it_has_them_all",
        [
            (pull.records, "known", lambda _, values, __: (values, {})),
            (digest, "is_due", lambda *_: False),  # else they are mended; recovery does it, too
        ],
    ),
    "unseen changes after a restore": Rare(
        "sync/test_recovery.py::test_a_deletion_given_again_does_not_go_past_an_edit",
        [
            (
                judge.Judge,
                "_has_news",
                lambda self, work, op, field="": ledger.touched_since(
                    work, op.row_id, op.seen, self.device, field
                ),
            ),
        ],
    ),
    "a token of its own for each answer": Rare(
        "sync/test_hello.py::test_each_answer_has_a_token_of_its_own_even_to_the_same_request",
        [(ledger, "issue_token", _same_token)],
    ),
    "tokens kept until answered": Rare(
        "scenarios/test_restored_by_stick.py::test_an_answer_to_an_older_question_hides_no_restore",
        [(tokens, "exchange", _drop_all_tokens)],
    ),
    "history left out only below two backups": Rare(
        "sync/test_older_history.py::test_without_two_backups_all_history_comes_with_the_rows",
        [(epochs, "safe_tops", ledger.scopes)],
        why="traps.join_and_lose; a laptop that has the history and tells first mends it.",
    ),
    "pages made for another mark passed over": Rare(
        "sync/test_older_history.py::test_a_page_made_for_another_mark_is_passed_over",
        [(pull, "_lacks_lines", _taking_all)],
        why=(
            "It takes a first download that was cut while there were not yet two backups, and "
            "a stick that asked before it and is answered after two; a recovery brings all "
            "lines."
        ),
    ),
    "two backups": Rare(
        "storage/test_epochs.py::test_safe_is_what_the_last_two_backups_hold",
        [(epochs, "BACKUPS_TRUSTED", 1)],
    ),
    "backups of this history only": Rare(
        "sync/test_recovery.py::test_what_two_backups_hold_is_not_given_again",
        [(epochs, "safe", _safe_of_any_epoch)],
    ),
    "rows only in knowledge of all tokens": Rare(
        "scenarios/test_restored_by_stick.py::test_an_answer_made_in_ignorance_overwrites_nothing",
        [(hello, "knows_all", lambda *_: True)],
        why=(
            "Covered by the numbers of rows and by the epoch (sync design 5.2): alone it "
            "matters only for a value that stands in no history."
        ),
    ),
    "older rows skipped": Rare(
        "sync/test_parcel.py::test_the_older_answer_last_brings_nothing_back",
        [
            (inbox, "apply_pages", _older_too(inbox.apply_pages)),
            (inbox, "_apply", lambda work, page, cursor, apply=inbox._apply: apply(work, page, 0)),
            (hello, "knows_all", lambda *_: True),  # else who was told more takes no rows at all
            (digest, "is_due", lambda *_: False),  # else what came back is mended
        ],
        why="traps.bring_back_what_left.",
    ),
    "own rows where all was applied": Rare(
        "sync/test_push.py::test_rows_come_back_while_something_downloaded_is_not_applied",
        [
            (hello, "is_level", lambda *_: True),
            (digest, "is_due", lambda *_: False),  # else the change that was lost here is mended
        ],
        harm=1,
        why="traps.break_off.",
    ),
    "pages behind a gap wait": Rare(
        "scenarios/test_restored_by_stick.py::test_an_answer_behind_a_gap_waits",
        [
            (inbox, "apply_pages", _from_the_cursor(inbox.apply_pages)),
            (digest, "is_due", lambda *_: False),
        ],
        harm=1,
        why=(
            "traps.read_behind_a_gap: only a laptop that was put back gets such pages, from a "
            "stick, and its tokens went back, too."
        ),
    ),
    "an answer names its batch": Rare(
        "sync/test_client.py::test_an_answer_to_another_batch_brings_no_rows",
        [
            (push, "is_for", lambda *_: True),
            (digest, "is_due", lambda *_: False),
        ],
        why="traps.read_by_another.",
    ),
    "answers of an epoch gone by": Rare(
        "sync/test_client.py::test_nothing_counts_of_an_answer_from_an_epoch_gone_by",
        [
            (epochs, "is_past", lambda *_: False),
            (parcel.Answer, "_look", lambda self, head: None),  # refuses them on sticks
            (hello, "knows_all", lambda *_: True),  # takes no rows from them
            (digest, "is_due", lambda *_: False),
        ],
        why=(
            "Covered by the tokens, which such an answer does not name; alone it matters for "
            "one that was forged."
        ),
    ),
    "merges across communes refused": Rare(
        "sync/test_transfers.py::test_two_of_whom_one_has_moved_are_not_merged",
        [(transfers, "check_leading", lambda *_: None)],
    ),
    "new records follow who moved": Rare(
        "sync/test_transfers.py::test_what_another_laptop_newly_wrote_follows_the_person",
        [(transfers, "follow", lambda *_: False)],
    ),
}
"""Noticed by few seeds, or covered by other layers: for the long run."""


@contextmanager
def without(parts: Sequence[Part]) -> Iterator[None]:
    """Take a safeguard away for a while."""
    with ExitStack() as stack:
        for where, name, instead in parts:
            stack.enter_context(patch.object(where, name, instead))
        yield


def notices(db: ProvinceDb, seed: int, steps: int, harm: float = HARM) -> bool:
    """Return whether one seed, full of disasters, fails."""
    try:
        with contextlib.redirect_stderr(io.StringIO()):
            run(db, seed, steps, harm)
    except Exception:  # noqa: BLE001 (any failure is a notice)
        return True
    return False


def main() -> None:
    """Print, for each safeguard, how many seeds notice that it is gone."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=40)
    parser.add_argument("--steps", type=int, default=90)
    parser.add_argument("--only", action="append", help="part of a name (repeat)")
    asked = parser.parse_args()
    with clusters(1) as (db,):
        often = {name: Rare("", parts) for name, parts in SAFEGUARDS.items()}
        for name, each in {**often, **RARE}.items():
            if any(part in name for part in asked.only or [""]):
                with without(each.parts):
                    seeds = range(asked.seeds)
                    found = sum(notices(db, seed, asked.steps, each.harm) for seed in seeds)
                print(f"{name:40} {found:5} of {asked.seeds} seeds notice", flush=True)


if __name__ == "__main__":
    main()
