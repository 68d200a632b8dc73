CREATE TABLE benefit (
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
    policy TEXT, 
    status TEXT, 
    from_on TEXT, 
    to_on TEXT, 
    heads BIGINT, 
    amount BIGINT, 
    decision_number TEXT, 
    decided_on TEXT, 
    decided_by TEXT, 
    receiver TEXT, 
    stop_reason TEXT, 
    note TEXT, 
    PRIMARY KEY (row_no), 
    UNIQUE (id)
);

CREATE INDEX benefit_person_id ON benefit (person_id);

CREATE TABLE household_member (
    row_no INTEGER NOT NULL, 
    id TEXT NOT NULL, 
    scope TEXT NOT NULL, 
    seq BIGINT DEFAULT '0' NOT NULL, 
    created_at TEXT NOT NULL, 
    created_by TEXT NOT NULL, 
    deleted_at TEXT, 
    deleted_reason TEXT, 
    extra TEXT, 
    household_id TEXT, 
    person_id TEXT, 
    full_name TEXT, 
    born TEXT, 
    sex TEXT, 
    relation_to_head TEXT, 
    is_head BOOLEAN, 
    occupation TEXT, 
    income BIGINT, 
    health TEXT, 
    from_on TEXT, 
    to_on TEXT, 
    note TEXT, 
    PRIMARY KEY (row_no), 
    UNIQUE (id)
);

CREATE INDEX household_member_household_id ON household_member (household_id);

CREATE INDEX household_member_person_id ON household_member (person_id);

CREATE TABLE household_year (
    row_no INTEGER NOT NULL, 
    id TEXT NOT NULL, 
    scope TEXT NOT NULL, 
    seq BIGINT DEFAULT '0' NOT NULL, 
    created_at TEXT NOT NULL, 
    created_by TEXT NOT NULL, 
    deleted_at TEXT, 
    deleted_reason TEXT, 
    extra TEXT, 
    household_id TEXT, 
    year BIGINT, 
    household_class TEXT, 
    certificate_number TEXT, 
    certificate_on TEXT, 
    deprivations TEXT, 
    income_per_head BIGINT, 
    note TEXT, 
    PRIMARY KEY (row_no), 
    UNIQUE (id)
);

CREATE INDEX household_year_household_id ON household_year (household_id);

CREATE TABLE person_address (
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
    kind TEXT, 
    commune_code TEXT, 
    village TEXT, 
    address TEXT, 
    old_address TEXT, 
    from_on TEXT, 
    to_on TEXT, 
    note TEXT, 
    PRIMARY KEY (row_no), 
    UNIQUE (id)
);

CREATE INDEX person_address_person_id ON person_address (person_id);

CREATE TABLE person_group (
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
    target_group TEXT, 
    sub_group TEXT, 
    is_main BOOLEAN, 
    from_on TEXT, 
    to_on TEXT, 
    decision_number TEXT, 
    decided_on TEXT, 
    note TEXT, 
    PRIMARY KEY (row_no), 
    UNIQUE (id)
);

CREATE INDEX person_group_person_id ON person_group (person_id);

CREATE TABLE person_identifier (
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
    kind TEXT, 
    number TEXT, 
    issued_on TEXT, 
    issued_by TEXT, 
    valid_from TEXT, 
    valid_to TEXT, 
    is_current BOOLEAN, 
    note TEXT, 
    PRIMARY KEY (row_no), 
    UNIQUE (id)
);

CREATE INDEX person_identifier_person_id ON person_identifier (person_id);

CREATE TABLE person_phone (
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
    phone_of TEXT, 
    owner_name TEXT, 
    call_safety TEXT, 
    safe_hours TEXT, 
    note TEXT, 
    PRIMARY KEY (row_no), 
    UNIQUE (id)
);

CREATE INDEX person_phone_person_id ON person_phone (person_id);

CREATE TABLE relation (
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
    role TEXT, 
    relationship TEXT, 
    other_id TEXT, 
    full_name TEXT, 
    born TEXT, 
    sex TEXT, 
    marital_status TEXT, 
    id_number TEXT, 
    address TEXT, 
    phone TEXT, 
    lives_together BOOLEAN, 
    is_main BOOLEAN, 
    from_on TEXT, 
    to_on TEXT, 
    note TEXT, 
    PRIMARY KEY (row_no), 
    UNIQUE (id)
);

CREATE INDEX relation_other_id ON relation (other_id);

CREATE INDEX relation_person_id ON relation (person_id);

