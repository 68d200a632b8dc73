"""Record what a released version of the program leaves behind, for later versions to take over.

    git worktree add ../released COMMIT
    cd ../released && python TREE/tests/data/released/record.py TREE/tests/data/released/N

It runs with the code of the folder it is started in, never with that beside it.  What it writes:

    laptop.db        encrypted file of a laptop with unsent, held, waiting, half-downloaded things
    province.sql.gz  the province's schema, as `pg_dump` wrote it
    rows.json        what both held, as that version read it
    sent.json        requests of that version's laptops, with their batches in readable form, and an
                     answer of its province

People are invented (tests/data/people.py), ids and keys come from a seed.
"""

from __future__ import annotations

import base64
import gzip
import itertools
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, os.getcwd())  # noqa: PTH109 (the code to be recorded, whatever lies beside this)
del sys.path[1]

import msgspec  # noqa: E402

from ctxh_desktop.security.device import sign_request  # noqa: E402
from ctxh_desktop.storage.store import Store  # noqa: E402
from ctxh_desktop.sync import protocol, pull  # noqa: E402
from ctxh_desktop.sync.client import Client  # noqa: E402
from tests.data.laptops import SCOPE, Fleet, Laptop, history_of, operations_of, rows_of  # noqa: E402
from tests.data.people import people  # noqa: E402
from tests.data.province_db import ProvinceDb, start  # noqa: E402

SCHEMA = "released"
_CUT = 99
_NEWEST = (b"\\", b"SET transaction_timeout", b"--", b"\n")


def main() -> None:
    """Play the story and write the files."""
    out = Path(sys.argv[1])
    pull.PAGE_ROWS_MAX = 20  # so that there are several pages and still few people
    out.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="ctxh-rel-"))
    server = start(folder / "pg")
    db = ProvinceDb(server.get_uri())
    db.new_schema = lambda: SCHEMA  # type: ignore[method-assign]
    fleet = Fleet(db, folder, count=0, seed="released")
    fleet.province.close()
    fleet.province = db.open(fleet.ambient, schema=SCHEMA)
    fleet.answering = type(fleet.answering)(fleet.province, fleet.answering._rank)
    a, b, c = (Laptop(fleet, name, [SCOPE], number) for number, name in enumerate("ABC"))
    sent = _play(fleet, a, b, c)
    for laptop in (a, b, c):
        laptop.store.engine.dispose() if laptop is not a else laptop.store.close()
    shutil.copyfile(a.file, out / "laptop.db")
    options = ("--inserts", "--no-owner", "--no-privileges", f"--schema={SCHEMA}")
    command = [str(server.bin_path / "pg_dump"), *options, db.uri]
    dump = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
    # Any PostgreSQL from 15 on shall load it: without what only the newest understand.
    lines = [line for line in dump.splitlines(keepends=True) if not line.startswith(_NEWEST)]
    (out / "province.sql.gz").write_bytes(gzip.compress(b"".join(lines), 9, mtime=0))
    _write(out / "sent.json", sent)
    db.close_stores()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def _play(fleet: Fleet, a: Laptop, b: Laptop, c: Laptop) -> dict[str, Any]:
    persons = _first_records(a)
    with a.edit() as work:  # held: there is no such day
        for born in ("2026-02-31", "2012-08"):
            values = {"full_name": "Hồ Văn Sai", "born": born, "groups": "NCT"}
            work.insert("person", a.ambient.new_id(), SCOPE, values)
    requests: list[dict[str, Any]] = []
    for laptop in (a, b, a):
        _sync(laptop, requests)
    a.patch(persons[0], phone="0905000001", phone_of="CON")
    b.patch(persons[0], phone="0905000002", phone_of="ME")
    b.patch(persons[1], note="Nhà bên sông. " * 8)
    _sync(b, requests)
    _sync(a, requests)
    b.patch(persons[1], note="Nhà bên sông, cạnh đình. " * 8)
    b.delete(persons[2])
    _sync(b, requests)
    for values in people(30, seed=8):  # more than a page
        b.add(**values)
    _sync(b, requests)
    a.add(full_name="Lê Văn Chữ", sex="NAM", groups="NKT")
    _sync(a, requests, frames=2)  # answered, one page is kept, the rest never came
    with a.edit("RecordVisit") as work:
        case = work.where("case")[0]
        visit = {
            "case_id": case.id, "person_id": persons[1], "visited_on": "2026-11-20",
            "contact_kind": "TAI_NHA", "met": "CHA ME", "is_safe": True, "note": "Đã đến thăm.",
        }  # fmt: skip
        work.insert("visit", a.ambient.new_id(), SCOPE, visit)
        work.patch("person", persons[1], {"note": "Đã đến thăm. " * 9, "groups": "NCT NKT"})
        work.patch("case", case.id, {"risk": "CAO"})
    a.delete(persons[3], reason="moved")
    _write(
        Path(sys.argv[1]) / "rows.json",
        {"laptop": _held(a.store), "province": _held(fleet.province)},
    )
    _sync(a, requests, frames=0)
    answer = b"".join(c.ask(Client(c.store, c.key).request()))
    return {
        "revision": protocol.SCHEMA_REVISION,
        "keys": {laptop.name: laptop.key.public for laptop in (a, b)},
        "seed": a.key.seed().hex(),
        "requests": requests,
        "answer": base64.b64encode(answer).decode(),
    }


def _first_records(a: Laptop) -> list[str]:
    """Insert some of each record type; return the people."""
    with a.edit("ImportPeople") as work:
        ids = [a.ambient.new_id() for _ in range(12)]
        for row_id, values in zip(ids, people(12, seed=7), strict=True):
            work.insert("person", row_id, SCOPE, values)
        household = {"head_name": "Hồ Thị Lài", "village": "Thôn 2", "class_year": 2026}
        work.insert("household", a.ambient.new_id(), SCOPE, household)
        case_id = a.ambient.new_id()
        case = {
            "person_id": ids[1], "number": "A-2026-001", "opened_on": "2026-11-02",
            "is_protected": False, "status": "DANG_MO", "risk": "TB",
        }  # fmt: skip
        work.insert("case", case_id, SCOPE, case)
        step = {"case_id": case_id, "person_id": ids[1], "task": "Đưa đi khám", "status": "CHUA"}
        work.insert("plan_step", a.ambient.new_id(), SCOPE, step)
    return ids


def _sync(laptop: Laptop, requests: list[dict[str, Any]], *, frames: int = _CUT) -> None:
    """Sync once and keep what was sent; after some frames the line is cut (0: before any)."""
    client = Client(laptop.store, laptop.key)
    while client.has_more():
        body = client.request()
        batch = protocol.decode_request(body).batch
        requests.append(
            {
                "device": laptop.name,
                "body": base64.b64encode(body).decode(),
                "signature": sign_request(laptop.key, body),
                "operations": json.loads(bytes(batch.ops)) if batch else None,
            }
        )
        arriving = protocol.decode_frames(laptop.ask(body)) if frames else iter(())
        for frame, line in itertools.islice(arriving, frames):
            client.feed(frame, line)
        if frames < _CUT:
            return


def _held(store: Store) -> dict[str, Any]:
    return {
        "rows": [msgspec.to_builtins(row) for row in rows_of(store).values()],
        "history": list(history_of(store).values()),
        "operations": operations_of(store),
    }


def _write(file: Path, content: Any) -> None:
    text = json.dumps(content, ensure_ascii=False, indent=0, sort_keys=True)
    file.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
