-- Words are looked up in memory, in an index that each program makes of the rows of search
-- and keeps up with them: seq is the end of the log when a row was written. members are
-- those who own a deal or take part in it, a space between two.

-- +goose Up

{{search_gone}}

ALTER TABLE search ADD COLUMN members {{text}} NOT NULL DEFAULT '';
ALTER TABLE search ADD COLUMN seq BIGINT NOT NULL DEFAULT 0;

UPDATE search SET seq = (SELECT h.seq FROM log_head h WHERE h.id = 1);

UPDATE search SET members = COALESCE((SELECT string_agg(replace(m.member, ' ', '_'), ' ') FROM (
	SELECT d.owner AS member FROM deal d WHERE d.born = -search.id
	UNION SELECT p.member FROM deal d JOIN participant p ON p.deal = d.id WHERE d.born = -search.id
) m), '') WHERE words <> '';

CREATE INDEX search_seq ON search (seq);
