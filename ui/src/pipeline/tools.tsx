// What stands in the bar: whose deals, board or table, the filter, views, as of when.
import { type RefObject, useEffect, useRef, useState } from "react";
import { useFormats, useSession, useToday } from "../api/session";
import type { Member, Process, ProcessVersion } from "../api/types";
import { addDays, type Day } from "../i18n/format";
import { Button } from "../parts/button";
import { DateField } from "../parts/date-field";
import { ChoiceField, TextField } from "../parts/field";
import { Popover, useNarrow } from "../parts/float";
import { Icon } from "../parts/icon";
import { Menu, type MenuItem } from "../parts/menu";
import { Chip } from "../parts/say";
import { Segment } from "../parts/segment";
import { ownersOf } from "./filter";
import { named, t } from "./t";
import { type Filter, flags, kinds, marks, nothing, orders, type View } from "./view";

export type ToolsProps = {
  v: View;
  set: (change: Partial<View>) => void;
  members: readonly Member[];
  process: Process | undefined;
  processes: readonly ProcessVersion[];
};

/** Those whose deals one may see: everybody below oneself, and oneself. */
export function seen(members: readonly Member[], me: string): Member[] {
  const byId = new Map(members.map((member) => [member.id, member]));
  const under = (member: Member): boolean => {
    for (let at = member.manager, steps = 0; at && steps < 50; at = byId.get(at)?.manager, steps++) if (at === me) return true;
    return false;
  };
  const all = byId.get(me)?.role === "owner";
  return members.filter((member) => member.active && (member.id === me || all || under(member)) && member.role !== "admin" && member.role !== "viewer");
}

export function OwnerMenu({ v, set, members }: ToolsProps) {
  const { person } = useSession();
  const people = seen(members, person.id);
  const teams = [...new Set(people.map(({ team }) => team).filter((team): team is string => !!team))].sort();
  const many = people.length > 1;
  const item = (owner: string, label: string, group?: string): MenuItem => ({
    id: owner || "all",
    label,
    checked: v.owner === owner,
    ...(group ? { group } : {}),
    run: () => set({ owner }),
  });
  const items = [
    item("", t(many ? "filter.mine" : "filter.all")),
    item("me", t("filter.me")),
    ...(teams.length > 1 ? teams.map((team, i) => item(`team:${team}`, team, i === 0 ? t("filter.teams") : undefined)) : []),
    ...(many ? people.filter(({ id }) => id !== person.id).map(({ id, name }, i) => item(id, name, i === 0 ? t("filter.people") : undefined)) : []),
  ];
  return (
    <Menu
      label={t("filter.owner")}
      items={items}
      trigger={
        <button type="button" className="drop">
          <span className="cut">{ownerWords(v.owner, members, person.id, many)}</span>
        </button>
      }
    />
  );
}

function ownerWords(owner: string, members: readonly Member[], me: string, many: boolean): string {
  if (!owner) return t(many ? "filter.mine" : "filter.all");
  if (owner === "me") return t("filter.me");
  if (owner.startsWith("team:")) return owner.slice(5);
  const ids = [...(ownersOf(owner, { me, members, currency: "" }) ?? [])];
  const one = members.find(({ id }) => id === ids[0]);
  return ids.length === 1 && one ? one.name : t("filter.some", { n: ids.length });
}

export function ShowAs({ v, set }: Pick<ToolsProps, "v" | "set">) {
  return (
    <Segment
      label={t("show")}
      value={v.show}
      onChange={(show) => set({ show })}
      options={[
        { value: "board", label: t("show.board") },
        { value: "table", label: t("show.table") },
      ]}
    />
  );
}

/**
 * Words are taken key by key and shown at once; the address follows when the typing
 * rests, because browsers let it change only so often.
 */
export function FindField({ value, onChange, field }: { value: string; onChange: (q: string) => void; field?: RefObject<HTMLDivElement | null> }) {
  return (
    <div ref={field} className="pipeline-find" role="search">
      <TextField label={t("filter.find")} bare type="search" icon="filter" placeholder={t("filter.find")} value={value} onChange={onChange} spellCheck={false} autoComplete="off" />
    </div>
  );
}

