"""Dismissal: carry out the province's order to wipe this machine, after all was handed in.

    handing_in_files(…)  around a sync, which may tell that the order is due
    is_ready(desk)       nothing written here is only here
    begin(desk)          the mark on the disk: from here on it happens, whatever comes
    confirm(desk, …)     the last request, as well as it goes
    finish(desk)         keys, database, files

Nothing may be saved between `is_ready` and `finish`: whoever calls them has closed the lanes.

Source: security reference §4.5; ADR-0019.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from ctxh_desktop import logs
from ctxh_desktop.commands.desk import Desk
from ctxh_desktop.commands.stopping import breaking
from ctxh_desktop.errors import CtxhError, IntegrityError
from ctxh_desktop.security import profile_files, wiping
from ctxh_desktop.security.device import DeviceKey
from ctxh_desktop.security.profile_files import ProfileState
from ctxh_desktop.security.wipe_order import WipeOrder
from ctxh_desktop.security.wiping import Dismissal
from ctxh_desktop.storage import attachments
from ctxh_desktop.sync import dismissal, hello, https, parcel
from ctxh_desktop.sync.files import CHUNK_BYTES_MAX, Courier, FileAnswer, FileRequest
from ctxh_desktop.sync.protocol import encode_request
from ctxh_desktop.sync.stick import PROVINCE, Party, Stick

DISMISSED = dismissal.DISMISSED

_FILES_DONE, _STICK = "wipe_files_done", "wipe_stick"
_BEGUN = logs.declare("wipe-begun")
_CONFIRMED = logs.declare("wipe-confirmed")


@contextmanager
def handing_in_files(
    desk: Desk, carry: Callable[[FileRequest], FileAnswer], is_cancelled: Callable[[], bool]
) -> Iterator[None]:
    """Send the files that are only here when a sync ends with an order that is due.

    Raises:
        IntegrityError: "device-dismissed", as it came; or what *carry* raises: it is done again at
            the next sync.
    """
    try:
        yield
    except IntegrityError as error:
        if error.code == DISMISSED:
            _hand_in_files(desk, carry, is_cancelled)
        raise


def _hand_in_files(
    desk: Desk, carry: Callable[[FileRequest], FileAnswer], is_cancelled: Callable[[], bool]
) -> None:
    """Send them; what the province does not take is not waited for."""
    courier = Courier(desk.store, desk.vault, is_leaving=True)
    while not is_cancelled() and (request := courier.request(CHUNK_BYTES_MAX)) is not None:
        courier.feed(carry(request))
    if is_cancelled():
        return
    with desk.store.write(by=desk.user, label="Dismiss") as work:
        order = dismissal.standing(work)
        work.set_local(_FILES_DONE, order.id if order else "")
        work.commit()


def note_stick(desk: Desk, folder: Path) -> None:
    """Keep on which stick the order came: the confirmation goes the same way."""
    with desk.store.write(by=desk.user, label="Dismiss") as work:
        work.set_local(_STICK, str(folder))
        work.commit()


def is_ready(desk: Desk) -> bool:
    """Return whether the order may be carried out now: everything that was written is handed in."""
    with desk.read() as reader:
        order = dismissal.standing(reader)
        if order is None or not dismissal.is_due(reader):
            return False
        return reader.local(_FILES_DONE) == order.id or not attachments.only_here(reader)


def begin(desk: Desk) -> bool:
    """Mark the profile as dismissed; return whether it was ready for that.

    Raises:
        TransientError: "disk-full", "folder-not-writable"; nothing has happened then.
    """
    if not is_ready(desk):
        return False
    with desk.read() as reader:
        province = reader.local("province_name")
    wiping.mark(desk.folder, Dismissal(desk.ambient.instant(), province[:120]), desk.disk)
    _BEGUN.note()
    return True


def confirm(desk: Desk, is_cancelled: Callable[[], bool] = lambda: False) -> bool:
    """Tell the province that the order is carried out; return whether that went well.

    Nothing depends on it: without a line the machine is wiped all the same.
    """
    with desk.read() as reader:
        order, stick = dismissal.standing(reader), reader.local(_STICK)
    assert order is not None, "it was begun"
    with suppress(CtxhError):
        if stick and Path(stick).is_dir():
            _confirm_by_stick(desk, order, Path(stick))
        else:
            _confirm_by_line(desk, order, is_cancelled)
        _CONFIRMED.note()
        return True
    return False


def finish(desk: Desk) -> None:
    """Close a book that was marked and destroy it; it stays locked until that is done."""
    if profile_files.profile_state(desk.folder) is not ProfileState.DISMISSED:
        return
    lock, desk.lock = desk.lock, None  # without a lock no doorplate is hung
    desk.close()
    wiping.destroy(desk.folder, desk.disk)
    if lock is not None:
        lock.release()


def carry_out(desk: Desk, is_cancelled: Callable[[], bool] = lambda: False) -> bool:
    """Do all of it, where nothing else has the book open; return whether the order was due."""
    if not begin(desk):
        return False
    confirm(desk, is_cancelled)
    finish(desk)
    return True


def _confirm_by_line(desk: Desk, order: WipeOrder, is_cancelled: Callable[[], bool]) -> None:
    with desk.read() as reader:
        message = hello.envelope(reader, None)
        url, ca_pem = reader.local("url"), reader.local("ca_pem")
        key = DeviceKey(bytes.fromhex(reader.local("device_seed")))
    message.wiped = order.id
    with closing(https.Carrier(url, ca_pem)) as carrier, breaking(is_cancelled, carrier.break_off):
        for _ in carrier.sync(order.device, key, encode_request(message)):
            pass


def _confirm_by_stick(desk: Desk, order: WipeOrder, folder: Path) -> None:
    with desk.read() as reader:
        key = DeviceKey(bytes.fromhex(reader.local("device_seed")))
        province, epoch = reader.local("province_code"), reader.local("epoch")
        province_key = reader.local("parcel_key")
    stick = Stick(folder, Party(order.device, key, province, epoch), desk.ambient)
    content = parcel.confirm(desk.store, key, order.id)
    stick.put(parcel.UP, {PROVINCE: province_key}, content)
