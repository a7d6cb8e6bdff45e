-- How many days what arrived is kept; until it is erased or retracted where none are set.
ALTER TABLE o365_config ADD COLUMN retention_days INTEGER CHECK (retention_days > 0);
