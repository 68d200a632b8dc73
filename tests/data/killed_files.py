"""A laptop as a process that takes a file in and sends it, and is killed at a chosen moment.

`start(folder, seed, dsn, number, when)` attaches a picture where it is not there yet, syncs the
text, then the file.  At the commit (or step of the disk) with that number the process kills itself
with SIGKILL, before or after it; 0 lets it come to the end.  See tests/scenarios/test_files.py.
"""

from __future__ import annotations

import os
import signal
import traceback
from collections.abc import Callable
from pathlib import Path

from ctxh_desktop.security.device import sign_request
from ctxh_desktop.security.durable_files import Disk
from ctxh_desktop.security.vault import Vault
from ctxh_desktop.storage import attachments
from ctxh_desktop.storage.store import Store, open_laptop, open_province
from ctxh_desktop.sync.files import Counter, Courier
from ctxh_desktop.sync.province import Province
from tests.data import killed_laptop
from tests.data.files import content_of
from tests.data.killed_laptop import NAME, key
from tests.data.laptops import KEY, SCOPE, rank, ticking_ambient

CONTENT = content_of("killed", 200_000)


class Counting(Disk):
    """Kills this process at the n-th thing done to the disk; a write is killed half done."""

    def __init__(self, number: int) -> None:
        self.left = number

    def write(self, path: Path, content: bytes) -> None:
        self.left -= 1
        if self.left == 0:
            super().write(path, content[: len(content) // 2])
            os.kill(os.getpid(), signal.SIGKILL)
        super().write(path, content)

    def replace(self, source: Path, target: Path) -> None:
        super().replace(source, target)
        self._count()

    def remove(self, path: Path) -> None:
        super().remove(path)
        self._count()

    def sync_folder(self, folder: Path) -> None:
        super().sync_folder(folder)
        self._count()

    def _count(self) -> None:
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def attach(store: Store, vault: Vault) -> None:
    """Attach the picture, unless an earlier life has done so."""
    with store.write(by="user of K", label="AddAttachment") as work:
        if work.local("attached"):
            return
        sha256 = attachments.take_in(work, vault, CONTENT)
        values = {"sha256": sha256, "size_bytes": len(CONTENT), "media_type": "image/jpeg"}
        work.insert("attachment", work.ambient.new_id(), SCOPE, {**values, "paper_kind": "KHAC"})
        work.set_local("attached", "1")
        work.commit()


def carry(store: Store, vault: Vault, province: Store) -> None:
    """Send what is due, fetch what is wanted."""
    attachments.sweep(store, vault)
    courier, counter = Courier(store, vault), Counter(province)
    while request := courier.request():
        signature = sign_request(key(), request.signed_part())
        courier.feed(counter.handle(NAME, request, signature))


def fetch_once_more(store: Store, vault: Vault, province: Store) -> None:
    """Let go of the file here and fetch it again, so that a download can be killed too."""
    with store.write(by="x") as work:
        found = attachments.to_fetch(work)
        if not found and not work.local("fetched"):
            (sha256,) = attachments.here(work)
            attachments.fetch_again(work, sha256)
            work.set_local("fetched", "1")
            work.commit()
    carry(store, vault, province)


def live(folder: Path, seed: int, dsn: str, number: int, when: str) -> None:
    """Do it all from where an earlier life stopped, or die at the chosen moment."""
    store = open_laptop(folder / "K.db", KEY, ticking_ambient(f"killed {seed}"), create=True)
    vault = Vault(folder / "K", Counting(number if when == "disk" else 0))
    if when != "disk":
        killed_laptop.arm(store, number, when)
    with store.write(by="set-up") as work:
        work.set_local("device_id", NAME)
        work.commit()
    province = open_province(dsn, "fleet", ticking_ambient(f"{seed} p"))
    attach(store, vault)
    killed_laptop.sync(store, Province(province, rank))
    carry(store, vault, province)
    killed_laptop.sync(store, Province(province, rank))
    fetch_once_more(store, vault, province)
    store.close()


def in_a_process(work: Callable[[], None]) -> bool:
    """Do something in a process of its own; return whether it was killed."""
    child = os.fork()
    if not child:
        try:
            work()
        except BaseException:  # noqa: BLE001 (told, then the process ends here)
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return os.WTERMSIG(status) == signal.SIGKILL
    assert os.WEXITSTATUS(status) == 0, "see the traceback above"
    return False
