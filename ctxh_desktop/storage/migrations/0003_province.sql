ALTER TABLE device ADD COLUMN revision INTEGER DEFAULT '0' NOT NULL;

COMMENT ON COLUMN device.revision IS 'of its program';
