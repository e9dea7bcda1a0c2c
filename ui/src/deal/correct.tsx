// Putting a won deal right: its value, or the day on which it was won, with the reason.
import { useMemo } from "react";
import { useFormats, useToday } from "../api/session";
import type { Money } from "../api/types";
import { type Day, now } from "../i18n/format";
import { endOfDay } from "../i18n/zone";
import { DateField } from "../parts/date-field";
import { MoneyField, TextArea } from "../parts/field";
import { Form } from "../parts/form";
import { useFormDraft } from "./draft";
import { t } from "./t";
import { Trouble, wrong } from "./trouble";
import { useDeal, useDo } from "./use";

type Draft = { value: Money | null; day: Day | null; why: string };
type Body = { value?: Money; won_at?: string; why: string };

/** The moment that stands for a day: its end, or now while it lasts. */
export const momentOf = (day: Day, today: Day, zone: string, at: number): string =>
  day < today ? endOfDay(day, zone) : `${new Date(at / 1000).toISOString().slice(0, 19)}Z`;

export function CorrectForm({ onDone }: { onDone: () => void }) {
  const { page } = useDeal();
  const { deal } = page;
  const f = useFormats();
  const today = useToday();
  const was = deal.end ? f.dayOf(deal.end.at) : today;
  const empty = useMemo<Draft>(() => ({ value: deal.value, day: was, why: "" }), [deal.value, was]);
  const [draft, set, sent] = useFormDraft<Draft>("correct", empty);
  const correct = useDo<Body>("correct", {
    after: () => {
      sent();
      onDone();
    },
  });
  const worth = draft.value && (draft.value.minor !== deal.value.minor || draft.value.currency !== deal.value.currency);
  const moved = draft.day && draft.day !== was;
  const body: Body = {
    ...(worth && { value: draft.value! }),
    ...(moved && { won_at: momentOf(draft.day!, today, f.manner.zone, now()) }),
    why: draft.why.trim(),
  };
  return (
    <Form
      act={t("correct.act")}
      label={t("correct")}
      className="boxed"
      busy={correct.busy}
      disabled={(!worth && !moved) || !body.why}
      trouble={<Trouble error={correct.error} />}
      onSubmit={() => void correct.run(body)}
      onCancel={onDone}
    >
      <p className="small dim">{t("correct.lead")}</p>
      <div className="pair">
        <MoneyField label={t("fact.value")} currency={deal.value.currency} value={draft.value} onChange={(value) => set({ value })} error={wrong(correct.error, "value")} />
        <DateField label={t("correct.day")} max={today} value={draft.day} onChange={(day) => set({ day })} error={wrong(correct.error, "won_at") ?? wrong(correct.error, "occurred_at")} />
      </div>
      <TextArea label={t("correct.why")} rows={2} value={draft.why} onChange={(why) => set({ why })} error={wrong(correct.error, "why")} />
    </Form>
  );
}
