"""Hello: who speaks, from what state; the envelope of a request and the head of an answer.

Each answer carries a token that the province has stored before it sends it.  The laptop presents
all tokens it holds and drops one only for an answer made in knowledge of it; a province that does
not know a token it once gave was restored from an older copy, and its rows are not taken.

Source: sync design §4.8, §4.16.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from ctxh_desktop.storage import archive, attachments, epochs, inbox, ledger, outbox, stubs, tokens
from ctxh_desktop.storage.devices import Device
from ctxh_desktop.storage.records import Reader
from ctxh_desktop.storage.unit_of_work import UnitOfWork
from ctxh_desktop.sync import dictionaries, older_history, recovery
from ctxh_desktop.sync.protocol import (
    SCHEMA_REVISION,
    VERSION,
    Batch,
    Head,
    Request,
    Scopes,
)

OUTDATED = "outdated"
"""Where a laptop keeps that its program is too old to be given rows."""

_DICTIONARY = "dictionary"
"""Where a laptop keeps the number of the dictionary that its province has, too."""

TOKENS_NAMED_MAX = 100
"""Tokens given to a laptop that are named in an answer which does not follow its question."""


_POOL_TAKEN = "pool"
"""Where a laptop keeps that its province reads batches with a pool."""

POOL = "pool"
"""Capability of a request: the answer's pages may have a pool of ids (`sync.columns`)."""
OWN = "own"
"""Capability of a request: rows that are as its operations make them need not come back."""
FILES = "files"
"""Capability of a request: this laptop keeps files until they are in two backups; its value is the
mark of the backups for which it was told so."""


def envelope(reader: Reader, batch: Batch | None, *, rows_max: int = 0) -> Request:
    """Return the laptop's request for its present state."""
    request = Request(
        v=VERSION,
        dev=reader.local("device_id"),
        inc=reader.local("incarnation"),
        epoch=reader.local("epoch"),
        tokens=tokens.held(reader),
        schema=SCHEMA_REVISION,
        cur=inbox.downloaded(reader),
        batch=batch,
        recover=recovery.epoch_of(reader),
        held=outbox.held_ids(reader),
        caps=_caps(reader, rows_max),
    )
    if not request.recover:  # who is recovering needs all history with the rows
        older_history.ask(reader, request)
    return request


def _caps(reader: Reader, rows_max: int) -> dict[str, int]:
    caps = {"dict": dictionaries.NEWEST, POOL: 1}
    if rows_max:
        caps["rows"] = rows_max
    if attachments.has_any(reader):
        caps[FILES] = attachments.safe_mark(reader)
    return caps


def is_level(reader: Reader) -> bool:
    """Return whether a laptop has applied all that it downloaded.

    Only then can it make a row of what it was told before and its own change over it.
    """
    return inbox.cursors(reader) == inbox.downloaded(reader)


def presumed(reader: Reader, device: Device) -> Request:
    """Return what a laptop would ask now, as far as the province knows."""
    reached = msgspec.json.decode(device.reached or "{}", type=dict[str, int])
    given = ledger.tokens_of(reader, device.id, TOKENS_NAMED_MAX)
    epoch = reader.local("epoch")
    return Request(
        VERSION, device.id, "", epoch, given, device.revision or SCHEMA_REVISION, reached
    )


def greet(work: UnitOfWork, device: Device, request: Request) -> Head:
    """Return the province's head for *request*, with a fresh token stored in this transaction.

    A token that was given and is not known proves that this province was restored.  The first
    laptop to show one begins the new epoch; one that is giving back what was lost is let through.
    A laptop that knows all tokens and names an epoch that never was here has been deceived: it is
    lifted over that epoch, for it takes none that is older.
    """
    unknown = ledger.unknown_tokens(work, request.tokens)
    epoch = work.local("epoch")
    if recovery.is_recovering(request, epoch):
        unknown = set()
    elif _is_to_begin(request.epoch, epoch, is_restored=bool(unknown)):
        epoch = epochs.begin(work, request.epoch)
    mine = set(device.scopes) if device.is_active else set()
    return Head(
        epoch=epoch,
        token=ledger.issue_token(work, device.id),
        now=work.ambient.instant(),
        for_=[token for token in request.tokens if token not in unknown],
        scopes=Scopes(add=sorted(mine - set(request.cur)), drop=sorted(set(request.cur) - mine)),
        dict=shared_dictionary(request),
        safe=list(epochs.safe(work)),
        recover=bool(unknown),
        handed=request.is_all and not unknown,
        pool=bool(request.caps.get(POOL)),
    )


def _is_to_begin(theirs: str, epoch: str, *, is_restored: bool) -> bool:
    """Return whether a new epoch begins with a laptop that names *theirs*."""
    number = epochs.number_of(theirs)
    if is_restored and number >= epochs.number_of(epoch):
        return True
    return bool(theirs) and epochs.is_past(epoch, theirs) and number <= epochs.BELIEVED_MAX


def safe_files(reader: Reader, device: Device, request: Request, head: Head) -> dict[str, int]:
    """Return for each scope of a laptop up to which number its files are in two backups (province).

    Only when the backups have gone on since it was told last; a laptop without files does not ask.
    """
    recv_no = int(head.safe[1]) if head.safe else 0
    if recv_no == 0 or request.caps.get(FILES, recv_no) == recv_no:
        return {}
    return archive.safe_numbers(reader, device.scopes, recv_no)


def shared_dictionary(request: Request) -> int:
    """Return the number of the dictionary that laptop and province have, 0 when there is none."""
    offered = request.caps.get("dict", dictionaries.NONE)
    return offered if dictionaries.find(offered) is not None else dictionaries.NONE


def dictionary_of(reader: Reader) -> int:
    """Return the number of the dictionary that this laptop's province has, too."""
    return int(reader.local(_DICTIONARY) or dictionaries.NONE)


def has_pools(reader: Reader) -> bool:
    """Return whether this laptop's province reads batches with a pool."""
    return bool(reader.local(_POOL_TAKEN))


def do_without(work: UnitOfWork) -> None:
    """Use no dictionary and no pool until the province says once more that it has them."""
    work.set_local(_DICTIONARY, "")
    work.set_local(_POOL_TAKEN, "")


def knows_all(reader: Reader, head: Head) -> bool:
    """Return whether the answer was made in knowledge of all that this laptop was ever told."""
    return set(tokens.held(reader)) <= set(head.for_)


def take(work: UnitOfWork, head: Head) -> None:
    """Keep what the head says: the token, the province's epoch and newly granted scopes."""
    tokens.exchange(work, head.token, head.for_)
    if head.epoch != work.local("epoch"):
        attachments.forget_word(work)
    work.set_local("epoch", head.epoch)
    work.set_local(OUTDATED, "1" if head.upgrade else "")
    work.set_local(_DICTIONARY, str(head.dict or ""))
    work.set_local(_POOL_TAKEN, "1" if head.pool else "")
    if head.safe:
        outbox.set_safe(work, str(head.safe[0]), int(head.safe[1]))
    inbox.add_scopes(work, head.scopes.add)


def is_dismissed(reader: Reader, head: Head) -> bool:
    """Return whether the province takes from this laptop all that it holds (it was revoked)."""
    held = set(inbox.cursors(reader))
    return bool(held) and held == set(head.scopes.drop) and not head.scopes.add


def leave(work: UnitOfWork, scopes: Sequence[str]) -> None:
    """Drop scopes that were taken from this laptop, each as soon as all of it has been sent."""
    for scope in scopes:
        if outbox.is_handed_in(work, scope):
            inbox.drop_scope(work, scope)
            stubs.drop(work, scope)
