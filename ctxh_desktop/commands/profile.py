"""Profile: make and open the folder in which one laptop's working book lies.

An existing database is never replaced: every half-present state is an error with its own sentence.

Source: ADR-0010; security reference §4.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from ctxh_desktop import paths
from ctxh_desktop.ambient import Ambient
from ctxh_desktop.commands.desk import Desk
from ctxh_desktop.commands.doorplate import hang_doorplate
from ctxh_desktop.domain.codes import Catalogue, read_code_list
from ctxh_desktop.domain.units import Units, read_units
from ctxh_desktop.errors import InputError
from ctxh_desktop.security import keys, phrases, profile_files
from ctxh_desktop.security.keys import COST_FLOOR, DEFAULT_COST, KdfCost
from ctxh_desktop.storage import store

_NOT_LISTS = ("units", "column_names", "value_names")


def create_profile(
    folder: Path,
    *,
    user: str,
    passphrase: str,
    commune_code: str,
    ambient: Ambient,
    cost: KdfCost = DEFAULT_COST,
) -> Desk:
    """Make a new, empty working book and open it.

    Raises:
        InputError: "profile-exists", "commune-unknown", or as for passphrases and user names.
        IntegrityError: "keys-missing", "database-missing": something is there already.
    """
    units = load_units()
    commune = units.commune(commune_code) if commune_code else None
    if commune_code and commune is None:
        raise InputError("commune-unknown", commune_code=commune_code)
    phrases.check_own(passphrase, [user, commune.name if commune else ""])
    profile_files.begin_setup(folder)
    lock = profile_files.InstanceLock(folder)
    lock.acquire()
    try:
        key = keys.create(folder, user=user, passphrase=passphrase, ambient=ambient, cost=cost)
        file = folder / profile_files.DATABASE_NAME
        opened = store.open_laptop(file, key.hex(), ambient, create=True)
        key.forget()
        with opened.write(by=user, label="CreateProfile") as work:
            work.set_local("commune", commune_code)
            work.set_local("incarnation", ambient.new_id())
            work.set_local("block", _letters(ambient))
            work.commit()
        profile_files.finish_setup(folder)
    except BaseException:
        lock.release()
        raise
    catalogue = load_catalogue(ambient.today())
    desk = Desk(
        folder, user, commune_code, opened, ambient, catalogue, units, lock, cost_floor=cost
    )
    hang_doorplate(folder, desk.doorplate())
    return desk


def settle_commune(desk: Desk, commune_code: str) -> None:
    """Say for which commune a book is that was made before this was known.

    Raises:
        InputError: "commune-unknown"; "commune-differs" when it is settled already.
    """
    if desk.units.commune(commune_code) is None:
        raise InputError("commune-unknown", commune_code=commune_code)
    if desk.commune_code not in ("", commune_code):
        raise InputError("commune-differs", commune=desk.commune_code)
    with desk.store.write(by=desk.user, label="SettleCommune") as work:
        work.set_local("commune", commune_code)
        work.commit()
    desk.commune_code = commune_code


def unlock(
    folder: Path,
    *,
    user: str,
    passphrase: str,
    ambient: Ambient,
    cost_floor: KdfCost = COST_FLOOR,
) -> Desk:
    """Open an existing working book.

    Raises:
        InputError: "wrong-passphrase", "user-unknown", "profile-absent", "profile-in-use".
        IntegrityError: "keys-missing", "keys-damaged", "database-missing", "database-unreadable".
    """
    profile_files.require_ready(folder)
    lock = profile_files.InstanceLock(folder)
    lock.acquire()
    try:
        key = keys.unlock(folder, user=user, passphrase=passphrase, cost_floor=cost_floor)
        opened = store.open_laptop(folder / profile_files.DATABASE_NAME, key.hex(), ambient)
        key.forget()
        with opened.write(by=user, label="Unlock") as work:
            commune_code = work.local("commune")
            # By this the province tells one machine that was started again from two machines.
            work.set_local("incarnation", ambient.random_bytes(6).hex())
            work.commit()
    except BaseException:
        lock.release()
        raise
    units = load_units()
    catalogue = load_catalogue(ambient.today())
    return Desk(
        folder, user, commune_code, opened, ambient, catalogue, units, lock, cost_floor=cost_floor
    )


@cache
def load_catalogue(day: date | None = None) -> Catalogue:
    """Return all code lists, with what has lapsed by *day* marked; read once for a day."""
    files = [file for file in paths.code_lists() if file.stem not in _NOT_LISTS]
    return Catalogue(
        read_code_list(file.stem, file.read_text(encoding="utf-8-sig"), day) for file in files
    )


@cache
def load_units() -> Units:
    """Return the administrative units of the country; read once."""
    return read_units(paths.code_list("units").read_text(encoding="utf-8-sig"))


def _letters(ambient: Ambient) -> str:
    """Return two letters for case numbers until the province gives this laptop its own."""
    first, second = ambient.random_bytes(2)
    return chr(ord("A") + first % 26) + chr(ord("A") + second % 26)
