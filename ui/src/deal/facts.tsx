// The deal's facts, each changed where it stands, and who of us has part in it.
import { useState } from "react";
import { useFormats, useToday } from "../api/session";
import type { Money } from "../api/types";
import type { Day } from "../i18n/format";
import { DateField } from "../parts/date-field";
import { ChoiceField, MoneyField, NumberField, TextField } from "../parts/field";
import { Fact, Facts as FactList } from "../parts/fact";
import { Form } from "../parts/form";
import { Section } from "../parts/say";
import { useFormDraft } from "./draft";
import { MemberField } from "./fields";
import { named, t } from "./t";
import { Trouble, wrong } from "./trouble";
import { useDeal, useDo, useName } from "./use";

const dealKinds = ["new", "expansion", "renewal"] as const;

export function DealFacts() {
  const { page, fixed } = useDeal();
  const f = useFormats();
  const today = useToday();
  const name = useName();
  const { deal } = page;
  const may = !fixed && deal.status !== "withdrawn";
  const hand = may && (page.mine || page.manages);
  const listed = (list: { key: string; name: string }[], key: string | undefined) => list.find((one) => one.key === key)?.name ?? key;
  const edit = (form: (close: () => void) => React.ReactNode, yes = may) => (yes ? form : undefined);
  return (
    <div id="deal-facts">
      <Section title={t("facts")}>
        <FactList label={t("facts")}>
          <Fact label={t("fact.owner")} edit={edit((close) => <HandForm onDone={close} />, hand)}>
            {name(deal.owner)}
          </Fact>
          <Fact label={t("fact.name")} edit={edit((close) => <TextFact field="name" label={t("fact.name")} value={deal.name} needed onDone={close} />)}>
            {deal.name}
          </Fact>
          <Fact label={t("fact.value")} empty={!deal.value.minor} edit={edit((close) => <ValueFact onDone={close} />, may && deal.status !== "won")}>
            {f.money(deal.value)}
          </Fact>
          <Fact label={t("fact.close")} empty={!deal.close_date} edit={edit((close) => <CloseFact onDone={close} />)}>
            {deal.close_date && f.date(deal.close_date, today)}
            {(deal.pushes ?? 0) > 0 && <span className="faint"> {t("head.pushes", { n: deal.pushes ?? 0 })}</span>}
          </Fact>
          <Fact label={t("fact.source")} empty={!deal.source} edit={edit((close) => <ListFact field="source" value={deal.source} list={page.sources} onDone={close} />)}>
            {listed(page.sources, deal.source)}
          </Fact>
          <Fact label={t("fact.method")} empty={!deal.method} edit={edit((close) => <ListFact field="method" value={deal.method} list={page.methods} onDone={close} />)}>
            {listed(page.methods, deal.method)}
          </Fact>
          <Fact label={t("fact.kind")} edit={edit((close) => <ListFact field="kind" value={deal.kind} list={dealKinds.map((key) => ({ key, name: named("dealKind", key) }))} onDone={close} />)}>
            {named("dealKind", deal.kind)}
          </Fact>
          {Object.entries(deal.fields ?? {}).map(([key, value]) => (
            <Fact key={key} label={key} edit={edit((close) => <OwnFact field={key} value={value} onDone={close} />)}>
              {value}
            </Fact>
          ))}
          {page.cycle >= 0 && <Fact label={t("fact.cycle")}>{t("fact.cycle.days", { days: f.days(page.cycle) })}</Fact>}
          <Fact label={t("fact.process")}>
            {page.process.name} <span className="faint">{t("fact.version", { version: deal.process.slice(0, 4) })}</span>
          </Fact>
        </FactList>
        <Participants />
      </Section>
    </div>
  );
}

type FormProps = { onDone: () => void };

/** Sends changed facts; shows them at once. */
function useChange(done: () => void) {
  return useDo<Record<string, unknown>>("change", {
    shows: (body) => (page) => ({ ...page, deal: { ...page.deal, ...(body as object) } }),
    after: done,
  });
}

/** One fact's form: one field, Enter keeps it. */
function OneFact(props: FormProps & { field: string; body: Record<string, unknown>; disabled?: boolean; sent: () => void; children: (error: string | undefined) => React.ReactNode }) {
  const change = useChange(() => {
    props.sent();
    props.onDone();
  });
  return (
    <Form
      act={t("fact.save")}
      busy={change.busy}
      disabled={props.disabled ?? false}
      trouble={<Trouble error={change.error} />}
      onSubmit={() => void change.run(props.body)}
      onCancel={() => {
        props.sent();
        props.onDone();
      }}
    >
      {props.children(wrong(change.error, props.field))}
    </Form>
  );
}

function TextFact({ field, label, value, needed, onDone }: FormProps & { field: string; label: string; value: string; needed?: boolean }) {
  const [draft, set, sent] = useFormDraft(`fact:${field}`, { text: value });
  return (
    <OneFact field={field} body={{ [field]: draft.text.trim() }} disabled={!!needed && !draft.text.trim()} sent={sent} onDone={onDone}>
      {(error) => <TextField bare label={label} value={draft.text} onChange={(text) => set({ text })} error={error} />}
    </OneFact>
  );
}

function OwnFact({ field, value, onDone }: FormProps & { field: string; value: string }) {
  const { page } = useDeal();
  const [draft, set, sent] = useFormDraft(`own:${field}`, { text: value });
  return (
    <OneFact field="fields" body={{ fields: { ...page.deal.fields, [field]: draft.text } }} sent={sent} onDone={onDone}>
      {(error) => <TextField bare label={field} value={draft.text} onChange={(text) => set({ text })} error={error} />}
    </OneFact>
  );
}

