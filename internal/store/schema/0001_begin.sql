-- The log is what happened; every other table of facts is a fold of it and can be made
-- again. Moments are microseconds UTC, amounts minor units, days text as 2026-03-31.
-- Texts compare by their bytes everywhere, so that both databases put them in one order.

-- +goose Up

-- The end of the log: one row, locked by every batch and updated last in it.
CREATE TABLE log_head (
	id          BIGINT PRIMARY KEY CHECK (id = 1),
	seq         BIGINT NOT NULL,
	hash        {{blob}} NOT NULL,
	member_seq  BIGINT NOT NULL,
	company_seq BIGINT NOT NULL
);

INSERT INTO log_head (id, seq, hash, member_seq, company_seq) VALUES (1, 0, '', 0, 0);

-- What happened. Rows are added and never changed or removed.
-- private is sealed with the key of private_key, or of the subject where that is NULL.
CREATE TABLE event (
	seq         {{key}},
	occurred_at BIGINT NOT NULL,
	known_at    BIGINT NOT NULL,
	recorded_at BIGINT NOT NULL,
	actor       {{text}} NOT NULL,
	subject     {{text}} NOT NULL,
	n           BIGINT NOT NULL,
	kind        {{text}} NOT NULL,
	body        {{blob}} NOT NULL,
	private     {{blob}},
	private_key {{text}},
	commitment  {{blob}},
	hash        {{blob}} NOT NULL,
	UNIQUE (subject, n)
);

CREATE INDEX event_private_key ON event (private_key) WHERE private_key IS NOT NULL;

-- Data keys, wrapped with the master key. To remove one is to erase what it sealed.
CREATE TABLE seal (
	subject {{text}} PRIMARY KEY,
	wrapped {{blob}} NOT NULL
){{rowless}};

-- Nouns. born is the sequence of the first event, by which equals are put in order (SQLite
-- has it in every index already); state is the whole fold as canonical
-- JSON; the other columns are taken from it so that lists can be asked for.
CREATE TABLE deal (
	born         {{key}},
	id           {{text}} NOT NULL UNIQUE,
	version      BIGINT NOT NULL,
	name         {{text}} NOT NULL,
	sort_key     {{blob}} NOT NULL,
	organisation {{text}} NOT NULL,
	person       {{text}} NOT NULL,
	owner        {{text}} NOT NULL,
	process      {{text}} NOT NULL,
	step         {{text}} NOT NULL,
	status       {{text}} NOT NULL,
	kind         {{text}} NOT NULL,
	value        BIGINT NOT NULL,
	currency     {{text}} NOT NULL,
	close_date   {{text}},
	source       {{text}} NOT NULL,
	method       {{text}} NOT NULL,
	opened_at    BIGINT,
	entered_at   BIGINT,
	qualified_at BIGINT,
	ended_at     BIGINT,
	touched_at   BIGINT,
	two_way_at   BIGINT,
	changed_at   BIGINT NOT NULL,
	first_known  BIGINT NOT NULL,
	last_known   BIGINT NOT NULL,
	observed_at  BIGINT,
	reason       {{text}} NOT NULL,
	until        {{text}},
	next_due     {{text}},
	next_time    {{text}} NOT NULL,
	next_kind    {{text}} NOT NULL,
	marks        {{text}} NOT NULL,
	flags        BIGINT NOT NULL,
	debts        BIGINT NOT NULL,
	concerns     BIGINT NOT NULL,
	requests     BIGINT NOT NULL,
	pushes       BIGINT NOT NULL,
	state        {{blob}} NOT NULL
);

CREATE INDEX deal_board ON deal (step, owner, changed_at{{born}}) WHERE status = 'open';
CREATE INDEX deal_owner ON deal (owner, changed_at{{born}});
CREATE INDEX deal_next ON deal (owner, next_due) WHERE status = 'open';
CREATE INDEX deal_organisation ON deal (organisation);
CREATE INDEX deal_changed ON deal (changed_at{{born}});
CREATE INDEX deal_until ON deal (until) WHERE status = 'parked';
CREATE INDEX deal_asked ON deal (owner) WHERE requests > 0;

