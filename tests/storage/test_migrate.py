from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from ctxh_desktop.domain.records import RECORD_TYPES
from ctxh_desktop.errors import IntegrityError
from ctxh_desktop.storage import migrate
from ctxh_desktop.storage.store import Store, open_laptop
from ctxh_desktop.storage.tables import Role, Tables
from tests.data.laptops import KEY, ticking_ambient


def test_the_newest_file_is_the_head() -> None:
    numbers = sorted(file.name[:4] for file in (migrate.FOLDER / "versions").glob("[0-9]*.py"))

    assert numbers[-1] == migrate.HEAD
    assert numbers == [f"{n:04d}" for n in range(1, len(numbers) + 1)]


def test_what_is_migrated_is_what_is_kept_under_version_control(store: Store) -> None:
    golden = migrate.FOLDER / f"golden_{store.tables.role.value}.txt"
    with store.engine.connect() as connection:
        found = migrate.golden(connection)

    assert found == golden.read_text(encoding="utf-8")


def test_what_is_declared_is_what_is_migrated(store: Store) -> None:
    def is_ours(name: str | None, kind: str, _: object) -> bool:
        return not (kind == "table" and (name or "").startswith(("search_", "alembic_")))

    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": is_ours})
        found = compare_metadata(context, Tables(RECORD_TYPES, store.tables.role).metadata)

    missing = [change for change in found if "_search" not in str(change)]
    assert missing == []


def test_upgrading_again_changes_nothing(store: Store) -> None:
    with store.engine.connect() as connection:
        before = migrate.golden(connection)
    migrate.upgrade(store.engine, store.tables, schema="fleet")

    with store.engine.connect() as connection:
        assert migrate.golden(connection) == before
        assert migrate.current(connection) == migrate.HEAD


def test_a_file_of_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "a.db"
    store = open_laptop(file, KEY, ticking_ambient("x"), create=True)
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    store.close()

    with pytest.raises(IntegrityError, match="database-needs-newer-program"):
        open_laptop(file, KEY, ticking_ambient("x"))


def test_every_record_table_of_the_province_is_numbered(province: Store) -> None:
    with province.engine.connect() as connection:
        found = connection.execute(
            text(
                "SELECT tgrelid::regclass::text FROM pg_trigger "
                "WHERE tgname IN ('note_inserted', 'note_updated', 'note_left') "
                "AND tgrelid::regclass::text = ANY(:names)"
            ),
            {"names": [t.name for t in RECORD_TYPES] + ['"case"']},
        ).scalars()
        names = sorted(name.strip('"') for name in found)

    assert names == sorted(3 * [t.name for t in RECORD_TYPES])


def test_every_searched_type_has_its_index_on_the_laptop(laptop: Store) -> None:
    with laptop.engine.connect() as connection:
        tables = set(
            connection.exec_driver_sql("SELECT name FROM sqlite_schema WHERE sql LIKE '%fts5%'")
            .scalars()
            .all()
        )

    assert tables == {f"search_{t.name}" for t in RECORD_TYPES if t.searched}


def test_a_migration_that_fails_leaves_nothing_half(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.db"
    monkeypatch.setattr(migrate, "_add_undeclared", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        open_laptop(file, KEY, ticking_ambient("x"), create=True)
    monkeypatch.undo()

    store = open_laptop(file, KEY, ticking_ambient("x"))

    assert store.tables.role is Role.LAPTOP
    with store.engine.connect() as connection:
        assert migrate.current(connection) == migrate.HEAD
    store.close()
