// Concerns: raising one, and what became of it.
import type { Concern, ConcernState } from "../api/types";
import { Button } from "../parts/button";
import { TextArea } from "../parts/field";
import { Form } from "../parts/form";
import { Segment } from "../parts/segment";
import { useState } from "react";
import { useFormDraft } from "./draft";
import type { InputProps } from "./evidence";
import { WhoField } from "./fields";
import { named, t } from "./t";
import { Trouble, wrong } from "./trouble";
import { useDeal, useDo } from "./use";

const empty = { text: "", by: "" };

/** Raises a concern, in their words. */
export function ConcernForm({ name = "raise", onDone, onCancel }: { name?: string; onDone?: (() => void) | undefined; onCancel?: (() => void) | undefined }) {
  const [value, set, sent] = useFormDraft(name, empty);
  const raise = useDo<typeof empty>("raise", {
    after: () => {
      sent();
      onDone?.();
    },
  });
  return (
    <Form
      act={t("concern.raise")}
      label={t("concern.raise")}
      busy={raise.busy}
      disabled={!value.text.trim()}
      trouble={<Trouble error={raise.error} />}
      onSubmit={() => void raise.run(value)}
      onCancel={onCancel}
    >
      <TextArea label={t("concern.text")} rows={2} value={value.text} onChange={(text) => set({ text })} error={wrong(raise.error, "text")} />
      <WhoField label={t("concern.by")} value={value.by} onChange={(by) => set({ by })} />
    </Form>
  );
}

const states = ["resolved", "accepted", "withdrawn"] as const;

/** What became of a concern; to resolve it takes the answer that was used. */
export function SettleForm({ concern, onDone, onCancel }: { concern: Concern; onDone?: () => void; onCancel?: () => void }) {
  const [value, set, sent] = useFormDraft(`settle:${concern.id}`, { state: "resolved" as ConcernState, answer: concern.answer ?? "" });
  const settle = useDo<{ concern: string; state: ConcernState; answer: string }>("settle", {
    shows: (body) => (page) => ({
      ...page,
      deal: {
        ...page.deal,
        concerns: (page.deal.concerns ?? []).map((one) =>
          one.id === body.concern ? { ...one, state: body.state, answer: body.answer || one.answer || "" } : one,
        ),
      },
    }),
    after: () => {
      sent();
      onDone?.();
    },
  });
  return (
    <Form
      act={t("concern.settle")}
      label={concern.text}
      busy={settle.busy}
      disabled={value.state === "resolved" && !value.answer.trim()}
      trouble={<Trouble error={settle.error} />}
      onSubmit={() => void settle.run({ concern: concern.id, ...value })}
      onCancel={onCancel}
    >
      <Segment
        label={t("concern.state")}
        value={value.state as (typeof states)[number]}
        onChange={(state) => set({ state })}
        options={states.map((state) => ({ value: state, label: named("settled", state) }))}
      />
      <TextArea
        label={t("concern.answer")}
        optional={value.state !== "resolved"}
        rows={2}
        value={value.answer}
        onChange={(answer) => set({ answer })}
        hint={t(`concern.hint.${value.state as (typeof states)[number]}`)}
        error={wrong(settle.error, "answer")}
      />
    </Form>
  );
}

/** The open ones, each to be settled where it stands. */
export function OpenConcerns({ onDone }: InputProps) {
  const { page } = useDeal();
  const [at, setAt] = useState<string>();
  const open = (page.deal.concerns ?? []).filter(({ state }) => state === "open");
  if (open.length === 0) return <p className="small faint">{t("concern.none")}</p>;
  return (
    <ul className="stack">
      {open.map((concern) => (
        <li key={concern.id} className="stack">
          <div className="row">
            <q className="grow small">{concern.text}</q>
            {at !== concern.id && <Button onClick={() => setAt(concern.id)}>{t("concern.settle.open")}</Button>}
          </div>
          {at === concern.id && (
            <SettleForm
              concern={concern}
              onCancel={() => setAt(undefined)}
              onDone={() => {
                setAt(undefined);
                if (open.length === 1) onDone?.();
              }}
            />
          )}
        </li>
      ))}
    </ul>
  );
}
