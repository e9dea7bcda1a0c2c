// Logging in the row: what happened, and a sentence. Where nothing is planned then, the
// next step is asked for in the same place.
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { send } from "../api/client";
import { ApiError } from "../api/problem";
import { useFormats, useToday } from "../api/session";
import type { Card, DealPage, Done } from "../api/types";
import { stale, useAsk, useSend } from "../api/use";
import type { Day } from "../i18n/format";
import { NextForm } from "../move/next";
import { Button, Kbd } from "../parts/button";
import { DateField } from "../parts/date-field";
import { TextArea, Toggle } from "../parts/field";
import { useDraftOf } from "../parts/kept";
import { ErrorText } from "../parts/say";
import { type EntryId, entries, logBody } from "../quick/log";
import { named, t } from "./t";

type Draft = { entry: EntryId | ""; text: string; agreed: Day | null };
const empty: Draft = { entry: "", text: "", agreed: null };

/** What was probably done, by the kind of what was planned. */
const likely: Record<string, EntryId> = { call: "conversation", conversation: "conversation", meeting: "meeting", visit: "visit", mail: "mail", task: "note" };

type Props = { card: Card; onClose: () => void; onChanged: () => void };

export function Composer({ card, onClose, onChanged }: Props) {
  const [asks, setAsks] = useState(false);
  const end = () => {
    stale(`/api/deals/${encodeURIComponent(card.id)}`);
    onChanged();
    onClose();
  };
  if (asks) {
    return (
      <NextForm
        deal={card.id}
        onDone={end}
        onSkip={end}
        wrap={(fields, buttons) => (
          <div className="today-composer">
            <h3>{t("log.next")}</h3>
            {fields}
            <div className="row wrap">{buttons}</div>
          </div>
        )}
      />
    );
  }
  return <Entry card={card} onClose={onClose} onLogged={(done) => (done.ask_next ? setAsks(true) : end())} />;
}

function Entry({ card, onClose, onLogged }: { card: Card; onClose: () => void; onLogged: (done: Done) => void }) {
  const f = useFormats();
  const today = useToday();
  const box = useRef<HTMLDivElement>(null);
  const page = useAsk<DealPage>(`/api/deals/${encodeURIComponent(card.id)}`).data;
  const [kept, set, sent] = useDraftOf<Draft>(`log:${card.id}`, empty);
  const draft = { ...kept, entry: kept.entry || (likely[card.next.kind ?? ""] ?? "conversation") };
  const [finishing, setFinishing] = useState(true);
  const planned = page?.deal.planned?.filter(({ due }) => due <= today).sort((a, b) => a.due.localeCompare(b.due))[0];
  const body = logBody(draft, finishing ? planned?.id : undefined);
  const log = useSend((key: string, what: object) => send<Done>(`/api/deals/${encodeURIComponent(card.id)}/log`, what, { key }));
  useEffect(() => box.current?.querySelector("textarea")?.focus(), []);
  const act = async () => {
    if (!body) return;
    const done = await log.run(body);
    if (!done) return;
    sent();
    onLogged(done);
  };
  const press = (e: KeyboardEvent<HTMLElement>) => {
    if (e.nativeEvent.isComposing) return;
    if (e.key === "Escape") onClose();
    else {
      const entry = entries.find(({ key }) => key === e.key.toLowerCase());
      if (!entry || e.metaKey || e.ctrlKey || e.altKey || (e.target as HTMLElement).matches("input, textarea")) return;
      set({ entry: entry.id });
      box.current?.querySelector("textarea")?.focus();
    }
    e.preventDefault();
    e.stopPropagation();
  };
  const errors = log.error instanceof ApiError ? log.error.fields : {};
  return (
    <div ref={box} className="today-composer" onKeyDown={press}>
      <div className="today-kinds" role="radiogroup" aria-label={t("log.kind")}>
        {entries.map(({ id, key }) => (
          <button
            key={id}
            type="button"
            role="radio"
            aria-checked={draft.entry === id}
            aria-keyshortcuts={key}
            onClick={() => {
              set({ entry: id });
              box.current?.querySelector("textarea")?.focus();
            }}
          >
            <Kbd keys={key} quiet className="wide" />
            {named("entry", id)}
          </button>
        ))}
      </div>
      {draft.entry === "agreed" && (
        <DateField label={t("log.agreed")} min={today} value={draft.agreed} onChange={(agreed) => set({ agreed })} error={errors.agreed} />
      )}
      <TextArea
        label={t("log.line")}
        bare
        rows={2}
        placeholder={t("log.line")}
        value={draft.text}
        error={errors.text}
        onChange={(text) => set({ text })}
        onKeyDown={(e) => {
          // One sentence: Enter sends it, with Shift it begins another line.
          if (e.key !== "Enter" || e.shiftKey || e.nativeEvent.isComposing) return;
          e.preventDefault();
          void act();
        }}
      />
      {planned && draft.entry !== "note" && (
        <Toggle
          label={t("log.finishes", { what: [planned.text || named("kind", planned.kind), f.day(planned.due, today)].join(", ") })}
          value={finishing}
          onChange={setFinishing}
        />
      )}
      {Object.keys(errors).length === 0 && <ErrorText error={log.error} />}
      <div className="row wrap">
        <Button look="primary" keys="Enter" busy={log.busy} disabled={!body} onClick={() => void act()}>
          {t("log.act")}
        </Button>
        <Button look="quiet" onClick={onClose}>
          {t("close")}
        </Button>
      </div>
    </div>
  );
}
