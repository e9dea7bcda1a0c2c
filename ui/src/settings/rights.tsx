// What somebody may see and do today, and why: asked for themselves, by those above them,
// and by administrators.
import { Link } from "wouter";
import { useFormats } from "../api/session";
import type { Rights } from "../api/types";
import { useAsk } from "../api/use";
import { oneOf, text, useView, view } from "../parts/view";
import { Chip, ErrorBanner, Section } from "../parts/say";
import { Icon } from "../parts/icon";
import { Segment } from "../parts/segment";
import { type Column, sorted, Table } from "../parts/table";
import { roleName, t, why } from "./t";

type Seen = Rights["sees"][number];
type Right = Rights["does"][number];

const address = view({ show: oneOf(["may", "not", "all"] as const, "may"), sort: text("owner"), by: text("act") });

export function RightsPart({ id }: { id: string }) {
  const asked = useAsk<Rights>(`/api/members/${encodeURIComponent(id)}/rights`);
  if (asked.error && !asked.data) return <ErrorBanner error={asked.error} onRetry={asked.again} />;
  return asked.data ? <Page rights={asked.data} /> : null;
}

function Page({ rights }: { rights: Rights }) {
  const { member } = rights;
  const names = (rights.for ?? []).map((id) => rights.sees.find((one) => one.for === id)?.for_name ?? "").filter(Boolean);
  return (
    <div className="stack settings-gap">
      <div className="stack">
        <Link href={`/settings/members?member=${encodeURIComponent(member.id)}`} className="row small settings-back">
          <Icon name="back" size={12} />
          {t("rights.back")}
        </Link>
        <h2 className="settings-name">{t("rights.title", { name: member.name })}</h2>
        <p className="small dim">
          {roleName(member.role)}
          {!member.active && ` · ${t("members.left")}`}
          {names.length > 0 && ` · ${t("rights.for", { names: names.join(", ") })}`}
        </p>
      </div>
      <Sees rights={rights} />
      <Does does={rights.does} />
    </div>
  );
}

function Sees({ rights: { sees, member } }: { rights: Rights }) {
  const [v, set] = useView(address);
  const f = useFormats();
  const hasDeals = sees.some(({ deals }) => deals !== undefined);
  const columns: Column<Seen>[] = [
    { id: "owner", head: t("rights.owner"), name: true, by: ({ name }) => name, cell: ({ name }) => <span className="cut">{name}</span> },
    { id: "why", head: t("rights.why"), by: ({ why }) => why, cell: (one) => <span className="dim">{why(`why.${one.why}`, { name: one.for_name ?? "" })}</span> },
    { id: "manages", head: t("rights.manages"), hide: "medium", by: ({ manages }) => (manages ? 0 : 1), cell: ({ manages }) => (manages ? t("rights.manages.yes") : <span className="faint">–</span>) },
    ...(hasDeals
      ? [{ id: "deals", head: t("rights.deals"), end: true, width: "104px", hide: "narrow", by: ({ deals }: Seen) => deals ?? null, cell: ({ deals }: Seen) => (deals === undefined ? "" : f.number(deals)) } satisfies Column<Seen>]
      : []),
  ];
  return (
    <Section title={t("rights.sees")} end={sees.length}>
      {sees.length === 0 ? (
        <p className="small dim">{t(member.role === "admin" ? "rights.sees.admin" : "rights.sees.none")}</p>
      ) : (
        <>
          <Table
            label={t("rights.sees")}
            rows={sorted(sees, columns, v.sort)}
            rowKey={({ owner }) => owner}
            rowName={({ name }) => name}
            columns={columns}
            sort={v.sort}
            onSort={(sort) => set({ sort: sort ?? "owner" })}
          />
          <p className="micro faint">{t("rights.part")}</p>
        </>
      )}
    </Section>
  );
}

/** What is done, or what is asked for. */
const said = ({ asks, doc }: Right): string => (asks ? t("rights.see", { what: doc }) : doc);

function Does({ does }: { does: readonly Right[] }) {
  const [v, set] = useView(address);
  const shown = does.filter(({ may }) => v.show === "all" || may === (v.show === "may"));
  const columns: Column<Right>[] = [
    { id: "act", head: t("rights.act"), name: true, by: said, cell: (one) => <span className="settings-doc">{said(one)}</span> },
    {
      id: "may",
      head: t("rights.may"),
      width: "72px",
      by: ({ may }) => (may ? 0 : 1),
      cell: ({ may }) => (may ? <Chip tone="good" mark={<Icon name="check" size={12} />}>{t("rights.yes")}</Chip> : <Chip>{t("rights.no")}</Chip>),
    },
    {
      id: "why",
      head: t("rights.why"),
      hide: "narrow",
      by: (one) => one.why,
      cell: (one) => <span className="dim">{[why(`may.${one.why}`), one.may && one.on ? why(`on.${one.on}`) : ""].filter(Boolean).join(", ")}</span>,
    },
  ];
  return (
    <Section
      title={t("rights.does")}
      end={t("rights.does.lead", { n: does.filter(({ may }) => may).length, all: does.length })}
    >
      <div className="row">
        <Segment
          label={t("rights.show")}
          value={v.show}
          options={(["may", "not", "all"] as const).map((value) => ({ value, label: t(`rights.show.${value}`) }))}
          onChange={(show) => set({ show })}
        />
      </div>
      <Table
        label={t("rights.does")}
        rows={sorted(shown, columns, v.by)}
        rowKey={({ name }) => name}
        rowName={said}
        columns={columns}
        sort={v.by}
        onSort={(by) => set({ by: by ?? "act" })}
      />
    </Section>
  );
}