/** Text that is shown at once and written into the address when the typing rests. */
export function useWords(q: string, write: (q: string) => void): [string, (q: string) => void] {
  const [words, setWords] = useState(q);
  const written = useRef(q);
  const latest = useRef(write);
  useEffect(() => {
    latest.current = write;
  });
  // The address was changed by something else: a view, the way back.
  if (q !== written.current && q !== words) {
    written.current = q;
    setWords(q);
  }
  useEffect(() => {
    if (words === written.current) return;
    const timer = setTimeout(() => {
      written.current = words;
      latest.current(words);
    }, 250);
    return () => clearTimeout(timer);
  }, [words]);
  return [words, setWords];
}

const any = "";
const options = (values: readonly { value: string; label: string }[]) => [{ value: any, label: t("filter.any") }, ...values];

export function FilterDrop(props: ToolsProps & { q: string; onQ: (q: string) => void }) {
  return (
    <Popover
      label={t("filter")}
      trigger={
        <button type="button" className="drop">
          {t("filter")}
        </button>
      }
    >
      {(close) => <FilterForm {...props} close={close} />}
    </Popover>
  );
}

function FilterForm({ v, set, process, processes, q, onQ, close }: ToolsProps & { q: string; onQ: (q: string) => void; close: () => void }) {
  const narrow = useNarrow();
  const steps = (process?.steps ?? []).filter(({ skip, retired }) => !skip && !retired).map(({ key, name }) => ({ value: key, label: name }));
  const sources = (process?.sources ?? []).map(({ key, name }) => ({ value: key, label: name }));
  const keys = [...new Map(processes.map(({ key, name }) => [key, name]))];
  return (
    <form
      className="pipeline-filter"
      onSubmit={(e) => {
        e.preventDefault();
        close();
      }}
    >
      <TextField label={t("filter.find")} type="search" value={q} onChange={onQ} autoComplete="off" />
      {!narrow && <ChoiceField label={t("filter.step")} value={v.step} onChange={(step) => set({ step })} options={options(chosenToo(steps, v.step))} />}
      <ChoiceField label={t("filter.next")} value={v.next ?? any} onChange={(next) => set({ next: (next || undefined) as View["next"] })} options={options(marks.map((value) => ({ value, label: named("next", value) })))} />
      <ChoiceField label={t("filter.source")} value={v.source} onChange={(source) => set({ source })} options={options(sources)} />
      <ChoiceField label={t("filter.kind")} value={v.kind ?? any} onChange={(kind) => set({ kind: (kind || undefined) as View["kind"] })} options={options(kinds.map((value) => ({ value, label: named("dealKind", value) })))} />
      <ChoiceField label={t("filter.flag")} value={v.flag ?? any} onChange={(flag) => set({ flag: (flag || undefined) as View["flag"] })} options={options(flags.map((value) => ({ value, label: named("flag", value) })))} />
      <TextField label={t("filter.min")} value={v.min} onChange={(min) => set({ min: min.replace(/[^\d.]/g, "") })} />
      <TextField label={t("filter.max")} value={v.max} onChange={(max) => set({ max: max.replace(/[^\d.]/g, "") })} />
      <DateField label={t("filter.from")} value={v.close_from ?? null} onChange={(day) => set({ close_from: day ?? undefined })} />
      <DateField label={t("filter.to")} value={v.close_to ?? null} onChange={(day) => set({ close_to: day ?? undefined })} />
      {v.show === "board" && (
        <ChoiceField label={t("filter.order")} value={v.order} onChange={(order) => set({ order })} options={orders.map((value) => ({ value, label: named("order", value) }))} />
      )}
      {keys.length > 1 && (
        <ChoiceField label={t("filter.process")} value={v.process || (process?.process ?? "")} onChange={(key) => set({ process: key })} options={keys.map(([value, label]) => ({ value, label }))} />
      )}
      <footer className="row">
        <Button
          look="quiet"
          onClick={() => {
            onQ("");
            set(nothing);
          }}
        >
          {t("filter.clear")}
        </Button>
        <span className="grow" />
        <Button type="submit">{t("filter")}</Button>
      </footer>
    </form>
  );
}

