CREATE TABLE compare_due (
    person_id TEXT NOT NULL, 
    PRIMARY KEY (person_id)
);

CREATE TABLE likeness (
    person_id TEXT NOT NULL, 
    other_id TEXT NOT NULL, 
    score INTEGER NOT NULL, 
    reasons TEXT NOT NULL, 
    PRIMARY KEY (person_id, other_id)
);

CREATE INDEX likeness_other_id ON likeness (other_id);

CREATE TABLE person_pair (
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
    other_id TEXT, 
    verdict TEXT, 
    PRIMARY KEY (row_no), 
    UNIQUE (id)
);

CREATE INDEX person_pair_other_id ON person_pair (other_id);

CREATE INDEX person_pair_person_id ON person_pair (person_id);

ALTER TABLE person ADD COLUMN merged_into TEXT;

CREATE INDEX person_compared_0 ON person (given_fold, born);

CREATE INDEX person_compared_1 ON person (village, born);

CREATE INDEX person_compared_2 ON person (phone);

CREATE INDEX person_merged_into ON person (merged_into);

INSERT INTO compare_due SELECT id FROM person WHERE deleted_at IS NULL;
