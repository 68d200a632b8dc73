CREATE TABLE base_row (
    record_type TEXT NOT NULL, 
    row_id TEXT NOT NULL, 
    seq BIGINT NOT NULL, 
    body TEXT NOT NULL, 
    PRIMARY KEY (record_type, row_id)
);

CREATE TABLE "case" (
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
    number TEXT, 
    opened_on TEXT, 
    source TEXT, 
    reporter TEXT, 
    request TEXT, 
    urgency TEXT, 
    risk TEXT, 
    is_protected BOOLEAN, 
    status TEXT, 
    responsible TEXT, 
    goal TEXT, 
    closed_on TEXT, 
    closure_reason TEXT, 
    PRIMARY KEY (row_no), 
    UNIQUE (id)
);

CREATE INDEX case_opened_on ON "case" (opened_on);

CREATE INDEX case_person_id ON "case" (person_id);

CREATE TABLE "conflict" (
    row_no INTEGER NOT NULL, 
    id TEXT NOT NULL, 
    scope TEXT NOT NULL, 
    seq BIGINT DEFAULT '0' NOT NULL, 
    created_at TEXT NOT NULL, 
    created_by TEXT NOT NULL, 
    deleted_at TEXT, 
    deleted_reason TEXT, 
    extra TEXT, 
    record_type TEXT, 
    record_id TEXT, 
    field TEXT, 
    kind TEXT, 
    base TEXT, 
    current TEXT, 
    current_by TEXT, 
    current_at TEXT, 
    proposed TEXT, 
    proposed_by TEXT, 
    proposed_at TEXT, 
    op_id TEXT, 
    state TEXT, 
    choice TEXT, 
    resolved_by TEXT, 
    PRIMARY KEY (row_no), 
    UNIQUE (id)
);

CREATE TABLE cursor (
    scope TEXT NOT NULL, 
    seq BIGINT NOT NULL, 
    PRIMARY KEY (scope)
);

CREATE TABLE draft (
    "key" TEXT NOT NULL, 
    body TEXT NOT NULL, 
    saved_at TEXT NOT NULL, 
    PRIMARY KEY ("key")
);

CREATE TABLE history (
    op_id TEXT NOT NULL, 
    record_type TEXT NOT NULL, 
    row_id TEXT NOT NULL, 
    scope TEXT NOT NULL, 
    seq BIGINT, 
    changes TEXT NOT NULL, 
    "by" TEXT NOT NULL, 
    at TEXT NOT NULL, 
    device TEXT NOT NULL, 
    PRIMARY KEY (op_id)
);

CREATE INDEX history_row ON history (row_id);

CREATE INDEX history_scope_seq ON history (scope, seq);

CREATE TABLE household (
    row_no INTEGER NOT NULL, 
    id TEXT NOT NULL, 
    scope TEXT NOT NULL, 
    seq BIGINT DEFAULT '0' NOT NULL, 
    created_at TEXT NOT NULL, 
    created_by TEXT NOT NULL, 
    deleted_at TEXT, 
    deleted_reason TEXT, 
    extra TEXT, 
    head_name TEXT, 
    village TEXT, 
    address TEXT, 
    phone TEXT, 
    household_class TEXT, 
    class_year BIGINT, 
    member_count BIGINT, 
    note TEXT, 
    sort_key TEXT, 
    name_fold TEXT, 
    given_fold TEXT, 
    PRIMARY KEY (row_no), 
    UNIQUE (id)
);

CREATE INDEX household_given_fold ON household (given_fold);

CREATE INDEX household_name_fold ON household (name_fold);

CREATE INDEX household_register ON household (deleted_at, sort_key, row_no);

CREATE TABLE local (
    "key" TEXT NOT NULL, 
    value TEXT NOT NULL, 
    PRIMARY KEY ("key")
);

CREATE TABLE operation (
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
    PRIMARY KEY (no), 
    UNIQUE (op_id)
);

CREATE INDEX operation_row ON operation (row_id);

CREATE INDEX operation_state ON operation (state, no);

