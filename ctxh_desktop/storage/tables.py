"""Tables: the declared record types and the books that sync keeps, for laptop and province.

    both       one table per record type · history (every change with who, when, old and new)
               blob, blob_part (files of attachments, and their pieces)
    laptop     operation (outbox, undo, audit) · base_row · page · cursor · token · draft · local
               compare_due, likeness (who is still to be compared, and who looked alike)
    province   scope (the counter) · log · pending · operation (inbox) · batch · token · device ·
               enrolment · state

Only primary keys and ids are unique: two people may bear one number, and two laptops may give one
(sync trap 7).  Shadow columns (`sort_key`, `name_fold`, `given_fold`, `search_text`) are derived
from the declared fields by the unit of work and never travel.

Source: sync design §4.2–4.3; ADR-0004, ADR-0008.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    Column,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)

from ctxh_desktop.domain.schema import Field, RecordType
from ctxh_desktop.domain.values import Kind
from ctxh_desktop.storage.compared import compared

BYTEWISE = Text().with_variant(Text(collation="C"), "postgresql")
"""Text that sorts by its bytes on both databases."""
COUNTER = BigInteger().with_variant(Integer(), "sqlite")


class Role(StrEnum):
    """Whose database this is."""

    LAPTOP = "laptop"
    PROVINCE = "province"


class Tables:
    """All tables of one database.

    Args:
        record_types: the declared types; tests add their own.
        role: laptop or province.
    """

    def __init__(self, record_types: Sequence[RecordType], role: Role) -> None:
        self.role = role
        self.types = {record_type.name: record_type for record_type in record_types}
        self.metadata = MetaData()
        self.records = {t.name: _record_table(self.metadata, t, role) for t in record_types}
        self.one = {name: _one_row(table) for name, table in self.records.items()}
        self.history = _history(self.metadata, role)
        books = _laptop_books if role is Role.LAPTOP else _province_books
        books(self.metadata)
        _files(self.metadata, role)

    def book(self, name: str) -> Table:
        """Return one of the books by its name."""
        return self.metadata.tables[name]


@lru_cache(maxsize=8)
def tables_of(record_types: tuple[RecordType, ...], role: Role) -> Tables:
    """Return the tables of these types: the same to each who asks, for nobody changes them."""
    return Tables(record_types, role)


SYSTEM_COLUMNS = (
    "id", "scope", "seq", "created_at", "created_by", "deleted_at", "deleted_reason", "extra",
)  # fmt: skip
"""Columns that every record table has besides its declared fields."""


@dataclass(frozen=True)
class OneRow:
    """How a laptop reads one record by its id.

    Attributes:
        sql: asks for all columns, by the id.
        columns: their names, in that order.
        truths: those that SQLite gives as 0 and 1.
    """

    sql: str
    columns: tuple[str, ...]
    truths: tuple[str, ...]


def _one_row(table: Table) -> OneRow:
    names = tuple(column.name for column in table.columns)
    listed = ", ".join(f'"{name}"' for name in names)
    sql = f'SELECT {listed} FROM "{table.name}" WHERE id = ?'  # noqa: S608 (own names)
    truths = tuple(column.name for column in table.columns if isinstance(column.type, Boolean))
    return OneRow(sql, names, truths)


_INDEXED = (Kind.LINK, Kind.IDENTIFIER, Kind.ATTACHMENT)


def _column_type(field: Field) -> Boolean | BigInteger | Text:
    if field.kind is Kind.BOOL:
        return Boolean()
    if field.kind in (Kind.INT, Kind.MONEY):
        return BigInteger()
    return BYTEWISE


def _record_table(metadata: MetaData, record_type: RecordType, role: Role) -> Table:
    columns: list[Column[object]] = [
        Column("row_no", COUNTER, Identity(), primary_key=True),
        Column("id", BYTEWISE, nullable=False, unique=True),
        Column("scope", BYTEWISE, nullable=False),
        Column("seq", BigInteger, nullable=False, server_default="0"),
        Column("created_at", BYTEWISE, nullable=False),
        Column("created_by", Text, nullable=False),
        Column("deleted_at", BYTEWISE),
        Column("deleted_reason", Text),
        Column("extra", Text),
    ]
    columns += [Column(field.name, _column_type(field)) for field in record_type.fields]
    asked = [f for f in record_type.fields if f.is_looked_up or role is Role.PROVINCE]
    indexed = [f.name for f in asked if f.kind in _INDEXED]
    indexed += [f.name for f in asked if f.kind is Kind.DAY and f.listed]
    if record_type.name_field is not None:
        columns += [Column(name, BYTEWISE) for name in ("sort_key", "name_fold", "given_fold")]
        indexed += ("name_fold", "given_fold")
    if role is Role.PROVINCE and record_type.searched:
        columns.append(Column("search_text", Text))
    table = Table(record_type.name, metadata, *columns, sqlite_autoincrement=False)
    for name in indexed:
        Index(f"{record_type.name}_{name}", table.c[name])
    for field in record_type.fields:
        if field.is_filter:
            Index(f"{record_type.name}_{field.name}", table.c.deleted_at, table.c[field.name])
    if role is Role.LAPTOP:
        for number, names in enumerate(record_type.compared_by):
            if set(names) <= set(table.c.keys()):  # an older declaration has fewer fields
                Index(f"{record_type.name}_compared_{number}", *(table.c[name] for name in names))
    if record_type.name_field is not None:
        # Not the id: 36 letters would make the index too large to be kept in memory.
        register = (table.c.deleted_at, table.c.sort_key, table.c.row_no)
        Index(f"{record_type.name}_register", *register)
    return table


def _history(metadata: MetaData, role: Role) -> Table:
    table = Table(
        "history",
        metadata,
        Column("op_id", BYTEWISE, primary_key=True),
        Column("record_type", BYTEWISE, nullable=False),
        Column("row_id", BYTEWISE, nullable=False),
        Column("scope", BYTEWISE, nullable=False),
        Column("seq", BigInteger, comment="null until the province's counter has numbered it"),
        Column("changes", Text, nullable=False, comment="JSON {field: [old, new]}"),
        Column("by", Text, nullable=False),
        Column("at", BYTEWISE, nullable=False),
        Column("device", BYTEWISE, nullable=False),
    )
    Index("history_row", table.c.row_id)
    if role is Role.PROVINCE:
        Index("history_scope_seq", table.c.scope, table.c.seq)
        # Empty but for what another than the ledger writes: numbering finds it without a search.
        unnumbered = table.c.seq.is_(None)
        Index("history_unnumbered", table.c.row_id, postgresql_where=unnumbered)
    return table


def _outbox(metadata: MetaData) -> None:
    operation = Table(
        "operation",
        metadata,
        Column("no", COUNTER, primary_key=True, autoincrement=False),
        Column("op_id", BYTEWISE, nullable=False),
        Column("group_id", BYTEWISE, nullable=False),
        Column("label", Text, nullable=False, comment="name of the command"),
        Column("record_type", BYTEWISE, nullable=False),
        Column("row_id", BYTEWISE, nullable=False),
        Column("kind", BYTEWISE, nullable=False),
        Column("changes", Text, nullable=False),
        Column("scope", BYTEWISE, nullable=False),
        Column("by", Text, nullable=False),
        Column("made_at", BYTEWISE, nullable=False),
        Column("seen", BigInteger, nullable=False),
        Column("revision", Integer, nullable=False, server_default="1"),
        Column("state", BYTEWISE, nullable=False, comment="queued|acked_waiting|retained|held"),
        Column("status", BYTEWISE),
        Column("wait_seq", BigInteger, nullable=False, server_default="0"),
        Column("note", Text),
        Column("recv_epoch", BYTEWISE, comment="history in which the province received it"),
        Column("recv_no", BigInteger, nullable=False, server_default="0"),
        Column("is_safe", Boolean, nullable=False, server_default="0", comment="in two backups"),
        Column("is_due", Boolean, nullable=False, server_default="0", comment="to be given again"),
    )
    # One index answers both "what is queued?" and "which one is it that the province names?".
    Index("operation_state", operation.c.state, operation.c.op_id)
    Index("operation_row", operation.c.row_id)
    Index("operation_due", operation.c.no, sqlite_where=operation.c.is_due)


def _laptop_books(metadata: MetaData) -> None:
    _outbox(metadata)
    Table(
        "base_row",
        metadata,
        Column("record_type", BYTEWISE),
        Column("row_id", BYTEWISE),
        Column("seq", BigInteger, nullable=False),
        Column("body", Text, nullable=False, comment="the province's row, JSON"),
        PrimaryKeyConstraint("record_type", "row_id"),
    )
    Table(
        "page",
        metadata,
        Column("scope", BYTEWISE),
        Column("from_seq", BigInteger),
        Column("to_seq", BigInteger, nullable=False),
        Column("body", LargeBinary, nullable=False),
        PrimaryKeyConstraint("scope", "from_seq"),
    )
    Table(
        "cursor",
        metadata,
        Column("scope", BYTEWISE, primary_key=True),
        Column("seq", BigInteger, nullable=False),
    )
    Table("token", metadata, Column("token", BYTEWISE, primary_key=True), Column("got_at", Text))
    compared(metadata)
    Table(
        "draft",
        metadata,
        Column("key", BYTEWISE, primary_key=True),
        Column("body", Text, nullable=False),
        Column("saved_at", BYTEWISE, nullable=False),
    )
    key, value = Column("key", BYTEWISE, primary_key=True), Column("value", Text, nullable=False)
    Table("local", metadata, key, value, comment="what this laptop knows of itself; never synced")


def _province_books(metadata: MetaData) -> None:
    Table(
        "scope",
        metadata,
        Column("scope", BYTEWISE, primary_key=True),
        Column("seq", BigInteger, nullable=False, server_default="0"),
    )
    Table(
        "log",
        metadata,
        Column("scope", BYTEWISE),
        Column("record_type", BYTEWISE),
        Column("row_id", BYTEWISE),
        Column("seq", BigInteger, nullable=False),
        Column("kind", BYTEWISE, nullable=False, comment="r(ow) | l(eft) | x (erased)"),
        PrimaryKeyConstraint("scope", "record_type", "row_id"),
        UniqueConstraint("scope", "seq"),
    )
    Table(
        "pending",
        metadata,
        Column("no", BigInteger, Identity()),
        Column("scope", BYTEWISE, nullable=False),
        Column("record_type", BYTEWISE, nullable=False),
        Column("kind", BYTEWISE, nullable=False),
        Column("row_ids", ARRAY(Text(collation="C")), nullable=False),
        prefixes=["UNLOGGED"],
        comment="what this transaction has changed; empty for everybody else",
    )
    _received(metadata)
    batch = Table(
        "batch",
        metadata,
        Column("recv_no", BigInteger, Identity()),
        Column("digest", BYTEWISE, primary_key=True),
        Column("device", BYTEWISE, nullable=False),
        Column("signature", Text, nullable=False),
        Column("body", LargeBinary, nullable=False, comment="bytes as signed, kept for good"),
    )
    Index("batch_device", batch.c.device, batch.c.recv_no)
    token = Table(
        "token",
        metadata,
        Column("token", BYTEWISE, primary_key=True),
        Column("device", BYTEWISE, nullable=False),
        Column("issued_at", BYTEWISE, nullable=False),
    )
    Index("token_device", token.c.device, token.c.issued_at)
    _province_people(metadata)


def _received(metadata: MetaData) -> None:
    operation = Table(
        "operation",
        metadata,
        Column("op_id", BYTEWISE, primary_key=True),
        Column("device", BYTEWISE, nullable=False),
        Column("incarnation", BYTEWISE, nullable=False),
        Column("no", BigInteger, nullable=False),
        Column("group_id", BYTEWISE, nullable=False),
        Column("recv_no", BigInteger, Identity()),
        Column("recv_at", BYTEWISE, nullable=False),
        Column("record_type", BYTEWISE, nullable=False),
        Column("row_id", BYTEWISE, nullable=False),
        Column("scope", BYTEWISE, nullable=False),
        Column("status", BYTEWISE, nullable=False),
        Column("note", Text, nullable=False, server_default=""),
        Column("body", Text, nullable=False),
    )
    Index("operation_held", operation.c.status, operation.c.row_id)
    of_files = operation.c.record_type == "attachment"
    Index("operation_files", operation.c.recv_no, postgresql_where=of_files)


def _province_people(metadata: MetaData) -> None:
    Table(
        "backup",
        metadata,
        Column("id", BYTEWISE, primary_key=True),
        Column("epoch", BYTEWISE, nullable=False),
        Column("recv_no", BigInteger, nullable=False, comment="all operations up to this one"),
        Column("verified_at", BYTEWISE, nullable=False),
    )
    Table(
        "device",
        metadata,
        Column("id", BYTEWISE, primary_key=True),
        Column("label", Text, nullable=False),
        Column("public_key", Text, nullable=False),
        Column("scopes", Text, nullable=False, comment="codes separated by spaces"),
        Column("block", BYTEWISE, nullable=False, comment="letters of its case numbers"),
        Column("status", BYTEWISE, nullable=False, comment="active|revoked"),
        Column(
            "incarnation",
            BYTEWISE,
            nullable=False,
            server_default="",
            comment="sessions of its program, the present one first",
        ),
        Column("doubled_at", BYTEWISE, comment="a session went on beside a later one: a clone"),
        Column("last_no", BigInteger, nullable=False, server_default="0"),
        Column("last_batch", BYTEWISE, nullable=False, server_default=""),
        Column("enrolled_at", BYTEWISE, nullable=False),
        Column("last_seen_at", BYTEWISE),
        Column("reached", Text, comment="JSON {scope: seq}: cursors that it last presented"),
        Column("revision", Integer, nullable=False, server_default="0", comment="of its program"),
    )
    Table(
        "enrolment",
        metadata,
        Column("code_id", BYTEWISE, primary_key=True),
        Column("stored", Text, nullable=False),
        Column("scopes", Text, nullable=False),
        Column("expires_at", BYTEWISE, nullable=False),
        Column("used_at", BYTEWISE),
        Column("device", BYTEWISE),
        Column("attempts", Integer, nullable=False, server_default="0"),
    )
    Table(
        "state",
        metadata,
        Column("key", BYTEWISE, primary_key=True),
        Column("value", Text, nullable=False),
    )


def _files(metadata: MetaData, role: Role) -> None:
    """Declare the books of files: a laptop's lie beside the database, a province's in it."""
    sha256 = Column("sha256", BYTEWISE, primary_key=True)
    blob = Table("blob", metadata, sha256, Column("size_bytes", BigInteger, nullable=False))
    if role is Role.LAPTOP:
        blob.append_column(Column("key", Text, nullable=False, comment="hexadecimal, of this file"))
        blob.append_column(Column("is_here", Boolean, nullable=False))
        blob.append_column(Column("is_wanted", Boolean, nullable=False))
        blob.append_column(Column("sent_bytes", BigInteger, nullable=False, server_default="0"))
        blob.append_column(Column("used_at", BYTEWISE, nullable=False))
    else:
        blob.append_column(Column("have_bytes", BigInteger, nullable=False, server_default="0"))
        blob.append_column(Column("verified_at", BYTEWISE))
        blob.append_column(Column("touched_at", BYTEWISE, comment="when the last piece came"))
    of, start = Column("sha256", BYTEWISE), Column("from_byte", BigInteger)
    body = Column("body", LargeBinary, nullable=False)
    Table("blob_part", metadata, of, start, body, PrimaryKeyConstraint("sha256", "from_byte"))
