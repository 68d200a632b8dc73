"""Files through dead processes, cut HTTPS, a restored province: nothing lost, nothing claimed."""

from __future__ import annotations

import itertools
import os
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, text

from ctxh_desktop.errors import TransientError
from ctxh_desktop.security.vault import Vault
from ctxh_desktop.server.serve import Served
from ctxh_desktop.storage import archive, attachments
from ctxh_desktop.storage.store import open_laptop
from ctxh_desktop.sync import answers, https
from ctxh_desktop.sync.files import GET, HEAD, Courier, FileRequest
from tests.data import killed_files, killed_laptop
from tests.data.files import Files, content_of, sha
from tests.data.invariants import check_all
from tests.data.killed_files import CONTENT, in_a_process
from tests.data.laptops import KEY, Fleet
from tests.data.province_db import ProvinceDb
from tests.data.province_server import COMMUNE, OTHER_COMMUNE, Laptop, laptops

pytest_plugins = ("tests.data.province_server",)


# ------------------------------------------------------------------ dead processes


@pytest.mark.drill
@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a process to kill")
@pytest.mark.parametrize("when", ["before", "after", "disk"])
def test_killed_at_each_commit_and_each_step_of_the_disk(
    province_db: ProvinceDb, tmp_path: Path, when: str
) -> None:
    seeds = itertools.count()
    for number in itertools.count(1):
        folder = tmp_path / str(number)
        folder.mkdir()
        fleet = Fleet(province_db, folder, count=1)
        killed_laptop.enrol(fleet.province)

        def life(number: int, folder: Path = folder) -> bool:
            args = (folder, next(seeds), province_db.uri, number, when)
            return in_a_process(lambda: killed_files.live(*args))

        was_killed = life(number)
        _check_no_false_word(fleet, folder)
        assert not life(0)

        store = open_laptop(folder / "K.db", KEY, fleet.ambient)
        vault = Vault(folder / "K")
        with store.read() as reader:
            (row,) = reader.where("attachment")
            assert row["stored_at"]
            assert attachments.read(reader, vault, sha(CONTENT)) == CONTENT
            pieces = reader.connection.execute(reader.tables.book("blob_part").select()).all()
        assert pieces == []
        assert vault.names() == {sha(CONTENT)}, "nothing is left behind"
        store.close()
        fleet.close()
        if not was_killed:
            break
    assert number > {"before": 12, "after": 12, "disk": 6}[when]


def _check_no_false_word(fleet: Fleet, folder: Path) -> None:
    """I17 at the worst moment: stored means stored, and what is not stored is still here."""
    with fleet.province.read() as reader:
        assert archive.false_marks(reader) == []
        is_stored = any(row["stored_at"] for row in reader.where("attachment"))
    store = open_laptop(folder / "K.db", KEY, fleet.ambient, create=True)
    with store.read() as reader:
        if reader.local("attached") and not is_stored:
            assert attachments.read(reader, Vault(folder / "K"), sha(CONTENT)) == CONTENT
    store.close()


# ------------------------------------------------------------------ a restored province


def test_a_province_that_lost_the_file_is_given_it_again(
    province_db: ProvinceDb, tmp_path: Path
) -> None:
    fleet = Fleet(province_db, tmp_path, count=1)
    files = Files(fleet.laptops[0])
    content = content_of("restored", 100_000)
    sha256 = files.attach(content)
    files.laptop.sync()
    files.carry()
    files.laptop.sync()
    with fleet.province.write(by="restore") as work:
        (row,) = files.rows(sha256)
        for name in ("blob", "blob_part"):
            work.connection.execute(delete(work.tables.book(name)))
        work.patch("attachment", row.id, {"stored_at": None})
        work.commit()

    files.laptop.sync()
    assert files.carry().sent == 1
    files.laptop.sync()

    assert files.is_stored(sha256)
    check_all(fleet)
    fleet.close()


# ------------------------------------------------------------------ real HTTPS


def attach(laptop: Laptop, folder: Path, content: bytes) -> str:
    values = {"size_bytes": len(content), "media_type": "image/jpeg", "paper_kind": "KHAC"}
    with laptop.store.write(by="Hoa", label="AddAttachment") as work:
        sha256 = attachments.take_in(work, Vault(folder), content)
        row = {**values, "sha256": sha256}
        work.insert("attachment", laptop.store.ambient.new_id(), COMMUNE, row)
        work.commit()
    return sha256


def carry(laptop: Laptop, folder: Path, carrier: https.Carrier) -> Courier:
    courier = Courier(laptop.store, Vault(folder))
    while request := courier.request():
        courier.feed(carrier.file(laptop.enrolled.device_id, laptop.key, request))
    return courier


