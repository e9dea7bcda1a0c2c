// One person: how to reach them, where they work, and the deals that they have a part in.
import { Link, useParams } from "wouter";
import { useChanges } from "../api/changes";
import { useFormats, useToday } from "../api/session";
import type { PersonPage } from "../api/types";
import { stale, useAsk } from "../api/use";
import { DealsOf } from "../party/deals";
import { AddOwn, ListFact, OwnerFact, OwnFacts, PickFact, RelationFact, TextFact } from "../party/facts";
import { Frame, useMayChange } from "../party/frame";
import { findOrganisations } from "../party/search";
import { t } from "../party/t";
import { addressOf } from "../party/use";
import { Facts } from "../parts/fact";
import { Icon } from "../parts/icon";
import { Avatar } from "../parts/mark";
import { Section } from "../parts/say";

export default function OnePerson() {
  const { id = "" } = useParams<{ id: string }>();
  return <One key={id} id={id} />;
}

function One({ id }: { id: string }) {
  const address = addressOf("person", id);
  const { data, error, again } = useAsk<PersonPage>(address);
  useChanges((changed) => {
    if (changed.id === id || changed.noun === "deal") stale(address);
  }, again);
  const p = data?.person;
  const may = useMayChange(p);
  return (
    <Frame
      noun="person"
      party={p}
      lead={[p?.title, data?.organisation?.name].filter(Boolean).join(", ")}
      error={error}
      onRetry={again}
      main={
        data && (
          <>
            <Card page={data} />
            <DealsOf cards={data.deals} empty={t("deals.none.person")} />
          </>
        )
      }
      side={data && <PersonFacts page={data} may={may} />}
    />
  );
}

/** Who they are, and the quickest ways to reach them. */
function Card({ page }: { page: PersonPage }) {
  const { person: p, organisation } = page;
  return (
    <div className="party-card">
      <Avatar name={p.name} size="large" />
      <div className="grow">
        <b>{p.name || t("erased")}</b>
        <p className="small dim">
          {p.title}
          {p.title && organisation?.id ? ", " : ""}
          {organisation?.id && (
            <Link className="link" href={`/organisations/${organisation.id}`}>
              {organisation.name}
            </Link>
          )}
        </p>
      </div>
      {p.phones?.[0] && (
        <a className="btn" href={`tel:${p.phones[0].replace(/[^+\d]/g, "")}`}>
          <Icon name="call" />
          <span className="cut">{p.phones[0]}</span>
        </a>
      )}
      {p.emails?.[0] && (
        <a className="btn" href={`mailto:${p.emails[0]}`}>
          <Icon name="mail" />
          <span className="cut">{p.emails[0]}</span>
        </a>
      )}
    </div>
  );
}

function PersonFacts({ page, may }: { page: PersonPage; may: boolean }) {
  const { person: p, organisation } = page;
  const f = useFormats();
  const today = useToday();
  const common = { noun: "person" as const, party: p, may };
  return (
    <Section title={t("facts")}>
      <Facts label={t("facts")}>
        <TextFact {...common} field="name" label={t("fact.name")} value={p.name} needed />
        <TextFact {...common} field="title" label={t("fact.title")} value={p.title} />
        <PickFact {...common} field="organisation" label={t("fact.organisation")} value={organisation?.id ? organisation : null} search={findOrganisations} />
        <ListFact {...common} field="phones" label={t("fact.phone")} type="tel" value={p.phones ?? []} shown={(one) => one} />
        <ListFact {...common} field="emails" label={t("fact.email")} type="email" value={p.emails ?? []} shown={(one) => one} />
        <RelationFact {...common} value={p.relation} />
        <OwnerFact {...common} value={p.owner} />
        <OwnFacts {...common} fields={p.fields} />
        {p.consent && (
          <>
            <dt>{t("fact.consent")}</dt>
            <dd>
              {t(p.consent === "given" ? "consent.given" : "consent.refused")}
              {p.consent_at ? `, ${f.date(f.dayOf(p.consent_at), today)}` : ""}
              {p.consent_source && <span className="faint"> {p.consent_source}</span>}
            </dd>
          </>
        )}
        {p.since > 0 && (
          <>
            <dt>{t("fact.since")}</dt>
            <dd>{f.date(f.dayOf(p.since), today)}</dd>
          </>
        )}
      </Facts>
      {may && <AddOwn noun="person" party={p} />}
    </Section>
  );
}
