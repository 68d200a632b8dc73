"""What released versions of the program left behind (tests/data/released/), opened by today's code.

released = Released(1, province_db, tmp_path)
released.laptop          the laptop's file, migrated
released.fleet           a Fleet on the province's dump, migrated
released.held["laptop"]  what that version held: rows, history, operations
"""

from __future__ import annotations

import base64
import gzip
import json
import shutil
from functools import cached_property
from pathlib import Path
from typing import Any

import psycopg

from ctxh_desktop.security.device import DeviceKey
from ctxh_desktop.storage.store import open_laptop
from ctxh_desktop.sync.province import Province
from tests.data.laptops import KEY, Fleet, Laptop, rank, ticking_ambient
from tests.data.province_db import ProvinceDb

FOLDER = Path(__file__).parent / "released"
REVISIONS = (1, 2)
SCHEMA = "released"


class Released:
    """One released version's laptop and province.

    Attributes:
        sent: requests of its laptops and an answer of its province (`record.py`).
        held: what both held.
    """

    def __init__(self, revision: int, db: ProvinceDb, folder: Path) -> None:
        self._source, self._db, self._folder = FOLDER / str(revision), db, folder
        self.sent = json.loads((self._source / "sent.json").read_text(encoding="utf-8"))
        self.held = json.loads((self._source / "rows.json").read_text(encoding="utf-8"))

    @cached_property
    def fleet(self) -> Fleet:
        """The province, with more laptops to come."""
        dump = gzip.decompress((self._source / "province.sql.gz").read_bytes()).decode()
        with psycopg.connect(self._db.uri, autocommit=True) as connection:
            connection.execute(f'DROP SCHEMA IF EXISTS "{SCHEMA}" CASCADE')
            connection.execute(dump)
        made = Fleet(self._db, self._folder, count=0, seed="later")
        made.province = self._db.open(made.ambient, schema=SCHEMA)
        made.answering = Province(made.province, rank)
        return made

    @cached_property
    def laptop(self) -> Laptop:
        """The laptop, at the province of `fleet`."""
        made = Laptop.__new__(Laptop)  # its file and its device are there already
        made.fleet, made.name, made.device = self.fleet, "A", "A"
        made.file, made.ambient = self._folder / "old.db", ticking_ambient("old")
        made.key = DeviceKey(bytes.fromhex(self.sent["seed"]))
        shutil.copyfile(self._source / "laptop.db", made.file)
        made.types = self.fleet.record_types
        made.store = open_laptop(made.file, KEY, made.ambient)
        self.fleet.laptops.append(made)
        return made

    def replay(self, province: Province) -> None:
        """Send what its own province was sent to another, in the same order."""
        for recorded in self.sent["requests"][:-1]:
            list(province.handle(*self.request(recorded)))

    @staticmethod
    def request(recorded: dict[str, Any]) -> tuple[str, bytes, str]:
        """Return device, body and signature of a recorded request."""
        body = base64.b64decode(recorded["body"])
        return recorded["device"], body, recorded["signature"]

    def close(self) -> None:
        """Close all files."""
        self.fleet.close()
