ALTER TABLE blob ADD COLUMN touched_at TEXT COLLATE "C";

COMMENT ON COLUMN blob.touched_at IS 'when the last piece came';

CREATE INDEX operation_files ON operation (recv_no) WHERE record_type = 'attachment';