/** What an address may say besides the choices: several at once. */
function chosenToo(choices: readonly { value: string; label: string }[], value: string) {
  if (!value.includes(",")) return choices;
  const labels = value.split(",").map((one) => choices.find((choice) => choice.value === one)?.label ?? one);
  return [...choices, { value, label: labels.join(", ") }];
}

/** What the view leaves out, each with the way to take it back. */
export function FilterChips({ v, set, process }: Pick<ToolsProps, "v" | "set" | "process">) {
  const f = useFormats();
  const today = useToday();
  const chips = chipsOf(v, {
    step: (key) => process?.steps.find((step) => step.key === key)?.name ?? key,
    source: (key) => process?.sources?.find((source) => source.key === key)?.name ?? key,
    day: (day) => f.date(day, today),
    value: (text) => f.money({ minor: Math.round(Number(text) * 100), currency: f.manner.currency }),
  });
  if (chips.length === 0) return null;
  return (
    <div className="pipeline-chips row wrap">
      {chips.map(({ id, label, drop }) => (
        <Chip key={id} tone="acc" name={label} onRemove={() => set(drop)}>
          {label}
        </Chip>
      ))}
      {chips.length > 1 && (
        <button type="button" className="link micro" onClick={() => set({ ...nothing, owner: v.owner, q: v.q })}>
          {t("filter.clear")}
        </button>
      )}
    </div>
  );
}

type Words = { step: (key: string) => string; source: (key: string) => string; day: (day: Day) => string; value: (text: string) => string };
type ChipLine = { id: string; label: string; drop: Partial<Filter> };

/** The parts of a view as chips; the owner and the words have places of their own. */
export function chipsOf(v: Filter, words: Words): ChipLine[] {
  const chips: ChipLine[] = [];
  if (v.step) chips.push({ id: "step", label: v.step.split(",").map(words.step).join(", "), drop: { step: "" } });
  if (v.next) chips.push({ id: "next", label: named("next", v.next), drop: { next: undefined } });
  if (v.source) chips.push({ id: "source", label: v.source.split(",").map(words.source).join(", "), drop: { source: "" } });
  if (v.kind) chips.push({ id: "kind", label: named("dealKind", v.kind), drop: { kind: undefined } });
  if (v.min) chips.push({ id: "min", label: t("chip.min", { value: words.value(v.min) }), drop: { min: "" } });
  if (v.max) chips.push({ id: "max", label: t("chip.max", { value: words.value(v.max) }), drop: { max: "" } });
  if (v.close_from) chips.push({ id: "from", label: t("chip.closeFrom", { day: words.day(v.close_from) }), drop: { close_from: undefined } });
  if (v.close_to) chips.push({ id: "to", label: t("chip.closeTo", { day: words.day(v.close_to) }), drop: { close_to: undefined } });
  if (v.flag) chips.push({ id: "flag", label: named("flag", v.flag), drop: { flag: undefined } });
  if (v.person) chips.push({ id: "person", label: t("filter.person"), drop: { person: "" } });
  if (v.organisation) chips.push({ id: "organisation", label: t("filter.organisation"), drop: { organisation: "" } });
  return chips;
}

/** The day as whose evening the board is shown. */
export function AsOfDrop({ v, set }: Pick<ToolsProps, "v" | "set">) {
  const f = useFormats();
  const today = useToday();
  const [day, setDay] = useState<Day | null>(v.as_of ?? addDays(today, -7));
  return (
    <Popover
      label={t("asOf")}
      trigger={
        <button type="button" className="drop">
          <Icon name="history" size={12} />
          {v.as_of ? f.day(v.as_of, today) : t("asOf")}
        </button>
      }
    >
      {(close) => (
        <form
          className="pipeline-asof"
          onSubmit={(e) => {
            e.preventDefault();
            if (!day) return;
            set({ as_of: day, show: "board" });
            close();
          }}
        >
          <DateField label={t("asOf.day")} max={addDays(today, -1)} value={day} onChange={setDay} />
          <div className="row">
            <Button type="submit" look="primary" disabled={!day || day >= today}>
              {t("asOf.show")}
            </Button>
            {v.as_of && (
              <Button
                look="quiet"
                onClick={() => {
                  set({ as_of: undefined });
                  close();
                }}
              >
                {t("asOf.now")}
              </Button>
            )}
          </div>
        </form>
      )}
    </Popover>
  );
}
