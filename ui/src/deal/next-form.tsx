// Next steps: planning one, and logging what was done, which asks for the next.
import { useState } from "react";
import type { Planned, Suggested } from "../api/types";
import { useToday } from "../api/session";
import { addDays, type Day } from "../i18n/format";
import { Button } from "../parts/button";
import { DateField } from "../parts/date-field";
import { ChoiceField, NumberField, TextArea, TextField } from "../parts/field";
import { Form } from "../parts/form";
import { readTime } from "../parts/read";
import { useFormDraft } from "./draft";
import { type Kind, kindOptions, kinds, MemberField, WhoeverField } from "./fields";
import { t } from "./t";
import { Trouble, wrong } from "./trouble";
import { useDeal, useDo } from "./use";

type FormProps = { name?: string; onDone?: (() => void) | undefined; onCancel?: (() => void) | undefined };

type Plan = { kind: Kind; due: Day | null; time: string; text: string; by: string };
const noPlan: Plan = { kind: "call", due: null, time: "", text: "", by: "" };

/** The kind of next step that a suggested activity stands for. */
export const planKind = (kind: string): Kind => (kinds as readonly string[]).includes(kind) ? (kind as Kind) : kind === "attempt" ? "call" : "task";

/** The day, time, kind and words of a next step. */
function PlanFields({ value, set, error }: { value: Plan; set: (change: Partial<Plan>) => void; error: unknown }) {
  const today = useToday();
  return (
    <>
      <div className="pair tight">
        <ChoiceField label={t("plan.kind")} value={value.kind} onChange={(kind) => set({ kind })} options={kindOptions() as { value: Kind; label: string }[]} />
        <DateField label={t("plan.due")} value={value.due} onChange={(due) => set({ due })} error={wrong(error, "due")} />
        <TextField
          label={t("plan.time")}
          optional
          value={value.time}
          placeholder="14:00"
          onChange={(time) => set({ time })}
          onBlur={() => set({ time: readTime(value.time) ?? value.time })}
          error={wrong(error, "time")}
        />
      </div>
      <div className="row wrap quick-days">
        {([1, 2, 7, 14] as const).map((n) => (
          <Button key={n} look="quiet" onClick={() => set({ due: addDays(today, n) })}>
            {t("plan.in", { n })}
          </Button>
        ))}
      </div>
      <TextField label={t("plan.text")} optional value={value.text} onChange={(text) => set({ text })} placeholder={t("plan.hint")} />
    </>
  );
}

/** Plans a next step. */
export function PlanForm({ name = "plan", onDone, onCancel, suggested }: FormProps & { suggested?: Suggested | undefined }) {
  const { page } = useDeal();
  const [value, set, sent] = useFormDraft<Plan>(
    name,
    suggested ? { ...noPlan, kind: planKind(suggested.kind), text: suggested.name ?? "" } : noPlan,
  );
  const schedule = useDo<Plan>("schedule", {
    shows: (body) => (page) => ({
      ...page,
      deal: {
        ...page.deal,
        planned: [...(page.deal.planned ?? []), { ...body, id: "new", due: body.due ?? "", by: body.by || page.deal.owner }],
      },
    }),
    after: () => {
      sent();
      onDone?.();
    },
  });
  return (
    <Form
      act={t("plan.save")}
      label={t("plan.save")}
      busy={schedule.busy}
      disabled={!value.due}
      trouble={<Trouble error={schedule.error} />}
      onSubmit={() => void schedule.run({ ...value, time: readTime(value.time) ?? value.time })}
      onCancel={onCancel}
    >
      <PlanFields value={value} set={set} error={schedule.error} />
      {Object.keys(page.deal.participants ?? {}).length > 0 && (
        <MemberField label={t("plan.by")} value={value.by} none={t("plan.owner")} onChange={(by) => set({ by })} />
      )}
    </Form>
  );
}

/** Another day for a planned activity. */
export function RescheduleForm({ planned, onDone, onCancel }: { planned: Planned; onDone: () => void; onCancel: () => void }) {
  const [value, set, sent] = useFormDraft(`reschedule:${planned.id}`, { due: planned.due as Day | null, time: planned.time ?? "" });
  const today = useToday();
  const move = useDo<{ activity: string; due: Day | null; time: string }>("reschedule", {
    shows: (body) => (page) => ({
      ...page,
      deal: {
        ...page.deal,
        planned: (page.deal.planned ?? []).map((one) =>
          one.id === planned.id ? { ...one, due: body.due ?? one.due, time: body.time } : one,
        ),
      },
    }),
    after: () => {
      sent();
      onDone();
    },
  });
  return (
    <Form
      act={t("plan.move")}
      busy={move.busy}
      disabled={!value.due}
      trouble={<Trouble error={move.error} />}
      onSubmit={() => void move.run({ activity: planned.id, due: value.due, time: readTime(value.time) ?? value.time })}
      onCancel={onCancel}
      more={[1, 7].map((n) => (
        <Button key={n} look="quiet" onClick={() => set({ due: addDays(today, n) })}>
          {t("plan.in", { n })}
        </Button>
      ))}
    >
      <div className="pair tight">
        <DateField label={t("plan.due")} value={value.due} onChange={(due) => set({ due })} error={wrong(move.error, "due")} />
        <TextField label={t("plan.time")} optional value={value.time} onChange={(time) => set({ time })} error={wrong(move.error, "time")} />
      </div>
    </Form>
  );
}

