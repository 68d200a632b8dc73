"""Duplicates of people."""

from __future__ import annotations

from ctxh_desktop.storage.migrate import run_sql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the schema of whichever database this is."""
    run_sql(revision)
