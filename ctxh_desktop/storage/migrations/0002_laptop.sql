DROP INDEX history_scope_seq;

DROP INDEX plan_step_from_visit_id;

DROP INDEX visit_person_id;

DROP INDEX visit_visited_on;

CREATE TABLE operation_2 (
    no INTEGER NOT NULL, 
    op_id TEXT NOT NULL, 
    group_id TEXT NOT NULL, 
    label TEXT NOT NULL, 
    record_type TEXT NOT NULL, 
    row_id TEXT NOT NULL, 
    kind TEXT NOT NULL, 
    changes TEXT NOT NULL, 
    scope TEXT NOT NULL, 
    "by" TEXT NOT NULL, 
    made_at TEXT NOT NULL, 
    seen BIGINT NOT NULL, 
    state TEXT NOT NULL, 
    status TEXT, 
    wait_seq BIGINT DEFAULT '0' NOT NULL, 
    note TEXT, 
    PRIMARY KEY (no)
);

INSERT INTO operation_2 SELECT * FROM operation;

DROP TABLE operation;

ALTER TABLE operation_2 RENAME TO operation;

CREATE INDEX operation_row ON operation (row_id);

CREATE INDEX operation_state ON operation (state, op_id);

ALTER TABLE operation ADD COLUMN recv_epoch TEXT;

ALTER TABLE operation ADD COLUMN recv_no BIGINT DEFAULT '0' NOT NULL;

ALTER TABLE operation ADD COLUMN is_safe BOOLEAN DEFAULT '0' NOT NULL;

ALTER TABLE operation ADD COLUMN is_due BOOLEAN DEFAULT '0' NOT NULL;

ALTER TABLE operation ADD COLUMN revision INTEGER DEFAULT '1' NOT NULL;

CREATE INDEX operation_due ON operation (no) WHERE is_due;

CREATE TABLE attachment (
    row_no INTEGER NOT NULL, 
    id TEXT NOT NULL, 
    scope TEXT NOT NULL, 
    seq BIGINT DEFAULT '0' NOT NULL, 
    created_at TEXT NOT NULL, 
    created_by TEXT NOT NULL, 
    deleted_at TEXT, 
    deleted_reason TEXT, 
    extra TEXT, 
    case_id TEXT, 
    person_id TEXT, 
    visit_id TEXT, 
    paper_kind TEXT, 
    title TEXT, 
    taken_on TEXT, 
    sha256 TEXT, 
    size_bytes BIGINT, 
    media_type TEXT, 
    preview TEXT, 
    stored_at TEXT, 
    PRIMARY KEY (row_no), 
    UNIQUE (id)
);

CREATE INDEX attachment_case_id ON attachment (case_id);

CREATE INDEX attachment_person_id ON attachment (person_id);

CREATE INDEX attachment_sha256 ON attachment (sha256);

CREATE INDEX attachment_visit_id ON attachment (visit_id);

CREATE TABLE blob (
    sha256 TEXT NOT NULL, 
    size_bytes BIGINT NOT NULL, 
    "key" TEXT NOT NULL, 
    is_here BOOLEAN NOT NULL, 
    is_wanted BOOLEAN NOT NULL, 
    sent_bytes BIGINT DEFAULT '0' NOT NULL, 
    used_at TEXT NOT NULL, 
    PRIMARY KEY (sha256)
);

CREATE TABLE blob_part (
    sha256 TEXT NOT NULL, 
    from_byte BIGINT NOT NULL, 
    body BLOB NOT NULL, 
    PRIMARY KEY (sha256, from_byte)
);
