// The next step of a deal: asked for after a move and after a log, never demanded.
import { type ReactNode, useState } from "react";
import { send } from "../api/client";
import { ApiError } from "../api/problem";
import { useToday } from "../api/session";
import type { Done } from "../api/types";
import { useSend } from "../api/use";
import { addDays, type Day } from "../i18n/format";
import { Button } from "../parts/button";
import { DateField } from "../parts/date-field";
import { ChoiceField, TextField } from "../parts/field";
import { useDraftOf } from "../parts/kept";
import { readTime } from "../parts/read";
import { ErrorText } from "../parts/say";
import { named } from "../evidence/t";
import { t } from "./t";

const kinds = ["call", "conversation", "meeting", "mail", "visit", "task"] as const;
type NextDraft = { kind: string; due: Day | null; time: string; text: string };
const empty: NextDraft = { kind: "call", due: null, time: "", text: "" };

/** The state of the form; the caller places its fields and its buttons. */
export function useNext(deal: string, onDone: (done: Done) => void) {
  const [draft, set, sent] = useDraftOf<NextDraft>(`next:${deal}`, empty);
  const [tried, setTried] = useState(false);
  const time = draft.time.trim() ? readTime(draft.time) : "";
  const command = useSend((key: string, body: object) => send<Done>(`/api/deals/${encodeURIComponent(deal)}/schedule`, body, { key }));
  const save = async () => {
    setTried(true);
    if (!draft.due || time === undefined) return;
    const done = await command.run({ kind: draft.kind, due: draft.due, ...(time ? { time } : {}), ...(draft.text.trim() ? { text: draft.text.trim() } : {}) });
    if (!done) return;
    sent();
    onDone(done);
  };
  const errors = command.error instanceof ApiError ? command.error.fields : {};
  return {
    draft,
    set,
    save,
    busy: command.busy,
    error: command.error,
    errors: {
      ...errors,
      ...(tried && !draft.due ? { due: t("next.due") } : {}),
      ...(tried && time === undefined ? { time: t("next.timeBad") } : {}),
    } as Record<string, string>,
    ready: draft.due !== null,
  };
}

export function NextFields({ next, focus }: { next: ReturnType<typeof useNext>; focus?: boolean }) {
  const { draft, set, errors } = next;
  const today = useToday();
  return (
    <>
      <div className="ask-pair">
        <ChoiceField
          label={t("next.kind")}
          value={draft.kind}
          focus={focus ?? false}
          onChange={(kind) => set({ kind })}
          options={kinds.map((value) => ({ value: value as string, label: named("Kind", value) }))}
        />
        <DateField label={t("next.due")} min={addDays(today, -1)} value={draft.due} onChange={(due) => set({ due })} error={errors.due} />
        <TextField label={t("next.time")} optional value={draft.time} onChange={(time) => set({ time })} error={errors.time} />
      </div>
      <TextField label={t("next.text")} optional value={draft.text} onChange={(text) => set({ text })} />
      <ErrorText error={next.error} />
    </>
  );
}

/** The whole form: `wrap` gets its fields and its buttons. */
export function NextForm(props: {
  deal: string;
  onDone: () => void;
  onSkip: () => void;
  wrap: (fields: ReactNode, buttons: ReactNode) => ReactNode;
}) {
  const next = useNext(props.deal, props.onDone);
  const fields = (
    <form
      id={`next-${props.deal}`}
      className="stack"
      noValidate
      onSubmit={(e) => {
        e.preventDefault();
        void next.save();
      }}
    >
      <NextFields next={next} focus />
      {/* Enter in any field sends the form. */}
      <button type="submit" hidden />
    </form>
  );
  const buttons = (
    <>
      <Button look="primary" busy={next.busy} disabled={!next.ready} onClick={() => void next.save()}>
        {t("next.act")}
      </Button>
      <Button look="quiet" onClick={props.onSkip}>
        {t("next.not")}
      </Button>
    </>
  );
  return props.wrap(fields, buttons);
}
