-- Work that is done later and again until it is done, what is due when, the mail of an
-- installation that sends none, and what was backed up. All of it is volatile or a secret:
-- none of it is in the log.

-- +goose Up

-- created_at is when it was asked for; failed counts the attempts that came to nothing;
-- stopped_at is when it was given up, until somebody sees to it. The payload is sealed, and
-- emptied once the job is done.
ALTER TABLE job ADD COLUMN created_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE job ADD COLUMN failed BIGINT NOT NULL DEFAULT 0;
ALTER TABLE job ADD COLUMN stopped_at BIGINT;

DROP INDEX job_due;
CREATE INDEX job_due ON job (kind, run_at) WHERE finished_at IS NULL AND stopped_at IS NULL;

DROP INDEX job_unique;
CREATE UNIQUE INDEX job_unique ON job (kind, unique_key) WHERE unique_key IS NOT NULL AND finished_at IS NULL AND stopped_at IS NULL;

CREATE INDEX job_finished ON job (finished_at) WHERE finished_at IS NOT NULL;

-- due_at is the latest time for which a thing was begun, so that one of all nodes begins it
-- and none does again; done_at when it last succeeded, 0 before it ever did.
CREATE TABLE schedule (
	name    {{text}} PRIMARY KEY,
	due_at  BIGINT NOT NULL,
	done_at BIGINT NOT NULL
){{rowless}};

-- What would have been sent, sealed with the master key.
CREATE TABLE mail (
	id         {{text}} PRIMARY KEY,
	created_at BIGINT NOT NULL,
	sealed     {{blob}} NOT NULL
);

CREATE INDEX mail_created ON mail (created_at);

-- What was backed up, when and where to, and whether a restored copy came to the same.
-- took is in microseconds; problem is empty where all went well.
CREATE TABLE backup (
	id         {{text}} PRIMARY KEY,
	began_at   BIGINT NOT NULL,
	took       BIGINT NOT NULL,
	why        {{text}} NOT NULL,
	place      {{text}} NOT NULL,
	bytes      BIGINT NOT NULL,
	seq        BIGINT NOT NULL,
	head       {{text}} NOT NULL,
	state_hash {{text}} NOT NULL,
	proved     BOOLEAN NOT NULL,
	problem    {{text}} NOT NULL,
	gone_at    BIGINT
);

CREATE INDEX backup_began ON backup (began_at);
