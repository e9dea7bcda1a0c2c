// Worries of the customer: raised in their words, and what became of each.
import type { Concern, ConcernState } from "../api/types";
import { TextArea, TextField } from "../parts/field";
import { Segment } from "../parts/segment";
import { openConcerns, type Settling } from "./draft";
import type { FieldsProps } from "./part";
import { WhoField } from "./people";
import { named, t } from "./t";

/** A concern in their words, and whose it is. */
export function ConcernFields({ draft, set, page, help, tight, error }: FieldsProps & { error?: string | undefined }) {
  const text = { label: t("concern"), hint: help, value: draft.text ?? "", error, onChange: (text: string) => set({ text }) };
  if (tight) return <TextField {...text} bare placeholder={t("concern")} />;
  return (
    <>
      <TextArea {...text} rows={2} />
      <WhoField label={t("concern.by")} optional page={page} value={draft.person} onChange={(person) => set({ person })} />
    </>
  );
}

/** Worries looked for early: one that they have, or that one asked and there was none. */
export function RaiseFields(props: FieldsProps & { question: string }) {
  const { draft, set, help } = props;
  const none = draft.choice === "none";
  return (
    <>
      <Segment
        label={props.question}
        value={none ? "none" : "one"}
        onChange={(choice) => set({ choice })}
        options={[
          { value: "one", label: t("concern.raised") },
          { value: "none", label: t("concern.none") },
        ]}
      />
      {none ? (
        <TextField label={t("concern.asked")} bare hint={help} placeholder={t("concern.asked")} value={draft.text ?? ""} onChange={(text) => set({ text })} />
      ) : (
        <ConcernFields {...props} />
      )}
    </>
  );
}

const outcomes = ["resolved", "accepted", "withdrawn"] as const satisfies readonly ConcernState[];
type Settled = (typeof outcomes)[number];

/** What became of one concern; to resolve it takes the answer that was used. */
export function SettleFields(props: { value: Settling; onChange: (change: Settling) => void; tight?: boolean | undefined; error?: string | undefined }) {
  const { value, onChange, tight, error } = props;
  const state = outcomes.find((one) => one === value.state);
  const answer = { label: t("concern.answer"), value: value.answer ?? "", error, onChange: (answer: string) => onChange({ answer }) };
  return (
    <>
      <Segment
        label={t("concern.became")}
        value={value.state ?? ""}
        onChange={(next) => onChange({ state: next })}
        options={outcomes.map((one) => ({ value: one as string, label: named("settle", one) }))}
      />
      {tight ? (
        <TextField {...answer} bare placeholder={t("concern.answer")} />
      ) : (
        <TextArea {...answer} rows={2} optional={state !== "resolved"} hint={state && t(`concern.hint.${state satisfies Settled}`)} />
      )}
    </>
  );
}

/** Every open concern, each to be settled where it stands. */
export function SettleAll({ draft, set, page, tight }: FieldsProps) {
  const open: readonly Concern[] = openConcerns(page);
  const settled = draft.settled ?? {};
  if (open.length === 0) return <p>{t("concern.noneOpen")}</p>;
  return (
    <div>
      {open.map(({ id, text }) => (
        <div key={id} className="evidence-concern" role="group" aria-label={text}>
          <p>
            <q>{text}</q>
          </p>
          <SettleFields tight={tight} value={settled[id] ?? {}} onChange={(change) => set({ settled: { ...settled, [id]: { ...settled[id], ...change } } })} />
        </div>
      ))}
    </div>
  );
}
