// Another day for what is planned; where nothing is planned, the next step itself.
import { useEffect, useRef } from "react";
import { send } from "../api/client";
import { ApiError } from "../api/problem";
import { useToday } from "../api/session";
import type { Card, DealPage, Done } from "../api/types";
import { stale, useAsk, useSend } from "../api/use";
import { addDays, type Day } from "../i18n/format";
import { NextForm } from "../move/next";
import { Button } from "../parts/button";
import { DateField } from "../parts/date-field";
import { TextField } from "../parts/field";
import { useDraftOf } from "../parts/kept";
import { readTime } from "../parts/read";
import { ErrorText } from "../parts/say";
import { t } from "./t";

type Props = { card: Card; onClose: () => void; onChanged: () => void };

export function Mover({ card, onClose, onChanged }: Props) {
  const address = `/api/deals/${encodeURIComponent(card.id)}`;
  const end = () => {
    stale(address);
    onChanged();
    onClose();
  };
  const box = useRef<HTMLDivElement>(null);
  const page = useAsk<DealPage>(address).data;
  const planned = page?.deal.planned?.find(({ id }) => id === page.next.id);
  const ready = card.next.mark === "none" || page !== undefined;
  useEffect(() => {
    if (ready) box.current?.querySelector<HTMLElement>("input, select")?.focus();
  }, [ready]);
  if (!ready) return null;
  return (
    <div
      ref={box}
      className="today-composer"
      onKeyDown={(e) => {
        if (e.key !== "Escape" || e.defaultPrevented) return;
        e.preventDefault();
        e.stopPropagation();
        onClose();
      }}
    >
      {planned ? (
        <Reschedule deal={card.id} activity={planned.id} due={planned.due} time={planned.time ?? ""} onDone={end} onClose={onClose} />
      ) : (
        <NextForm
          deal={card.id}
          onDone={end}
          onSkip={onClose}
          wrap={(fields, buttons) => (
            <>
              {fields}
              <div className="row wrap">{buttons}</div>
            </>
          )}
        />
      )}
    </div>
  );
}

function Reschedule(props: { deal: string; activity: string; due: Day; time: string; onDone: () => void; onClose: () => void }) {
  const today = useToday();
  const [draft, set, sent] = useDraftOf<{ due: Day | null; time: string }>(`reschedule:${props.activity}`, { due: props.due, time: props.time });
  const move = useSend((key: string, body: object) => send<Done>(`/api/deals/${encodeURIComponent(props.deal)}/reschedule`, body, { key }));
  const errors = move.error instanceof ApiError ? move.error.fields : {};
  const act = async (due: Day | null) => {
    if (!due) return;
    const time = readTime(draft.time) ?? draft.time.trim();
    if (!(await move.run({ activity: props.activity, due, ...(time ? { time } : {}) }))) return;
    sent();
    props.onDone();
  };
  return (
    <form
      className="stack"
      noValidate
      onSubmit={(e) => {
        e.preventDefault();
        void act(draft.due);
      }}
    >
      <div className="row wrap ends">
        <DateField label={t("move.due")} value={draft.due} onChange={(due) => set({ due })} error={errors.due} />
        <TextField label={t("move.time")} optional value={draft.time} onChange={(time) => set({ time })} error={errors.time} />
      </div>
      {Object.keys(errors).length === 0 && <ErrorText error={move.error} />}
      <div className="row wrap">
        <Button type="submit" look="primary" busy={move.busy} disabled={!draft.due}>
          {t("move.act")}
        </Button>
        {[1, 7].map((n) => (
          <Button key={n} busy={move.busy} onClick={() => void act(addDays(today, n))}>
            {t("move.in", { n })}
          </Button>
        ))}
        <Button look="quiet" onClick={props.onClose}>
          {t("close")}
        </Button>
      </div>
    </form>
  );
}