CREATE TABLE page (
    scope TEXT NOT NULL, 
    from_seq BIGINT NOT NULL, 
    to_seq BIGINT NOT NULL, 
    body BLOB NOT NULL, 
    PRIMARY KEY (scope, from_seq)
);

CREATE TABLE person (
    row_no INTEGER NOT NULL, 
    id TEXT NOT NULL, 
    scope TEXT NOT NULL, 
    seq BIGINT DEFAULT '0' NOT NULL, 
    created_at TEXT NOT NULL, 
    created_by TEXT NOT NULL, 
    deleted_at TEXT, 
    deleted_reason TEXT, 
    extra TEXT, 
    full_name TEXT, 
    alias TEXT, 
    born TEXT, 
    sex TEXT, 
    id_number TEXT, 
    has_no_id BOOLEAN, 
    village TEXT, 
    address TEXT, 
    paper_address TEXT, 
    phone TEXT, 
    phone_of TEXT, 
    groups TEXT, 
    ethnicity TEXT, 
    disability_types TEXT, 
    disability_degree TEXT, 
    disability_certificate TEXT, 
    policies TEXT, 
    guardian_name TEXT, 
    household_id TEXT, 
    relation_to_head TEXT, 
    note TEXT, 
    sort_key TEXT, 
    name_fold TEXT, 
    given_fold TEXT, 
    PRIMARY KEY (row_no), 
    UNIQUE (id)
);

CREATE INDEX person_given_fold ON person (given_fold);

CREATE INDEX person_household_id ON person (household_id);

CREATE INDEX person_id_number ON person (id_number);

CREATE INDEX person_name_fold ON person (name_fold);

CREATE INDEX person_register ON person (deleted_at, sort_key, row_no);

CREATE INDEX person_village ON person (deleted_at, village);

CREATE TABLE plan_step (
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
    task TEXT, 
    contact_kind TEXT, 
    area TEXT, 
    responsible TEXT, 
    due_on TEXT, 
    status TEXT, 
    done_on TEXT, 
    from_visit_id TEXT, 
    note TEXT, 
    PRIMARY KEY (row_no), 
    UNIQUE (id)
);

CREATE INDEX plan_step_case_id ON plan_step (case_id);

CREATE INDEX plan_step_due_on ON plan_step (due_on);

CREATE INDEX plan_step_from_visit_id ON plan_step (from_visit_id);

CREATE INDEX plan_step_person_id ON plan_step (person_id);

CREATE TABLE token (
    token TEXT NOT NULL, 
    got_at TEXT, 
    PRIMARY KEY (token)
);

CREATE TABLE visit (
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
    visited_on TEXT, 
    contact_kind TEXT, 
    met TEXT, 
    change TEXT, 
    is_safe BOOLEAN, 
    note TEXT, 
    PRIMARY KEY (row_no), 
    UNIQUE (id)
);

CREATE INDEX visit_case_id ON visit (case_id);

CREATE INDEX visit_person_id ON visit (person_id);

CREATE INDEX visit_visited_on ON visit (visited_on);

CREATE VIRTUAL TABLE "search_household" USING fts5(given, name, other, numbers, year, content='',
    contentless_delete=1, detail=column, tokenize='unicode61 remove_diacritics 0');

CREATE VIRTUAL TABLE "search_person" USING fts5(given, name, other, numbers, year, content='',
    contentless_delete=1, detail=column, tokenize='unicode61 remove_diacritics 0');

CREATE VIRTUAL TABLE "search_case" USING fts5(given, name, other, numbers, year, content='',
    contentless_delete=1, detail=column, tokenize='unicode61 remove_diacritics 0');

CREATE VIRTUAL TABLE "search_plan_step" USING fts5(given, name, other, numbers, year, content='',
    contentless_delete=1, detail=column, tokenize='unicode61 remove_diacritics 0');

CREATE VIRTUAL TABLE "search_visit" USING fts5(given, name, other, numbers, year, content='',
    contentless_delete=1, detail=column, tokenize='unicode61 remove_diacritics 0');
