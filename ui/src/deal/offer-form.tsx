// Offers: recording one that was delivered, line by line, and what they said to it.
import { useMemo } from "react";
import { useFormats } from "../api/session";
import type { DealPage, Money, Offer, Point } from "../api/types";
import type { Day } from "../i18n/format";
import { Button, IconButton } from "../parts/button";
import { DateField } from "../parts/date-field";
import { ChoiceField, MoneyField, TextField } from "../parts/field";
import { Form } from "../parts/form";
import { Segment } from "../parts/segment";
import { useFormDraft } from "./draft";
import { WhoField } from "./fields";
import { named, t } from "./t";
import { Trouble, wrong } from "./trouble";
import { useDeal, useDo } from "./use";

type Line = { what: string; need: string; value: Money | null };
type Offering = { to: string; what: string; value: Money | null; due: Day | null; lines: Line[] };

/** The offer that is out or accepted. */
export const current = (page: DealPage): Offer | undefined =>
  page.deal.offers?.findLast(({ state }) => state === "out" || state === "accepted");

/** The answers of the customer that a line can be tied to. */
export const needs = (page: DealPage): Point[] =>
  page.path.flatMap(({ points }) => points).filter((point) => point.evidence === "answer" && !point.fact && point.given);

/** The sum of an offer's lines, which its value must be; undefined while one has none. */
export function sumOf(lines: readonly Line[], currency: string): Money | undefined {
  let minor = 0;
  for (const { value } of lines) {
    if (!value || value.currency !== currency) return undefined;
    minor += value.minor;
  }
  return lines.length > 0 ? { minor, currency } : undefined;
}

/** A new offer: it takes the place of the one that is out. */
export function OfferForm({ onDone, onCancel, focus = "what" }: { onDone?: (() => void) | undefined; onCancel?: (() => void) | undefined; focus?: "what" | "due" }) {
  const { page } = useDeal();
  const f = useFormats();
  const before = current(page) ?? page.deal.offers?.at(-1);
  const currency = before?.value.currency ?? page.deal.value.currency ?? f.manner.currency;
  const empty = useMemo<Offering>(
    () => ({
      to: before?.to ?? page.people.find(({ influence }) => influence === "decides")?.person ?? "",
      what: before?.what ?? page.deal.name,
      value: before?.value ?? (page.deal.value.minor > 0 ? page.deal.value : null),
      due: before?.due ?? null,
      lines: before?.lines?.map(({ what, need, value }) => ({ what, need: need ?? "", value })) ?? [],
    }),
    [before, page.deal, page.people],
  );
  const [value, set, sent] = useFormDraft<Offering>("offer", empty);
  const offer = useDo<object>("offer", {
    after: () => {
      sent();
      onDone?.();
    },
  });
  const lined = value.lines.length > 0;
  const total = lined ? sumOf(value.lines, currency) : value.value;
  const line = (i: number, change: Partial<Line>) => set({ lines: value.lines.map((one, j) => (j === i ? { ...one, ...change } : one)) });
  const body = {
    to: value.to,
    what: value.what,
    value: total,
    due: value.due,
    ...(lined && { lines: value.lines.map(({ what, need, value }) => ({ what, value, ...(need && { need }) })) }),
  };
  return (
    <Form
      act={before ? t("offer.saveNew", { n: (before.number ?? 0) + 1 }) : t("offer.save")}
      label={t("offer.save")}
      busy={offer.busy}
      disabled={!total || !value.what.trim() || value.lines.some(({ what }) => !what.trim())}
      trouble={<Trouble error={offer.error} />}
      onSubmit={() => void offer.run(body)}
      onCancel={onCancel}
    >
      <TextField label={t("offer.what")} value={value.what} onChange={(what) => set({ what })} focus={focus === "what"} error={wrong(offer.error, "what")} />
      <div className="pair">
        <WhoField label={t("offer.to")} value={value.to} onChange={(to) => set({ to })} />
        <DateField label={t("offer.due")} optional value={value.due} onChange={(due) => set({ due })} hint={t("offer.due.hint")} focus={focus === "due"} error={wrong(offer.error, "due")} />
      </div>
      {value.lines.map((one, i) => (
        <OfferLine key={i} n={i + 1} line={one} currency={currency} onChange={(change) => line(i, change)} onRemove={() => set({ lines: value.lines.filter((_, j) => j !== i) })} />
      ))}
      <div className="row">
        <Button look="quiet" icon="plus" onClick={() => set({ lines: [...value.lines, { what: "", need: "", value: lined ? null : value.value }] })}>
          {lined ? t("offer.line.more") : t("offer.line.first")}
        </Button>
        {lined && (
          <span className="num grow">
            {t("offer.total")} <b>{total ? f.money(total) : "–"}</b>
          </span>
        )}
      </div>
      {!lined && (
        <MoneyField label={t("offer.value")} currency={currency} value={value.value} onChange={(money) => set({ value: money })} error={wrong(offer.error, "value")} />
      )}
    </Form>
  );
}