def test_a_picture_goes_up_and_down_by_https(served: Served, tmp_path: Path) -> None:
    content = content_of("https")
    with laptops(tmp_path, served, "a", "b") as (a, b):
        sha256 = attach(a, tmp_path / "a", content)
        a.sync()
        with closing(https.Carrier(served.url, a.ca_pem)) as carrier:
            assert carry(a, tmp_path / "a", carrier).tally.sent == 1
            a.sync()
            b.sync()
            with b.store.write(by="Bình") as work:
                attachments.want(work, sha256, len(content))
                work.commit()
            assert carry(b, tmp_path / "b", carrier).tally.fetched == 1
        with b.store.read() as reader:
            (row,) = reader.where("attachment")
            assert row["stored_at"]
            assert attachments.read(reader, Vault(tmp_path / "b"), sha256) == content


@pytest.mark.parametrize("number", range(1, 6))
def test_a_connection_cut_in_each_request_is_resumed(
    served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """The province does what was asked, and the answer breaks off on the way back."""
    content = content_of("cut")
    count = itertools.count(1)
    real = answers.content

    def broken(response: Any, bytes_max: int) -> bytes:
        if "/blob/" in response.url and next(count) == number:
            raise TransientError("connection-cut")
        return real(response, bytes_max)

    monkeypatch.setattr(answers, "content", broken)
    with laptops(tmp_path, served, "a") as (a,):
        sha256 = attach(a, tmp_path / "a", content)
        a.sync()
        with closing(https.Carrier(served.url, a.ca_pem)) as carrier:
            with pytest.raises(TransientError, match="connection-cut"):
                carry(a, tmp_path / "a", carrier)
            carry(a, tmp_path / "a", carrier)
        with served.store.read() as reader:
            assert archive.piece(reader, sha256, 0, len(content)) == content
            assert archive.unmarked(reader, sha256) == []
            assert archive.false_marks(reader) == []


def test_two_laptops_that_send_the_same_bytes_at_once_make_one_file(
    served: Served, tmp_path: Path
) -> None:
    content = content_of("both", 600_000)
    with laptops(tmp_path, served, "a", "b") as both:
        for laptop, name in zip(both, "ab", strict=True):
            attach(laptop, tmp_path / name, content)
            laptop.sync()
        failures: list[Exception] = []

        def run(laptop: Laptop, name: str) -> None:
            try:
                with closing(https.Carrier(served.url, laptop.ca_pem)) as carrier:
                    carry(laptop, tmp_path / name, carrier)
            except Exception as error:  # noqa: BLE001 (told below)
                failures.append(error)

        pairs = zip(both, "ab", strict=True)
        threads = [threading.Thread(target=run, args=pair) for pair in pairs]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert failures == []
        with served.store.read() as reader:
            assert archive.unmarked(reader, sha(content)) == []
            stored = "SELECT sum(length(body)) FROM blob_part"
            assert reader.connection.execute(text(stored)).scalar() == len(content)


def test_a_stranger_by_https_learns_nothing(served: Served, tmp_path: Path) -> None:
    content = content_of("secret", 1000)
    with laptops(tmp_path, served, "a", "b") as (a, b):
        sha256 = attach(a, tmp_path / "a", content)
        a.sync()
        with closing(https.Carrier(served.url, a.ca_pem)) as carrier:
            carry(a, tmp_path / "a", carrier)
            with served.store.engine.begin() as connection:
                moved = {"scope": OTHER_COMMUNE, "id": b.enrolled.device_id}
                connection.execute(text("UPDATE device SET scopes = :scope WHERE id = :id"), moved)
            for asked in (FileRequest(GET, sha256, 0, 1000), FileRequest(HEAD, sha256, 0, 1000)):
                answer = carrier.file(b.enrolled.device_id, b.key, asked)
                assert (answer.status, answer.offset, answer.body) == (404, 0, b"")


def test_what_a_picture_costs_on_the_wire(
    served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bytes of HTTP both ways, without TLS, for a picture of 250 kB at the smallest chunks."""
    import http.client

    sent, received = [], []
    real_send = http.client.HTTPConnection.send
    real_read = answers.content

    def send(self: Any, data: Any) -> Any:
        sent.append(len(data))
        return real_send(self, data)

    def read(response: Any, bytes_max: int) -> bytes:
        body = real_read(response, bytes_max)
        received.append(
            len(body) + 20 + sum(len(n) + len(v) + 4 for n, v in response.headers.items())
        )
        return body

    monkeypatch.setattr(http.client.HTTPConnection, "send", send)
    monkeypatch.setattr(answers, "content", read)
    content = content_of("measured")
    with laptops(tmp_path, served, "a") as (a,):
        attach(a, tmp_path / "a", content)
        a.sync()
        sent.clear()
        received.clear()
        with closing(https.Carrier(served.url, a.ca_pem)) as carrier:
            carry(a, tmp_path / "a", carrier)

    total = sum(sent) + sum(received)
    print(f"250 kB picture: {total} bytes, ratio {total / len(content):.4f}")
    assert total < 1.02 * len(content)
