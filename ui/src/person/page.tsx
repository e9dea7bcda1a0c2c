// One person: how to reach them, where they work, and the deals that they have a part in.
import { useState } from "react";
import { Link, useParams } from "wouter";
import { useChanges } from "../api/changes";
import { useFormats, useMay, useToday } from "../api/session";
import type { PersonPage } from "../api/types";
import { stale, useAsk } from "../api/use";
import { DealsOf } from "../party/deals";
import { AddOwn, ListFact, OwnerFact, OwnFacts, PickFact, RelationFact, TextFact } from "../party/facts";
import { MergeDialog, WithdrawDialog } from "../party/merge";
import { findOrganisations } from "../party/search";
import { t } from "../party/t";
import "../party/party.css";
import { addressOf } from "../party/use";
import { useActs } from "../parts/act";
import { ButtonLink, IconButton } from "../parts/button";
import { Facts } from "../parts/fact";
import { Icon } from "../parts/icon";
import { Avatar } from "../parts/mark";
import { Menu } from "../parts/menu";
import { Banner, ErrorBanner, Section } from "../parts/say";
import { Page } from "../parts/shell";

export default function OnePerson() {
  const { id = "" } = useParams<{ id: string }>();
  return <One key={id} id={id} />;
}

function One({ id }: { id: string }) {
  const address = addressOf("person", id);
  const { data, error, again } = useAsk<PersonPage>(address);
  const [doing, setDoing] = useState<"merge" | "withdraw" | null>(null);
  const sells = useMay("sell");
  const manages = useMay("manage");
  useChanges((changed) => {
    if (changed.id === id || changed.noun === "deal") stale(address);
  }, again);
  const p = data?.person;
  const may = sells && !!p && !p.withdrawn && !p.erased;
  useActs(may && manages ? [{ id: "person.merge", title: t("merge.act"), detail: p.name, icon: "link", words: "duplicate same", run: () => setDoing("merge") }] : []);
  const close = () => setDoing(null);
  return (
    <Page
      title={p?.name || t(p?.erased ? "erased" : "person")}
      crumb={{ label: t("people"), href: "/people" }}
      lead={[p?.title, data?.organisation?.name].filter(Boolean).join(", ")}
      tools={
        may &&
        manages && (
          <Menu
            label={t("more")}
            place={{ align: "end" }}
            trigger={<IconButton icon="more" label={t("more")} />}
            items={[
              { id: "merge", label: t("merge.act"), icon: "link", run: () => setDoing("merge") },
              { id: "withdraw", label: t("withdraw.act"), icon: "trash", danger: true, run: () => setDoing("withdraw") },
            ]}
          />
        )
      }
      banner={
        error && !data ? (
          <ErrorBanner error={error} onRetry={again} />
        ) : p?.erased ? (
          <Banner icon="lock">{t("erased.text")}</Banner>
        ) : p?.merged_into ? (
          <Banner icon="link" act={<ButtonLink href={`/people/${p.merged_into}`}>{t("merged.open")}</ButtonLink>}>
            {t("merged.person")}
          </Banner>
        ) : p?.withdrawn ? (
          <Banner icon="trash">{t("withdrawn")}</Banner>
        ) : null
      }
    >
      {data && p && (
        <div className="party">
          <div className="party-main">
            <Card page={data} />
            <DealsOf cards={data.deals} empty={t("deals.none.person")} />
          </div>
          <aside className="party-side" aria-label={t("facts")}>
            <PersonFacts page={data} may={may} />
          </aside>
          {doing === "merge" && <MergeDialog noun="person" party={p} onClose={close} />}
          {doing === "withdraw" && <WithdrawDialog noun="person" party={p} onClose={close} />}
        </div>
      )}
    </Page>
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