-- Who else takes part, on our side and on theirs.
CREATE TABLE participant (
	deal   {{text}} NOT NULL,
	member {{text}} NOT NULL,
	PRIMARY KEY (deal, member)
){{rowless}};

CREATE INDEX participant_member ON participant (member, deal);

CREATE TABLE contact (
	deal   {{text}} NOT NULL,
	person {{text}} NOT NULL,
	PRIMARY KEY (deal, person)
){{rowless}};

CREATE INDEX contact_person ON contact (person, deal);

-- Stays in steps. entered_at is NULL where nobody knows it; process is the version at entry.
CREATE TABLE stay (
	deal       {{text}} NOT NULL,
	n          BIGINT NOT NULL,
	step       {{text}} NOT NULL,
	visit      BIGINT NOT NULL,
	entered_at BIGINT,
	left_at    BIGINT,
	how        {{text}} NOT NULL,
	owner      {{text}} NOT NULL,
	value      BIGINT NOT NULL,
	currency   {{text}} NOT NULL,
	process    {{text}} NOT NULL,
	facts      BOOLEAN NOT NULL,
	PRIMARY KEY (deal, n)
){{rowless}};

-- What was done and what is planned. due is a day; people a JSON list of ids.
CREATE TABLE activity (
	deal        {{text}} NOT NULL,
	id          {{text}} NOT NULL,
	kind        {{text}} NOT NULL,
	done        BOOLEAN NOT NULL,
	due         {{text}},
	due_time    {{text}} NOT NULL,
	occurred_at BIGINT,
	outcome     {{text}} NOT NULL,
	two_way     BOOLEAN NOT NULL,
	minutes     BIGINT NOT NULL,
	member      {{text}} NOT NULL,
	note        {{text}} NOT NULL,
	people      {{text}} NOT NULL,
	PRIMARY KEY (deal, id)
){{rowless}};

CREATE INDEX activity_due ON activity (member, due) WHERE done = FALSE;
CREATE INDEX activity_done ON activity (member, occurred_at) WHERE done = TRUE;

CREATE TABLE organisation (
	born        {{key}},
	id          {{text}} NOT NULL UNIQUE,
	version     BIGINT NOT NULL,
	name        {{text}} NOT NULL,
	sort_key    {{blob}} NOT NULL,
	domain      {{text}} NOT NULL,
	sector      {{text}} NOT NULL,
	country     {{text}} NOT NULL,
	city        {{text}} NOT NULL,
	relation    {{text}} NOT NULL,
	owner       {{text}} NOT NULL,
	parent      {{text}} NOT NULL,
	since       BIGINT NOT NULL,
	changed_at  BIGINT NOT NULL,
	withdrawn   BOOLEAN NOT NULL,
	merged_into {{text}} NOT NULL,
	state       {{blob}} NOT NULL
);

CREATE INDEX organisation_name ON organisation (sort_key{{born}});
CREATE INDEX organisation_changed ON organisation (changed_at{{born}});

CREATE TABLE person (
	born         {{key}},
	id           {{text}} NOT NULL UNIQUE,
	version      BIGINT NOT NULL,
	name         {{text}} NOT NULL,
	sort_key     {{blob}} NOT NULL,
	organisation {{text}} NOT NULL,
	title        {{text}} NOT NULL,
	email        {{text}} NOT NULL,
	phone        {{text}} NOT NULL,
	relation     {{text}} NOT NULL,
	owner        {{text}} NOT NULL,
	consent      {{text}} NOT NULL,
	since        BIGINT NOT NULL,
	changed_at   BIGINT NOT NULL,
	withdrawn    BOOLEAN NOT NULL,
	erased       BOOLEAN NOT NULL,
	merged_into  {{text}} NOT NULL,
	state        {{blob}} NOT NULL
);

CREATE INDEX person_name ON person (sort_key{{born}});
CREATE INDEX person_organisation ON person (organisation, sort_key);
CREATE INDEX person_changed ON person (changed_at{{born}});

