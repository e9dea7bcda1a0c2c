-- What people do with their access stands in the log, as a noun of its own; the secrets
-- themselves stay here, sealed or hashed, and are never exported.

-- +goose Up

CREATE TABLE access (
	born       {{key}},
	id         {{text}} NOT NULL UNIQUE,
	version    BIGINT NOT NULL,
	signed_in  BIGINT NOT NULL,
	changed_at BIGINT NOT NULL,
	state      {{blob}} NOT NULL
);

-- totp is sealed, NULL where no codes from a phone are asked for; totp_step is the half
-- minute of the last code that was used; recovery are hashes of the codes on paper.
ALTER TABLE account ADD COLUMN totp {{blob}};
ALTER TABLE account ADD COLUMN totp_step BIGINT NOT NULL DEFAULT 0;
ALTER TABLE account ADD COLUMN recovery {{text}} NOT NULL DEFAULT '[]';

ALTER TABLE session ADD COLUMN how {{text}} NOT NULL DEFAULT 'password';
ALTER TABLE session ADD COLUMN second {{text}} NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN address {{text}} NOT NULL DEFAULT '';

-- scopes are capabilities with spaces between; empty for all that the member has.
ALTER TABLE token ADD COLUMN scopes {{text}} NOT NULL DEFAULT '';
ALTER TABLE token ADD COLUMN address {{text}} NOT NULL DEFAULT '';

CREATE INDEX token_member ON token (member);

-- Keys that a device holds. credential is what the device calls it, data its public part
-- and counters, sealed.
CREATE TABLE passkey (
	id         {{text}} PRIMARY KEY,
	member     {{text}} NOT NULL,
	credential {{blob}} NOT NULL UNIQUE,
	name       {{text}} NOT NULL,
	data       {{blob}} NOT NULL,
	created_at BIGINT NOT NULL,
	used_at    BIGINT NOT NULL
);

CREATE INDEX passkey_member ON passkey (member);

-- Identities of a provider that stand for a member.
CREATE TABLE link (
	issuer     {{text}} NOT NULL,
	subject    {{text}} NOT NULL,
	member     {{text}} NOT NULL,
	created_at BIGINT NOT NULL,
	used_at    BIGINT NOT NULL,
	PRIMARY KEY (issuer, subject)
){{rowless}};

CREATE INDEX link_member ON link (member);

-- What was begun and waits for its second half, once: by the hash of what its holder shows.
CREATE TABLE pending (
	hash       {{blob}} PRIMARY KEY,
	kind       {{text}} NOT NULL,
	member     {{text}} NOT NULL,
	payload    {{blob}} NOT NULL,
	created_at BIGINT NOT NULL,
	expires_at BIGINT NOT NULL
);

CREATE INDEX pending_member ON pending (member, kind);

-- Attempts at secrets, by a hash of who tries what.
CREATE TABLE attempt (
	id      {{text}} PRIMARY KEY,
	n       BIGINT NOT NULL,
	last_at BIGINT NOT NULL
){{rowless}};
