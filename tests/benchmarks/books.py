"""Books: working books full of invented people, made once and kept in `build/bench`.

What a book is made of goes into its folder's name, so that a changed schema or generator makes a
new one.  A benchmark that writes works on a copy.
"""

from __future__ import annotations

import hashlib
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from ctxh_desktop import ambient
from ctxh_desktop.commands import profile
from ctxh_desktop.commands.desk import Desk
from ctxh_desktop.storage import inbox
from ctxh_desktop.storage.store import Store
from tests.benchmarks import corpus
from tests.benchmarks.corpus import Mix

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "build" / "bench"
USER = "Trần Thị Hoa"
PASSPHRASE = "sau con vit bau di cho"
COMMUNE = corpus.PHONG_DIEN.code
SEED = 11
CHUNK_ROWS = 10_000
MADE_OF = (
    "ctxh_desktop/storage/migrations/golden_laptop.txt",
    "ctxh_desktop/domain/words.py",
    "ctxh_desktop/security/slots.py",
    "tests/benchmarks/corpus.py",
    "tests/data/people.py",
)


def book(count: int) -> Path:
    """Return the folder of a profile with *count* people; it is not to be written."""
    folder = FOLDER / f"people-{count}-{_made_of()}"
    if not (folder / "complete").exists():
        shutil.rmtree(folder, ignore_errors=True)
        for old in FOLDER.glob(f"people-{count}-*"):
            shutil.rmtree(old)
        print(f"making a book of {count:,} people …", file=sys.stderr, flush=True)
        _make(folder, count)
        (folder / "complete").touch()
    return folder


@contextmanager
def opened(folder: Path) -> Iterator[Desk]:
    """Open a profile as a person does."""
    desk = profile.unlock(folder, user=USER, passphrase=PASSPHRASE, ambient=ambient.system())
    try:
        yield desk
    finally:
        desk.close()


@contextmanager
def copied(count: int) -> Iterator[Desk]:
    """Open a copy of a book that may be written; it is gone afterwards."""
    source = book(count)
    with scratch() as folder:
        shutil.copytree(source, folder / "book")
        with opened(folder / "book") as desk:
            yield desk


@contextmanager
def empty() -> Iterator[Desk]:
    """Open a new book without anybody in it; it is gone afterwards."""
    with scratch() as folder:
        desk = _created(folder / "book", ambient.system())
        try:
            yield desk
        finally:
            desk.close()


@contextmanager
def scratch() -> Iterator[Path]:
    """Return an empty folder on the same disk as the books; it is gone afterwards."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=FOLDER) as folder:
        yield Path(folder)


def fill(store: Store, rows: Iterator[corpus.Row]) -> None:
    """Write rows as a sync does: the province's word, without operations of one's own."""
    tops: dict[str, int] = {}
    while part := list(islice(rows, CHUNK_ROWS)):
        with store.write(by="province", label="Fill") as work:
            for kind in {row.type for row in part}:
                work.load(kind, [row.id for row in part if row.type == kind])
            for row in part:
                work.put(row)
                tops[row.scope] = max(tops.get(row.scope, 0), row.seq)
            work.commit()
    with store.write(by="province", label="Fill") as work:
        inbox.add_scopes(work, sorted(tops))
        work.commit()


def _make(folder: Path, count: int) -> None:
    desk = _created(folder, corpus.ticking_ambient(SEED))
    try:
        fill(desk.store, corpus.rows(count, Mix(), seed=SEED, is_one_commune=False))
    finally:
        desk.close()


def _created(folder: Path, world: ambient.Ambient) -> Desk:
    return profile.create_profile(
        folder,
        user=USER,
        passphrase=PASSPHRASE,
        commune_code=COMMUNE,
        ambient=world,
    )


def _made_of() -> str:
    content = b"".join((ROOT / name).read_bytes() for name in MADE_OF)
    return hashlib.sha256(content).hexdigest()[:8]
