"""Batching: how much is sent at once, and what to do with a push that does not get through.

    refused whole (400, 413) ───────────▶ halve and go on ──down to one group──▶ leave it aside
    cut, silent, 5xx ──▶ doubt; the next sync first asks without a batch ─works─▶ as above
    one group, aside in 3 syncs (12 if nobody answers) ──▶ parked: held here with a reason, for a
                                                            person to try again

A line that is down says nothing about what is sent over it: only a push that fails where a request
without one has just gone through counts.  A definite refusal counts at once.  Sizes that failed are
not tried again before some smaller batches went through; a culprit that was found lets the size
jump back.  All of it is remembered in the working file.

Units: sizes are counted in operations; groups always travel whole.
Source: sync design §4.6, §4.12; ADR-0021.
"""

from __future__ import annotations

import msgspec

from ctxh_desktop.errors import CtxhError, InputError
from ctxh_desktop.storage import outbox
from ctxh_desktop.storage.records import Reader
from ctxh_desktop.storage.unit_of_work import UnitOfWork
from ctxh_desktop.sync import push
from ctxh_desktop.sync.protocol import Batch
from ctxh_desktop.sync.push import BATCH_OPS_MAX

TRIES_MAX = 3
"""Syncs in which a group alone does not get through before it is parked."""
CUTS_PER_TRY = 4
"""Syncs that count as one of them when no answer came: the line may be to blame after all."""
FAILURES_MAX = 40
"""Pushes in one sync that may fail and be followed by another; twice what halving 500 takes."""
GROW_AFTER = 8
"""Batches that get through before a size that failed is tried again."""
TRIED_MAX = 50
"""Groups whose tries are remembered; older ones begin anew."""

TOO_LARGE, NOT_THROUGH = "change-too-large", "change-not-through"
"""Why a group is parked."""

_KEPT = "batching"
"""Where a laptop keeps it."""
_TOLD_TO_WAIT = "server-busy"
_ANSWERS = ("server-error", _TOLD_TO_WAIT)
"""Failures that somebody on the other side spoke of."""


class Kept(msgspec.Struct, omit_defaults=True):
    """What is remembered from sync to sync.

    Shapes: `most` operations are sent at once, `failed` did not get through (0: nothing known),
    `good` batches went through since; `tries` counts by group, in cuts.
    """

    most: int = BATCH_OPS_MAX
    failed: int = 0
    good: int = 0
    is_doubted: bool = False
    tries: dict[str, int] = msgspec.field(default_factory=dict)


class Batching:
    """How one sync goes about its batches.

    Attributes:
        aside: groups that did not get through in this sync; others go first.
    """

    def __init__(self, reader: Reader) -> None:
        self._kept = msgspec.json.decode(reader.local(_KEPT, "{}"), type=Kept)
        self._is_cautious = self._kept.is_doubted
        """Whether this sync began in doubt."""
        self._is_proven = False
        """Whether a request has gone through since the last failure."""
        self._failures = 0
        self.aside: set[str] = set()

    @property
    def most(self) -> int:
        """How many operations may be sent at once."""
        return self._kept.most

    def asks_first(self) -> bool:
        """Whether the next request is to go without a batch, to see whether the line works."""
        return self._kept.is_doubted and not self._is_proven

    def answered(self, work: UnitOfWork, batch: Batch | None) -> None:
        """Note that a request went through, with *batch* or without."""
        self._is_proven = True
        if batch is None:
            return
        kept = self._kept
        kept.good = kept.good + 1 if kept.failed else 0
        if kept.good == GROW_AFTER:
            kept.failed = kept.good = 0
        wider = min(2 * kept.most, BATCH_OPS_MAX)
        if not kept.failed or wider < kept.failed:
            kept.most = wider
        kept.is_doubted = bool(self.aside)
        if kept.tries:
            sent = set(push.groups_in(batch))
            kept.tries = {group: n for group, n in kept.tries.items() if group not in sent}
        self._keep(work)

    def failed(self, work: UnitOfWork, batch: Batch, error: CtxhError) -> bool:
        """Note that a push failed before it was answered; return whether to go on in this sync."""
        kept, groups = self._kept, push.groups_in(batch)
        is_refused = isinstance(error, InputError)
        counts = is_refused or (self._is_cautious and self._is_proven)
        kept.is_doubted = kept.is_doubted or not is_refused
        self._failures += 1
        self._is_proven = False
        if counts and len(set(groups)) > 1:
            kept.most, kept.failed, kept.good = max(1, len(groups) // 2), len(groups), 0
        elif counts:
            self._leave_aside(work, groups[0], error)
        self._keep(work)
        return counts and error.code != _TOLD_TO_WAIT and self._failures < FAILURES_MAX

    def _leave_aside(self, work: UnitOfWork, group: str, error: CtxhError) -> None:
        """Let the others pass a group that fails alone; the size was not at fault."""
        kept = self._kept
        kept.most, kept.failed, kept.good = BATCH_OPS_MAX, 0, 0
        is_answer = isinstance(error, InputError) or error.code in _ANSWERS
        tries = kept.tries.pop(group, 0) + (CUTS_PER_TRY if is_answer else 1)
        if tries >= TRIES_MAX * CUTS_PER_TRY:
            is_large = error.code == "request-too-large"
            outbox.park(work, group, TOO_LARGE if is_large else NOT_THROUGH)
            return
        self.aside.add(group)
        kept.tries[group] = tries
        if len(kept.tries) > TRIED_MAX:
            del kept.tries[next(iter(kept.tries))]

    def _keep(self, work: UnitOfWork) -> None:
        words = msgspec.json.encode(self._kept).decode()
        if work.local(_KEPT, "{}") != words:
            work.set_local(_KEPT, words)
