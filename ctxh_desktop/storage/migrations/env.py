"""Alembic's entry: runs the migrations on the connection that `storage.migrate` hands in."""

from __future__ import annotations

from alembic import context

connection = context.config.attributes["connection"]
role = context.config.attributes["role"]
context.configure(
    connection=connection,
    transaction_per_migration=False,
    transactional_ddl=True,
    role=role,
)
context.run_migrations()