export type Outcome = "" | "attempted" | "agreed" | "held" | "no_show";
type Logged = { kind: string; outcome: Outcome; text: string; people: string[]; minutes: number | null; agreed: Day | null; day: Day | null };
type Log = {
  kind: string;
  outcome?: string;
  text?: string;
  people?: string[];
  minutes?: number | null;
  agreed?: Day | null;
  finishes?: string;
  occurred_at?: string;
  next?: Partial<Plan>;
};

const outcomes: readonly Outcome[] = ["held", "attempted", "agreed", "no_show", ""];

/** Logs something that was done; `finishes` is the planned activity that it was. */
export function LoggedForm(
  props: FormProps & {
    outcome?: Outcome;
    kind?: string;
    finishes?: Planned;
  },
) {
  const { name = "log", finishes, onDone, onCancel } = props;
  const { page, plan } = useDeal();
  const asked = props.outcome ?? "held";
  const [value, set, sent] = useFormDraft<Logged>(name, {
    kind: finishes?.kind ?? props.kind ?? (asked === "held" ? "conversation" : "call"),
    outcome: asked,
    text: "",
    people: [],
    minutes: null,
    agreed: null,
    day: null,
  });
  const [next, setNext, nextSent] = useFormDraft<Plan>(`${name}:next`, noPlan);
  const [more, setMore] = useState(false);
  const today = useToday();
  const log = useDo<Log>("log", {
    shows: () => (page) =>
      finishes
        ? { ...page, deal: { ...page.deal, planned: (page.deal.planned ?? []).filter(({ id }) => id !== finishes.id) } }
        : page,
    after: (done) => {
      sent();
      nextSent();
      if (done.ask_next) plan();
      onDone?.();
    },
  });
  const asksNext = (page.deal.planned ?? []).filter(({ id }) => id !== finishes?.id).length === 0 && value.outcome !== "agreed";
  const body = (): Log => ({
    kind: value.kind,
    outcome: value.outcome,
    text: value.text,
    ...(value.people.length > 0 && { people: value.people }),
    minutes: value.minutes,
    ...(value.outcome === "agreed" && { agreed: value.agreed }),
    ...(finishes && { finishes: finishes.id }),
    ...(value.day && value.day < today && { occurred_at: `${value.day}T12:00:00Z` }),
    ...(asksNext && next.due && { next: { kind: next.kind, due: next.due, ...(next.time && { time: readTime(next.time) ?? next.time }), ...(next.text && { text: next.text }) } }),
  });
  return (
    <Form
      act={finishes ? t("log.finish") : t("log.save")}
      label={t("log.save")}
      busy={log.busy}
      disabled={value.outcome === "agreed" && !value.agreed}
      trouble={<Trouble error={log.error} />}
      onSubmit={() => void log.run(body())}
      onCancel={onCancel}
    >
      <div className="pair tight">
        <ChoiceField label={t("log.kind")} value={value.kind} onChange={(kind) => set({ kind })} options={kindOptions([...kinds, "note"])} />
        <ChoiceField
          label={t("log.outcome")}
          value={value.outcome}
          onChange={(outcome) => set({ outcome })}
          options={outcomes.map((one) => ({ value: one, label: t(`outcome.${one || "none"}` as "outcome.held") }))}
        />
        {value.outcome === "agreed" && (
          <DateField label={t("log.agreed")} value={value.agreed} onChange={(agreed) => set({ agreed })} error={wrong(log.error, "agreed")} />
        )}
      </div>
      <TextArea label={t("log.text")} optional rows={2} value={value.text} onChange={(text) => set({ text })} placeholder={t("log.hint")} />
      {more ? (
        <>
          <WhoeverField label={t("log.people")} value={value.people} onChange={(people) => set({ people })} />
          <div className="pair tight">
            <NumberField label={t("log.minutes")} optional min={0} max={1440} unit={t("log.unit")} value={value.minutes} onChange={(minutes) => set({ minutes })} />
            <DateField label={t("log.day")} optional max={today} value={value.day ?? today} onChange={(day) => set({ day })} />
          </div>
        </>
      ) : (
        <div className="row">
          <Button look="quiet" icon="plus" onClick={() => setMore(true)}>
            {t("log.more")}
          </Button>
        </div>
      )}
      {asksNext && (
        <fieldset className="then">
          <legend>{t("log.next")}</legend>
          <PlanFields value={next} set={setNext} error={undefined} />
        </fieldset>
      )}
    </Form>
  );
}
