// Worries of the customer: raised in their words, and what became of each.
import { type KeyboardEvent, useRef, useState } from "react";
import type { Concern, ConcernState } from "../api/types";
import { Button } from "../parts/button";
import { TextArea, TextField } from "../parts/field";
import { Segment } from "../parts/segment";
import { openConcerns, type Settling, unsettled } from "./draft";
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
export function SettleAll({ draft, set, page, tight, note, busy }: FieldsProps) {
  const open = openConcerns(page);
  const settled = draft.settled ?? {};
  if (open.length === 0) return <p>{t("concern.noneOpen")}</p>;
  return (
    <div>
      {open.map((concern) => (
        <SettleOne
          key={concern.id}
          concern={concern}
          tight={tight}
          busy={busy}
          value={settled[concern.id] ?? {}}
          onChange={(change) => set({ settled: { ...settled, [concern.id]: { ...settled[concern.id], ...change } } })}
          onNote={note && ((value) => note({ settled: { [concern.id]: value } }))}
        />
      ))}
    </div>
  );
}

/** One of them, noted by itself: whoever settles one today need not know of the others. */
function SettleOne(props: {
  concern: Concern;
  value: Settling;
  onChange: (change: Settling) => void;
  onNote?: ((value: Settling) => void) | undefined;
  tight?: boolean | undefined;
  busy?: boolean | undefined;
}) {
  const { concern, value, onChange, onNote } = props;
  const box = useRef<HTMLDivElement>(null);
  const [tried, setTried] = useState(false);
  const lacks = unsettled(concern, value);
  const begun = value.state !== undefined || !!value.answer;
  const act = () => {
    setTried(true);
    if (!lacks) onNote?.(value);
    else box.current?.querySelector<HTMLElement>(lacks === "state" ? "[role='radio'][tabindex='0']" : "input, textarea")?.focus();
  };
  const press = (e: KeyboardEvent<HTMLElement>) => {
    const sends = e.key === "Enter" && e.target instanceof HTMLInputElement && !e.nativeEvent.isComposing;
    // What is complete goes with the form around it, where that is what sends.
    if (!sends || (!lacks && !onNote)) return;
    e.preventDefault();
    act();
  };
  return (
    <div ref={box} className="evidence-concern" role="group" aria-label={concern.text} onKeyDown={press}>
      <p>
        <q>{concern.text}</q>
      </p>
      <SettleFields tight={props.tight} value={value} onChange={onChange} error={tried && lacks ? t(`concern.lacks.${lacks}`) : undefined} />
      {onNote && begun && (
        <div className="ask-acts">
          <Button icon="check" busy={props.busy ?? false} onClick={act}>
            {t("note")}
          </Button>
        </div>
      )}
    </div>
  );
}
