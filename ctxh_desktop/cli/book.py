"""Book: open a working book for one command; make one, and say how it stands."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ctxh_desktop import paths
from ctxh_desktop.ambient import Ambient
from ctxh_desktop.cli.terminal import DONE, Terminal, plain
from ctxh_desktop.commands.bus import Bus
from ctxh_desktop.commands.dismissal import DISMISSED, carry_out
from ctxh_desktop.commands.doorstep import new_phrase, view_profile
from ctxh_desktop.commands.people import CountPeople
from ctxh_desktop.commands.profile import create_profile, unlock
from ctxh_desktop.commands.sync import ShowSyncState
from ctxh_desktop.errors import InputError, IntegrityError

PHRASE_VARIABLE = "CTXH_PASSPHRASE"


@contextmanager
def opened(terminal: Terminal, options: argparse.Namespace, ambient: Ambient) -> Iterator[Bus]:
    """Open the working book and close it afterwards.

    Raises:
        InputError: "user-needed" when several people can open it and none is named.
    """
    folder = folder_of(options)
    user = options.user or _only_user(folder)
    phrase = _passphrase(terminal)
    desk = unlock(folder, user=user, passphrase=phrase, ambient=ambient)
    try:
        yield Bus(desk)
    except IntegrityError as error:
        if error.code == DISMISSED:
            carry_out(desk)
        raise
    finally:
        desk.close()


def init(terminal: Terminal, options: argparse.Namespace, ambient: Ambient) -> int:
    """Make a new, empty book; a passphrase that nobody gave is made and shown once."""
    folder = folder_of(options)
    given = os.environ.get(PHRASE_VARIABLE)
    phrase = given or new_phrase(ambient)
    user = options.user or getpass.getuser()
    desk = create_profile(
        folder, user=user, passphrase=phrase, commune_code=options.commune or "", ambient=ambient
    )
    commune = desk.commune
    desk.close()
    terminal.say("profile-made", user=user, folder=folder)
    made = {"profile": folder, "user": user, "commune": commune.code if commune else None}
    if given:
        terminal.give(made)
    else:
        terminal.say("phrase-made")
        terminal.give({**made, "passphrase": phrase}, [phrase])
    return DONE


def status(terminal: Terminal, options: argparse.Namespace, ambient: Ambient) -> int:
    """Show commune, number of people, and how the laptop stands with its province."""
    with opened(terminal, options, ambient) as bus:
        state = plain(bus.send(ShowSyncState()).result)
        people = bus.send(CountPeople()).result
        commune = bus.desk.commune
    shown = {
        "commune_code": commune.code if commune else None,
        "commune": commune.full_name if commune else None,
        "people": people,
        **state,
    }
    terminal.give(shown, (f"{name}: {value}" for name, value in shown.items()))
    return DONE


def folder_of(options: argparse.Namespace) -> Path:
    """Return the folder of the book."""
    return Path(options.profile) if options.profile else paths.default_profile()


def _only_user(folder: Path) -> str:
    users = view_profile(folder).users
    if len(users) > 1:
        raise InputError("user-needed", users=", ".join(users))
    # Without any the book cannot be opened: `unlock` says why.
    return users[0] if users else ""


def _passphrase(terminal: Terminal) -> str:
    given = os.environ.get(PHRASE_VARIABLE)
    if given is not None:
        return given
    if not sys.stdin.isatty():
        raise InputError("phrase-missing")
    return getpass.getpass(terminal.text("ask-phrase") + " ", stream=sys.stderr)
