CREATE TABLE transfer_request (
    row_no INTEGER NOT NULL, 
    id TEXT NOT NULL, 
    scope TEXT NOT NULL, 
    seq BIGINT DEFAULT '0' NOT NULL, 
    created_at TEXT NOT NULL, 
    created_by TEXT NOT NULL, 
    deleted_at TEXT, 
    deleted_reason TEXT, 
    extra TEXT, 
    person_id TEXT, 
    to_commune TEXT, 
    moved_on TEXT, 
    note TEXT, 
    outcome TEXT, 
    PRIMARY KEY (row_no), 
    UNIQUE (id)
);

CREATE INDEX transfer_request_person_id ON transfer_request (person_id);