function ValueFact({ onDone }: FormProps) {
  const { page } = useDeal();
  const [draft, set, sent] = useFormDraft<{ value: Money | null }>("fact:value", { value: page.deal.value });
  return (
    <OneFact field="value" body={{ value: draft.value }} disabled={!draft.value} sent={sent} onDone={onDone}>
      {(error) => <MoneyField bare label={t("fact.value")} currency={page.deal.value.currency} value={draft.value} onChange={(value) => set({ value })} error={error} />}
    </OneFact>
  );
}

function CloseFact({ onDone }: FormProps) {
  const { page } = useDeal();
  const [draft, set, sent] = useFormDraft<{ day: Day | null }>("fact:close", { day: page.deal.close_date ?? null });
  return (
    <OneFact field="close_date" body={{ close_date: draft.day ?? "" }} sent={sent} onDone={onDone}>
      {(error) => <DateField bare optional label={t("fact.close")} value={draft.day} onChange={(day) => set({ day })} error={error} />}
    </OneFact>
  );
}

function ListFact({ field, value, list, onDone }: FormProps & { field: "source" | "method" | "kind"; value: string | undefined; list: { key: string; name: string }[] }) {
  const [draft, set, sent] = useFormDraft(`fact:${field}`, { text: value ?? "" });
  const label = t(`fact.${field}`);
  return (
    <OneFact field={field} body={{ [field]: draft.text }} disabled={!draft.text} sent={sent} onDone={onDone}>
      {(error) =>
        list.length > 0 ? (
          <ChoiceField bare label={label} value={draft.text || null} onChange={(text) => set({ text })} error={error} options={list.map((one) => ({ value: one.key, label: one.name }))} />
        ) : (
          <TextField bare label={label} value={draft.text} onChange={(text) => set({ text })} error={error} />
        )
      }
    </OneFact>
  );
}

/** Gives the deal another owner. */
function HandForm({ onDone }: FormProps) {
  const { page } = useDeal();
  const [draft, set, sent] = useFormDraft("hand", { to: "", why: "" });
  const hand = useDo<{ to: string; why: string }>("hand", {
    after: () => {
      sent();
      onDone();
    },
  });
  return (
    <Form act={t("hand.save")} busy={hand.busy} disabled={!draft.to} trouble={<Trouble error={hand.error} />} onSubmit={() => void hand.run(draft)} onCancel={onDone}>
      <MemberField label={t("hand.to")} value={draft.to} without={[page.deal.owner]} onChange={(to) => set({ to })} error={wrong(hand.error, "to")} />
      <TextField label={t("hand.why")} optional value={draft.why} onChange={(why) => set({ why })} />
    </Form>
  );
}

/** Colleagues who take part: they see the deal; figures stay with its owner. */
function Participants() {
  const { page, fixed } = useDeal();
  const name = useName();
  const f = useFormats();
  const [open, setOpen] = useState<string | null>(null);
  const all = Object.entries(page.deal.participants ?? {});
  const may = !fixed && page.deal.status !== "withdrawn" && (page.mine || page.manages);
  if (all.length === 0 && !may) return null;
  return (
    <div className="participants small">
      {all.map(([id, { role, share }]) => (
        <p key={id} className="row">
          <span className="grow">
            {name(id)} {role && <span className="faint">{role}</span>}
          </span>
          {(share ?? 0) > 0 && <span className="faint">{f.percent((share ?? 0) / 100)}</span>}
          {may && (
            <button type="button" className="link" onClick={() => setOpen(id)}>
              {t("share.change")}
            </button>
          )}
        </p>
      ))}
      {open !== null ? (
        <ShareForm key={open} member={open} onDone={() => setOpen(null)} />
      ) : (
        may && (
          <button type="button" className="link" onClick={() => setOpen("")}>
            {t("share.add")}
          </button>
        )
      )}
    </div>
  );
}

function ShareForm({ member, onDone }: FormProps & { member: string }) {
  const { page } = useDeal();
  const name = useName();
  const before = page.deal.participants?.[member];
  const [draft, set, sent] = useFormDraft(`share:${member}`, { member, role: before?.role ?? "", share: before?.share ?? (null as number | null) });
  const share = useDo<{ member: string; role?: string; share?: number | null; end?: boolean }>("share", {
    after: () => {
      sent();
      onDone();
    },
  });
  const without = [page.deal.owner, ...Object.keys(page.deal.participants ?? {})];
  return (
    <Form
      act={t("share.save")}
      busy={share.busy}
      disabled={!draft.member}
      trouble={<Trouble error={share.error} />}
      onSubmit={() => void share.run(draft)}
      onCancel={onDone}
      more={
        before && (
          <button type="button" className="btn quiet danger" onClick={() => void share.run({ member, end: true })}>
            {t("share.end")}
          </button>
        )
      }
    >
      {before ? <b>{name(member)}</b> : <MemberField label={t("share.who")} value={draft.member} without={without} onChange={(id) => set({ member: id })} />}
      <div className="pair">
        <TextField label={t("share.role")} optional value={draft.role} onChange={(role) => set({ role })} />
        <NumberField label={t("share.share")} optional min={0} max={100} unit="%" value={draft.share} onChange={(n) => set({ share: n })} error={wrong(share.error, "share")} />
      </div>
    </Form>
  );
}
