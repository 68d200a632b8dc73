"""Migrations: bring a database to the declared schema, forward only, with Alembic on both sides.

A laptop's file and a province's schema share the numbered files in `migrations/`; each has a part
for the laptop and one for the province.  `golden()` describes what a database really holds, in
words that are kept under version control (`golden_laptop.txt`, `golden_province.txt`).

Source: ADR-0008; style reference §4.9.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from ctxh_desktop.domain.records import RECORD_TYPES
from ctxh_desktop.errors import IntegrityError
from ctxh_desktop.storage import engine as engines
from ctxh_desktop.storage import search
from ctxh_desktop.storage.tables import Role, Tables

FOLDER = Path(__file__).parent / "migrations"
"""Where the numbered files lie."""

HEAD = "0006"
"""Newest migration of this version; a test keeps it equal to the newest file."""

_LOCK = 0x43545848
"""Advisory lock under which a province's schema is changed ("CTXH")."""


def upgrade(engine: Engine, tables: Tables, *, schema: str = "") -> None:
    """Bring the database to `HEAD`, then add record types that only this caller declares.

    Raises:
        IntegrityError: "database-needs-newer-program" when the file was written by a newer version.
    """
    with engine.connect() as connection:
        engines.mark(connection, is_writing=True)
        if tables.role is Role.PROVINCE:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            connection.execute(text(f'CREATE SCHEMA IF NOT EXISTS "{schema}"'))
        if current(connection) != HEAD:
            run(connection, tables.role)
        _add_undeclared(connection, tables)
        connection.commit()
        engines.mark(connection, is_writing=False)


def current(connection: Connection) -> str | None:
    """Return the number of the last migration that ran here."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if found is not None and str(found) > HEAD:
        raise IntegrityError("database-needs-newer-program")
    return None if found is None else str(found)


def run(connection: Connection, role: Role) -> None:
    """Run the migrations that have not run yet, in the connection's transaction."""
    from alembic import command  # noqa: PLC0415 (only needed when a migration is due)
    from alembic.config import Config  # noqa: PLC0415

    settings = Config()
    settings.set_main_option("script_location", str(FOLDER))
    settings.attributes.update(connection=connection, role=role)
    command.upgrade(settings, "head")


def run_sql(number: str) -> None:
    """Run the SQL of migration *number* for the database at hand; called by the migration."""
    from alembic import context, op  # noqa: PLC0415

    role: Role = context.get_context().opts["role"]
    sql = (FOLDER / f"{number}_{role.value}.sql").read_text(encoding="utf-8")
    cursor = op.get_bind().connection.cursor()
    for statement in [sql] if role is Role.PROVINCE else sql.split(";\n"):
        if statement.strip():
            cursor.execute(statement)


def golden(connection: Connection) -> str:
    """Return what the database holds, table by table, in a stable text."""
    found = inspect(connection)
    lines: list[str] = []
    for table in sorted(found.get_table_names()):
        lines.append(f"table {table}")
        lines += [
            f"    {c['name']} {c['type']}{'' if c['nullable'] else ' not null'}"
            for c in found.get_columns(table)
        ]
        lines += [
            f"    index {i['name']} ({', '.join(str(c) for c in i['column_names'])})"
            f"{' unique' if i['unique'] else ''}"
            for i in sorted(found.get_indexes(table), key=lambda index: str(index["name"]))
        ]
    return "\n".join(lines) + "\n"


def _add_undeclared(connection: Connection, tables: Tables) -> None:
    shipped = {record_type.name for record_type in RECORD_TYPES}
    for name, declared in tables.types.items():
        if name not in shipped:
            tables.records[name].create(connection, checkfirst=True)
            after_create(connection, tables.role, [name])
            if tables.role is Role.LAPTOP:
                search.create_index(connection, declared)


def after_create(connection: Connection, role: Role, names: list[str]) -> None:
    """Give new record tables the triggers by which their rows are numbered (province)."""
    if role is Role.PROVINCE:
        for name in names:
            exists = connection.execute(
                text(
                    "SELECT 1 FROM pg_trigger "
                    "WHERE tgname = 'note_inserted' AND tgrelid = to_regclass(:t)"
                ),
                {"t": f'"{name}"'},
            ).first()
            if not exists:
                connection.execute(text("SELECT number_table(:name)"), {"name": name})
