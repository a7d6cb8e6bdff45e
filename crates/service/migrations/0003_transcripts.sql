-- How much of transcripts the policy lets through, and of which meetings.
ALTER TABLE o365_config ADD COLUMN transcripts TEXT NOT NULL DEFAULT '{}';
