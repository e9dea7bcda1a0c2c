// An activity that is evidence: held, tried, agreed or planned. What was planned for a day
// that has come can be finished by it, or moved to another day.
import { useFormats, useToday } from "../api/session";
import { Button } from "../parts/button";
import { DateField } from "../parts/date-field";
import { ChoiceField, TextField } from "../parts/field";
import { type Draft, finished } from "./draft";
import type { Outcome } from "./kind";
import { type FieldsProps, mediumOptions } from "./part";
import { named, t } from "./t";

const media = ["conversation", "call", "meeting", "mail", "visit"] as const;

type ActivityProps = FieldsProps & { outcome: Outcome };

export function ActivityFields({ draft, set, page, help, outcome, note, busy = false }: ActivityProps) {
  const f = useFormats();
  const today = useToday();
  const done = outcome === "held" || outcome === "attempted";
  const planned = outcome === "held" ? finished(page, today) : undefined;
  const medium = draft.medium ?? (planned ? planned.kind : outcome === "held" ? "conversation" : "call");
  const finishes: Draft = planned ? { finishes: planned.id } : {};
  const told = planned && (
    <p>{t("held.planned", { what: named("Kind", planned.kind), when: `${f.day(planned.due, today)}${planned.time ? ` ${planned.time}` : ""}` })}</p>
  );
  if (planned && draft.choice === "moved") {
    return (
      <>
        {told}
        <Moved {...{ draft, set, note, busy }} />
      </>
    );
  }
  const moves = planned && (
    <Button look="quiet" onClick={() => set({ choice: "moved", due: null, ...finishes })}>
      {t("held.moved")}
    </Button>
  );
  return (
    <>
      {told}
      <div className="ask-pair">
        {!done && <DateField label={t("day")} min={outcome === "planned" ? today : undefined} value={draft.due ?? null} onChange={(due) => set({ due })} />}
        <ChoiceField
          label={t("medium")}
          value={medium}
          onChange={(value) => set({ medium: value, ...finishes })}
          options={mediumOptions(outcome === "planned" ? [...media, "task"] : media)}
        />
      </div>
      <TextField label={t("line")} bare placeholder={t("line")} hint={help} value={draft.text ?? ""} onChange={(text) => set({ text, medium, ...finishes })} />
      {(done && note) || moves ? (
        <div className="ask-acts">
          {done && note && (
            <Button icon="check" busy={busy} onClick={() => note({ choice: "done", medium, ...finishes })}>
              {t(outcome === "held" ? "held.log" : "attempted.log")}
            </Button>
          )}
          {moves}
        </div>
      ) : null}
    </>
  );
}

/** It was not held on its day: another one. */
function Moved({ draft, set, note, busy }: Pick<ActivityProps, "draft" | "set" | "note" | "busy">) {
  const today = useToday();
  return (
    <>
      <DateField label={t("held.movedTo")} min={today} value={draft.due ?? null} onChange={(due) => set({ due })} />
      <div className="ask-acts">
        {note && (
          <Button busy={busy ?? false} disabled={!draft.due} onClick={() => note()}>
            {t("held.reschedule")}
          </Button>
        )}
        <Button look="quiet" onClick={() => set({ choice: "", due: null })}>
          {t("held.after")}
        </Button>
      </div>
    </>
  );
}
