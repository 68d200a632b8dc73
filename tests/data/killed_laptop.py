"""A laptop as a process of its own that is killed at a chosen commit; see test_killed.py.

`start(file, seed, dsn, number, when)` does the day's work (edits, then a sync) from where it
stands, in a process of its own.  At the commit with that number the process kills itself with
SIGKILL, before or after the commit; 0 lets it come to the end.
"""

from __future__ import annotations

import os
import signal
import traceback
from pathlib import Path
from typing import Any

from sqlalchemy import event

from ctxh_desktop.security.device import DeviceKey, sign_request
from ctxh_desktop.storage import devices
from ctxh_desktop.storage.store import Store, open_laptop, open_province
from ctxh_desktop.sync.client import Client
from ctxh_desktop.sync.protocol import decode_frames
from ctxh_desktop.sync.province import Province
from tests.data.laptops import KEY, SCOPE, rank, ticking_ambient

NAME = "K"
SEED = bytes(range(32))
STEPS = 5


def key() -> DeviceKey:
    """Return the laptop's key, the same in each process."""
    return DeviceKey(SEED)


def enrol(province: Store) -> None:
    """Make the laptop known to the province."""
    new = devices.Device(NAME, NAME, key().public, (SCOPE,), NAME, "active", "")
    with province.write(by="set-up") as work:
        devices.add_device(work, new)
        work.commit()


def arm(store: Store, number: int, when: str) -> None:
    """Kill this process at the commit of that number."""
    left = [number]

    def count() -> None:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    if when == "before":
        event.listen(store.engine, "commit", lambda _: count())
    else:
        dialect: Any = store.engine.dialect
        original = dialect.do_commit

        def commit(connection: Any) -> None:
            original(connection)
            count()

        dialect.do_commit = commit


def work_day(store: Store) -> None:
    """Do what is not yet done: the steps are counted in the database, in the step's transaction."""
    while True:
        with store.write(by="user of K", label="Edit") as work:
            step = int(work.local("step", "0"))
            if step == STEPS:
                return
            if step < STEPS - 2:
                row = {"full_name": f"Hồ Thị {step}", "phone": f"09050000{step:02d}"}
                work.insert("person", _id(step), SCOPE, row)
            else:
                work.patch("person", _id(0), {"note": f"bước {step}"})
                work.patch("person", _id(1), {"note": f"bước {step}"})
            work.set_local("step", str(step + 1))
            work.commit()


def _id(step: int) -> str:
    return f"00000000-0000-7000-8000-{step:012d}"


def sync(store: Store, province: Province) -> None:
    """Sync over a good line."""
    client = Client(store, key())
    while client.has_more():
        body = client.request()
        for frame, raw in decode_frames(province.handle(NAME, body, sign_request(key(), body))):
            client.feed(frame, raw)


def live(file: Path, seed: int, dsn: str, number: int, when: str) -> None:
    """Do the day's work, or die at the chosen commit."""
    store = open_laptop(file, KEY, ticking_ambient(f"killed {seed}"), create=True)
    arm(store, number, when)
    with store.write(by="set-up") as work:
        work.set_local("device_id", NAME)
        work.commit()
    work_day(store)
    sync(store, Province(open_province(dsn, "fleet", ticking_ambient(f"{seed} p")), rank))
    store.close()


def start(file: Path, seed: int, dsn: str, number: int, when: str) -> bool:
    """Live in a process of its own; return whether it was killed."""
    child = os.fork()
    if not child:
        try:
            live(file, seed, dsn, number, when)
        except BaseException:  # noqa: BLE001 (told, then the process ends here)
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return os.WTERMSIG(status) == signal.SIGKILL
    assert os.WEXITSTATUS(status) == 0, "see the traceback above"
    return False
