"""Doorstep: what may be known of a profile before it is unlocked; light, for a quick start.

Importing this module loads neither database nor cryptography libraries.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ctxh_desktop import paths
from ctxh_desktop.ambient import Ambient
from ctxh_desktop.commands.doorplate import NO_PLATE, Doorplate, read_doorplate
from ctxh_desktop.errors import CtxhError
from ctxh_desktop.security import phrases, profile_files, slots, wiping
from ctxh_desktop.security.durable_files import Disk
from ctxh_desktop.security.wiping import Dismissal

__all__ = ["Dismissal", "ProfileView", "check_code", "check_phrase", "new_phrase", "view_profile"]


@dataclass(frozen=True)
class ProfileView:
    """What may be known of a profile before it is unlocked.

    Shapes: `kind` is a `security.profile_files.ProfileState`; no names of people in the records.
        `plate` is how the book stood when it was last closed, empty where that is not known;
        `dismissal` is what the province's order left.
    """

    kind: str
    users: tuple[str, ...] = ()
    plate: Doorplate = NO_PLATE
    dismissal: Dismissal | None = None


def view_profile(folder: Path) -> ProfileView:
    """Return what a profile's folder holds; a damaged slot file still counts as present.

    What a wiping that was cut short has left is destroyed first.
    """
    kind = profile_files.profile_state(folder)
    if kind is profile_files.ProfileState.DISMISSED:
        with suppress(CtxhError), profile_files.InstanceLock(folder):
            wiping.destroy(folder)
        return ProfileView(kind.value, dismissal=wiping.read_mark(folder))
    if kind is not profile_files.ProfileState.READY:
        return ProfileView(kind.value)
    try:
        newest = slots.read_copies(folder, Disk()).sound[0]
        users = tuple(slot.user for slot in newest.slots)
        return ProfileView(kind.value, users, read_doorplate(folder))
    except CtxhError as error:
        return ProfileView(error.code)


def new_phrase(ambient: Ambient) -> str:
    """Return a passphrase of five unaccented syllables for somebody to write down."""
    words = (paths.resources() / "codes" / "syllables.txt").read_text(encoding="utf-8").split()
    return phrases.generate(words, ambient)


def check_phrase(passphrase: str, names: Iterable[str]) -> None:
    """Refuse a passphrase that others could guess (InputError "phrase-…"); `names` of who, where.

    The same check as on creating the profile, early enough to be told beside the input.
    """
    phrases.check_own(passphrase, names)


def check_code(code: str) -> str:
    """Return an enrolment code in its one spelling (InputError "enrolment-code-…")."""
    from ctxh_desktop.security import enrolment  # noqa: PLC0415 (cryptography, only at set-up)

    return enrolment.read_code(code)
