CREATE TABLE backup (
    id TEXT COLLATE "C" NOT NULL, 
    epoch TEXT COLLATE "C" NOT NULL, 
    recv_no BIGINT NOT NULL, 
    verified_at TEXT COLLATE "C" NOT NULL, 
    PRIMARY KEY (id)
);

COMMENT ON COLUMN backup.recv_no IS 'all operations up to this one';