CREATE TABLE self_care (
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
    activity TEXT, 
    level TEXT, 
    seen_on TEXT, 
    note TEXT, 
    PRIMARY KEY (row_no), 
    UNIQUE (id)
);

CREATE INDEX self_care_person_id ON self_care (person_id);

ALTER TABLE household ADD COLUMN main_work TEXT;

ALTER TABLE household ADD COLUMN main_work_note TEXT;

ALTER TABLE household ADD COLUMN income_work BIGINT;

ALTER TABLE household ADD COLUMN income_benefits BIGINT;

ALTER TABLE household ADD COLUMN income_other BIGINT;

ALTER TABLE household ADD COLUMN cost_food BIGINT;

ALTER TABLE household ADD COLUMN cost_clothes BIGINT;

ALTER TABLE household ADD COLUMN cost_school BIGINT;

ALTER TABLE household ADD COLUMN cost_health BIGINT;

ALTER TABLE household ADD COLUMN cost_medicine BIGINT;

ALTER TABLE household ADD COLUMN cost_other BIGINT;

ALTER TABLE household ADD COLUMN dwelling TEXT;

ALTER TABLE household ADD COLUMN water TEXT;

ALTER TABLE household ADD COLUMN toilet TEXT;

ALTER TABLE household ADD COLUMN electricity TEXT;

ALTER TABLE household ADD COLUMN hazards TEXT;

ALTER TABLE household ADD COLUMN living_note TEXT;

ALTER TABLE household ADD COLUMN needs TEXT;

ALTER TABLE person ADD COLUMN life_status TEXT;

ALTER TABLE person ADD COLUMN life_status_on TEXT;

ALTER TABLE person ADD COLUMN former_name TEXT;

ALTER TABLE person ADD COLUMN marital_status TEXT;

ALTER TABLE person ADD COLUMN religion TEXT;

ALTER TABLE person ADD COLUMN call_safety TEXT;

ALTER TABLE person ADD COLUMN education TEXT;

ALTER TABLE person ADD COLUMN qualification TEXT;

ALTER TABLE person ADD COLUMN school_status TEXT;

ALTER TABLE person ADD COLUMN school TEXT;

ALTER TABLE person ADD COLUMN school_reason TEXT;

ALTER TABLE person ADD COLUMN occupation TEXT;

ALTER TABLE person ADD COLUMN work_ability TEXT;

ALTER TABLE person ADD COLUMN income BIGINT;

ALTER TABLE person ADD COLUMN main_disability TEXT;

ALTER TABLE person ADD COLUMN disability_cause TEXT;

ALTER TABLE person ADD COLUMN certificate_on TEXT;

ALTER TABLE person ADD COLUMN certificate_by TEXT;

ALTER TABLE person ADD COLUMN certificate_due TEXT;

ALTER TABLE person ADD COLUMN disability_note TEXT;

ALTER TABLE person ADD COLUMN illness TEXT;

ALTER TABLE person ADD COLUMN treatment TEXT;

ALTER TABLE person ADD COLUMN physical_state TEXT;

ALTER TABLE person ADD COLUMN mental_state TEXT;

ALTER TABLE person ADD COLUMN emotional_state TEXT;

ALTER TABLE person ADD COLUMN insurance_number TEXT;

ALTER TABLE person ADD COLUMN insurance_from TEXT;

ALTER TABLE person ADD COLUMN insurance_to TEXT;

ALTER TABLE person ADD COLUMN family_position TEXT;

ALTER TABLE person ADD COLUMN family_care TEXT;

ALTER TABLE person ADD COLUMN needs TEXT;

-- Written by hand: what is searched has its full-text index.
CREATE VIRTUAL TABLE "search_person_identifier" USING fts5(given, name, other, numbers, year, content='',
    contentless_delete=1, detail=column, tokenize='unicode61 remove_diacritics 0');

CREATE VIRTUAL TABLE "search_person_phone" USING fts5(given, name, other, numbers, year, content='',
    contentless_delete=1, detail=column, tokenize='unicode61 remove_diacritics 0');

CREATE VIRTUAL TABLE "search_relation" USING fts5(given, name, other, numbers, year, content='',
    contentless_delete=1, detail=column, tokenize='unicode61 remove_diacritics 0');

CREATE VIRTUAL TABLE "search_household_member" USING fts5(given, name, other, numbers, year, content='',
    contentless_delete=1, detail=column, tokenize='unicode61 remove_diacritics 0');
