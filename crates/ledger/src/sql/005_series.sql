-- When a series of meetings takes place, as JSON; absent where that is not told.
ALTER TABLE meeting ADD COLUMN recurrence TEXT;

-- Of an occurrence of a series: when it was to begin before it was moved.
ALTER TABLE meeting ADD COLUMN moved_from INTEGER;
