"""Files: when the last piece of an upload came, and which operations are about files."""

from __future__ import annotations

from ctxh_desktop.storage.migrate import run_sql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the schema of whichever database this is."""
    run_sql(revision)
