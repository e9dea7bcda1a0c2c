// One organisation: what is known of it, its people, and the deals with it.
import { useState } from "react";
import { Link, useLocation, useParams } from "wouter";
import { useChanges } from "../api/changes";
import { useFormats, useToday } from "../api/session";
import type { OrganisationPage } from "../api/types";
import { stale, useAsk } from "../api/use";
import { AddPerson } from "../party/add";
import { DealsOf } from "../party/deals";
import { AddOwn, CountryFact, MoneyFact, NumberFact, OwnerFact, OwnFacts, PickFact, RelationFact, TextFact } from "../party/facts";
import { Frame, useMayChange } from "../party/frame";
import { findOrganisations } from "../party/search";
import { t } from "../party/t";
import { addressOf } from "../party/use";
import { Button } from "../parts/button";
import { Facts } from "../parts/fact";
import { Icon } from "../parts/icon";
import { Avatar } from "../parts/mark";
import { Section } from "../parts/say";
import { useQuick } from "../quick/context";

export default function OneOrganisation() {
  const { id = "" } = useParams<{ id: string }>();
  return <One key={id} id={id} />;
}

function One({ id }: { id: string }) {
  const address = addressOf("organisation", id);
  const { data, error, again } = useAsk<OrganisationPage>(address);
  const [adding, setAdding] = useState(false);
  const quick = useQuick();
  const [, go] = useLocation();
  useChanges((changed) => {
    if (changed.noun === "deal" || changed.id === id || changed.noun === "person") stale(address);
  }, again);
  const o = data?.organisation;
  const may = useMayChange(o);
  const add = () => setAdding(true);
  const name = o?.name ?? "";
  return (
    <Frame
      noun="organisation"
      party={o}
      lead={[o?.city, o?.sector].filter(Boolean).join(", ")}
      error={error}
      onRetry={again}
      acts={may ? [{ id: "person.add", title: t("person.add"), detail: name, icon: "person", keys: "a", run: add }] : []}
      main={
        data && (
          <>
            <DealsOf
              cards={data.deals}
              empty={t("deals.none.organisation")}
              act={
                may &&
                quick && (
                  <button type="button" className="link" onClick={() => quick.make({ id, name })}>
                    {t("deals.new")}
                  </button>
                )
              }
            />
            <People page={data} onAdd={may ? add : undefined} />
          </>
        )
      }
      side={data && <OrganisationFacts page={data} may={may} />}
    >
      {adding && data && (
        <AddPerson
          organisation={{ id, name }}
          onClose={() => setAdding(false)}
          onDone={(person) => {
            setAdding(false);
            if (!data.people.some((one) => one.id === person)) stale(address);
            go(`/people/${person}`);
          }}
        />
      )}
    </Frame>
  );
}

function People({ page, onAdd }: { page: OrganisationPage; onAdd: (() => void) | undefined }) {
  return (
    <Section
      title={t("people")}
      lead={page.people.length > 0 ? t("people.n", { n: page.people.length }) : undefined}
      end={
        onAdd && (
          <button type="button" className="link" onClick={onAdd}>
            {t("add")}
          </button>
        )
      }
    >
      {page.people.length === 0 ? (
        <div className="empty">
          <h3>{t("people.empty")}</h3>
          <p className="small dim">{t("people.empty.text")}</p>
          {onAdd && <Button onClick={onAdd}>{t("person.add")}</Button>}
        </div>
      ) : (
        <ul className="party-people">
          {page.people.map(({ id, name, title, phones, emails }) => (
            <li key={id}>
              <Avatar name={name} size="large" />
              <div className="grow">
                <Link href={`/people/${id}`}>
                  <b>{name}</b>
                </Link>
                <p className="micro faint cut">{title}</p>
              </div>
              {phones?.[0] && (
                <a className="btn icon quiet" href={`tel:${phones[0].replace(/[^+\d]/g, "")}`} aria-label={t("call", { who: name })} title={phones[0]}>
                  <Icon name="call" />
                </a>
              )}
              {emails?.[0] && (
                <a className="btn icon quiet" href={`mailto:${emails[0]}`} aria-label={t("write", { who: name })} title={emails[0]}>
                  <Icon name="mail" />
                </a>
              )}
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

function OrganisationFacts({ page, may }: { page: OrganisationPage; may: boolean }) {
  const { organisation: o, names } = page;
  const f = useFormats();
  const today = useToday();
  const common = { noun: "organisation" as const, party: o, may };
  const parent = o.parent ? { id: o.parent, name: names[o.parent] ?? "" } : null;
  return (
    <Section title={t("facts")}>
      <Facts label={t("facts")}>
        <TextFact {...common} field="name" label={t("fact.name")} value={o.name} needed />
        <RelationFact {...common} value={o.relation} />
        <OwnerFact {...common} value={o.owner} />
        <TextFact {...common} field="domain" label={t("fact.domain")} value={o.domain} />
        <TextFact {...common} field="phone" label={t("fact.phone")} type="tel" value={o.phone} />
        <TextFact {...common} field="address" label={t("fact.address")} value={o.address} />
        <TextFact {...common} field="city" label={t("fact.city")} value={o.city} />
        <CountryFact {...common} value={o.country} />
        <TextFact {...common} field="sector" label={t("fact.sector")} value={o.sector} />
        <NumberFact {...common} field="employees" label={t("fact.employees")} value={o.employees} shown={f.number(o.employees ?? 0)} />
        <MoneyFact {...common} field="revenue" label={t("fact.revenue")} value={o.revenue} shown={o.revenue?.currency ? t("fact.ayear", { value: f.moneyShort(o.revenue) }) : ""} />
        <PickFact {...common} field="parent" label={t("fact.parent")} value={parent} search={async (words, signal) => (await findOrganisations(words, signal)).filter(({ id }) => id !== o.id)} />
        <OwnFacts {...common} fields={o.fields} />
        {o.since > 0 && (
          <>
            <dt>{t("fact.since")}</dt>
            <dd>{f.date(f.dayOf(o.since), today)}</dd>
          </>
        )}
      </Facts>
      {parent && (
        <Link className="link small" href={`/organisations/${parent.id}`}>
          {t("fact.parent.open", { name: parent.name })}
        </Link>
      )}
      {o.domain && (
        <a className="link small" href={`https://${o.domain}`} target="_blank" rel="noreferrer">
          {o.domain}
        </a>
      )}
      {may && <AddOwn noun="organisation" party={o} />}
    </Section>
  );
}