function OfferLine(props: { n: number; line: Line; currency: string; onChange: (change: Partial<Line>) => void; onRemove: () => void }) {
  const { line, onChange, n } = props;
  const { page } = useDeal();
  const answers = needs(page).map(({ key, question }) => ({ value: key, label: question }));
  return (
    <div className="offer-line">
      <TextField label={t("offer.line", { n })} value={line.what} onChange={(what) => onChange({ what })} />
      <ChoiceField
        label={t("offer.need")}
        optional
        value={line.need}
        onChange={(need) => onChange({ need })}
        options={[{ value: "", label: t("offer.need.none") }, ...answers]}
      />
      <MoneyField label={t("offer.line.value")} currency={props.currency} value={line.value} onChange={(value) => onChange({ value })} />
      <IconButton icon="close" label={t("offer.line.remove", { n })} onClick={props.onRemove} />
    </div>
  );
}

const outcomes = ["accepted", "declined", "withdrawn"] as const;
type Decided = { state: (typeof outcomes)[number]; person: string; by: string; why: string };

/** What became of the offer that is out; accepting it names who did. */
export function AcceptForm(props: { state?: Decided["state"]; offer?: Offer; onDone?: (() => void) | undefined; onCancel?: (() => void) | undefined }) {
  const { page } = useDeal();
  const f = useFormats();
  const offer = props.offer ?? current(page);
  const empty = useMemo<Decided>(
    () => ({ state: props.state ?? "accepted", person: offer?.to ?? "", by: "", why: "" }),
    [props.state, offer?.to],
  );
  const [value, set, sent] = useFormDraft<Decided>(`decide:${offer?.id ?? ""}`, empty);
  const decide = useDo<Partial<Decided> & { offer: string }>("decide_offer", {
    after: () => {
      sent();
      props.onDone?.();
    },
  });
  if (!offer) {
    return (
      <div className="stack">
        <p className="small dim">{t("offer.first")}</p>
        <OfferForm onDone={props.onDone} onCancel={props.onCancel} />
      </div>
    );
  }
  const accepts = value.state === "accepted";
  const body = { offer: offer.id, state: value.state, ...(accepts ? { person: value.person, by: value.person ? "" : value.by } : { why: value.why }) };
  return (
    <Form
      act={t(`offer.did.${value.state}`)}
      label={t("offer.outcome")}
      busy={decide.busy}
      disabled={accepts && !value.person && !value.by.trim()}
      trouble={<Trouble error={decide.error} />}
      onSubmit={() => void decide.run(body)}
      onCancel={props.onCancel}
    >
      <p className="small">
        {t("offer.is", { n: offer.number, what: offer.what })}, <b>{f.money(offer.value)}</b>
      </p>
      <Segment
        label={t("offer.outcome")}
        value={value.state}
        onChange={(state) => set({ state })}
        options={outcomes.map((state) => ({ value: state, label: named("offerState", state) }))}
      />
      {accepts ? (
        <div className="pair">
          <WhoField label={t("offer.by")} optional={false} value={value.person} onChange={(person) => set({ person })} error={wrong(decide.error, "by")} />
          {!value.person && <TextField label={t("offer.byName")} value={value.by} onChange={(by) => set({ by })} />}
        </div>
      ) : (
        <TextField label={t("offer.why")} optional value={value.why} onChange={(why) => set({ why })} />
      )}
    </Form>
  );
}
