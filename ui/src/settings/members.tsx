// Everybody who may sign in: their role, their place in the line, their access.
import { useMemo, useState } from "react";
import { useMay } from "../api/session";
import type { Member, Members } from "../api/types";
import { useAsk } from "../api/use";
import { useActs } from "../parts/act";
import { Button } from "../parts/button";
import { TextField, Toggle } from "../parts/field";
import { fuzzy } from "../parts/fuzzy";
import { Avatar } from "../parts/mark";
import { Chip, ErrorBanner } from "../parts/say";
import { type Column, sorted, Table } from "../parts/table";
import { Segment } from "../parts/segment";
import { flag, oneOf, text, useView, view } from "../parts/view";
import { MemberPanel, NewMember } from "./member";
import { Line } from "./tree";
import { roleName, t } from "./t";

const address = view({ q: text(), as: oneOf(["tree", "list"] as const, "tree"), sort: text("name"), gone: flag(), member: text() });

/** How many stand below each, however far. */
export function below(members: readonly Member[]): ReadonlyMap<string, number> {
  const above = new Map(members.map(({ id, manager }) => [id, manager]));
  const count = new Map<string, number>();
  for (const { id, active } of members) {
    if (!active) continue;
    const seen = new Set([id]);
    for (let at = above.get(id); at && !seen.has(at); at = above.get(at)) {
      seen.add(at);
      count.set(at, (count.get(at) ?? 0) + 1);
    }
  }
  return count;
}


const state: Column<Member> = {
  id: "state",
  head: t("members.state"),
  width: "104px",
  hide: "narrow",
  by: ({ active }) => (active ? 0 : 1),
  cell: ({ active }) => (active ? <span className="faint">{t("members.active")}</span> : <Chip tone="due">{t("members.left")}</Chip>),
};

export function MembersPart() {
  const asked = useAsk<Members>("/api/members", { deals: true });
  const [v, set] = useView(address);
  const [adding, setAdding] = useState(false);
  const may = useMay("administer");
  const all = asked.data?.members;
  const names = useMemo(() => new Map((all ?? []).map(({ id, name }) => [id, name])), [all]);
  const lines = useMemo(() => below(all ?? []), [all]);
  const columns: Column<Member>[] = [
    {
      id: "name",
      head: t("members.name"),
      name: true,
      by: ({ name }) => name,
      cell: ({ name, active }) => (
        <span className="row">
          <Avatar name={name} />
          <span className={`cut ${active ? "" : "faint"}`}>{name}</span>
        </span>
      ),
    },
    { id: "role", head: t("members.role"), width: "150px", by: ({ role }) => roleName(role), cell: ({ role }) => roleName(role) },
    {
      id: "manager",
      head: t("members.manager"),
      hide: "narrow",
      by: ({ manager }) => names.get(manager ?? "") ?? null,
      cell: ({ manager }) => names.get(manager ?? "") ?? <span className="faint">–</span>,
    },
    { id: "team", head: t("members.team"), hide: "medium", by: ({ team }) => team || null, cell: ({ team }) => team || <span className="faint">–</span> },
    { id: "below", head: t("members.below"), end: true, width: "96px", hide: "medium", by: ({ id }) => lines.get(id) ?? 0, cell: ({ id }) => lines.get(id) ?? "" },
    { id: "email", head: t("members.email"), width: "280px", hide: "medium", by: ({ email }) => email, cell: ({ email }) => <span className="cut dim">{email}</span> },
    ...(v.gone ? [state] : []),
  ];
  const found = (all ?? []).filter((one) => (v.gone || one.active) && (!v.q.trim() || fuzzy(v.q, `${one.name} ${one.email} ${one.team ?? ""} ${roleName(one.role)}`)));
  const rows = sorted(found, columns, v.sort);
  const open = all?.find(({ id }) => id === v.member);
  useActs(may ? [{ id: "member.add", title: t("members.add"), icon: "person", words: "invite user colleague", run: () => setAdding(true) }] : []);
  if (asked.error && !all) return <ErrorBanner error={asked.error} onRetry={asked.again} />;
  if (!all) return null;
  return (
    <div className="stack">
      <div className="row wrap settings-tools">
        <Segment
          label={t("members.as")}
          value={v.as}
          options={[
            { value: "tree", label: t("members.tree"), icon: "team" },
            { value: "list", label: t("members.list"), icon: "table" },
          ]}
          onChange={(as) => set({ as })}
        />
        <span className="small faint">{t("members.lead", { n: rows.length })}</span>
        <TextField label={t("members.find")} bare type="search" icon="search" placeholder={t("members.find")} value={v.q} onChange={(q) => set({ q })} />
        {all.some(({ active }) => !active) && <Toggle label={t("members.gone")} value={v.gone} onChange={(gone) => set({ gone })} />}
        <span className="grow" />
        {may && (
          <Button icon="plus" onClick={() => setAdding(true)}>
            {t("members.add")}
          </Button>
        )}
      </div>
      {v.as === "tree" && found.length > 0 && <Line members={found} all={all} onOpen={(id) => set({ member: id }, { push: true })} />}
      {(v.as === "list" || found.length === 0) && (
        <Table
          label={t("members.label")}
          rows={rows}
          rowKey={({ id }) => id}
          rowName={({ name }) => name}
          columns={columns}
          sort={v.sort}
          onSort={(sort) => set({ sort: sort ?? "name" })}
          onOpen={({ id }) => set({ member: id }, { push: true })}
          empty={<p className="small faint">{t("members.none")}</p>}
        />
      )}
      {open && <MemberPanel key={open.id} member={open} members={all} onClose={() => set({ member: "" })} />}
      {adding && (
        <NewMember
          members={all}
          onClose={() => setAdding(false)}
          onAdded={(id) => {
            setAdding(false);
            set({ member: id });
          }}
        />
      )}
    </div>
  );
}