-- Keys that likely duplicates have in common.
CREATE TABLE block (
	noun {{text}} NOT NULL,
	word {{text}} NOT NULL,
	id   {{text}} NOT NULL,
	PRIMARY KEY (noun, word, id)
){{rowless}};

CREATE TABLE member (
	born       {{key}},
	id         {{text}} NOT NULL UNIQUE,
	version    BIGINT NOT NULL,
	name       {{text}} NOT NULL,
	email      {{text}} NOT NULL,
	role       {{text}} NOT NULL,
	manager    {{text}} NOT NULL,
	active     BOOLEAN NOT NULL,
	changed_at BIGINT NOT NULL,
	state      {{blob}} NOT NULL
);

CREATE TABLE company (
	born       {{key}},
	id         {{text}} NOT NULL UNIQUE,
	version    BIGINT NOT NULL,
	changed_at BIGINT NOT NULL,
	state      {{blob}} NOT NULL
);

-- Published versions of processes. The text names its own version.
CREATE TABLE process (
	version      {{text}} PRIMARY KEY,
	process_key  {{text}} NOT NULL,
	definition   {{text}} NOT NULL,
	note         {{text}} NOT NULL,
	published_at BIGINT NOT NULL,
	seq          BIGINT NOT NULL
);

CREATE TABLE view (
	born       {{key}},
	id         {{text}} NOT NULL UNIQUE,
	version    BIGINT NOT NULL,
	owner      {{text}} NOT NULL,
	team       BOOLEAN NOT NULL,
	gone       BOOLEAN NOT NULL,
	changed_at BIGINT NOT NULL,
	state      {{blob}} NOT NULL
);

-- What can be searched for: a mark of the noun and folded words, a space between two. id is
-- the noun's own born, negative: an index of words is quickest in the order of its ids, and
-- so the newest come first.
CREATE TABLE search (
	id    {{key}},
	words {{text}} NOT NULL
);

{{search_index}}

-- Secrets: sealed or hashed, never in the log, never exported.
CREATE TABLE account (
	member     {{text}} PRIMARY KEY,
	password   {{text}} NOT NULL,
	changed_at BIGINT NOT NULL
);

CREATE TABLE session (
	hash       {{blob}} PRIMARY KEY,
	member     {{text}} NOT NULL,
	created_at BIGINT NOT NULL,
	seen_at    BIGINT NOT NULL,
	expires_at BIGINT NOT NULL,
	agent      {{text}} NOT NULL
);

CREATE INDEX session_member ON session (member);

CREATE TABLE token (
	id         {{text}} PRIMARY KEY,
	hash       {{blob}} NOT NULL UNIQUE,
	member     {{text}} NOT NULL,
	name       {{text}} NOT NULL,
	created_at BIGINT NOT NULL,
	seen_at    BIGINT NOT NULL,
	expires_at BIGINT NOT NULL
);

-- Volatile: answers already given, by the key that asked; and work to be done.
CREATE TABLE idempotency (
	actor       {{text}} NOT NULL,
	request     {{text}} NOT NULL,
	hash        {{blob}} NOT NULL,
	answer      {{blob}} NOT NULL,
	seq         BIGINT NOT NULL,
	recorded_at BIGINT NOT NULL,
	PRIMARY KEY (request, actor)
){{rowless}};

CREATE INDEX idempotency_recorded ON idempotency (recorded_at);

CREATE TABLE job (
	id           {{text}} PRIMARY KEY,
	kind         {{text}} NOT NULL,
	payload      {{blob}} NOT NULL,
	unique_key   {{text}},
	run_at       BIGINT NOT NULL,
	attempt      BIGINT NOT NULL,
	locked_until BIGINT,
	finished_at  BIGINT,
	result       {{text}} NOT NULL
);

CREATE UNIQUE INDEX job_unique ON job (kind, unique_key) WHERE unique_key IS NOT NULL AND finished_at IS NULL;
CREATE INDEX job_due ON job (run_at) WHERE finished_at IS NULL;
