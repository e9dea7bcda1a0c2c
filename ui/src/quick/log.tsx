// Logging with two keys and a sentence: `l`, then what it was, then what was said.
import { type KeyboardEvent, type RefObject, useEffect, useRef, useState } from "react";
import { send } from "../api/client";
import { ApiError } from "../api/problem";
import { useFormats, useToday } from "../api/session";
import type { DealPage, Done } from "../api/types";
import { stale, useAsk, useSend } from "../api/use";
import { addDays, type Day } from "../i18n/format";
import { NextForm } from "../move/next";
import { t as moveT } from "../move/t";
import { Button, Kbd } from "../parts/button";
import { DateField } from "../parts/date-field";
import { Dialog } from "../parts/dialog";
import { TextArea, Toggle } from "../parts/field";
import { Icon, type IconName } from "../parts/icon";
import { useDraftOf } from "../parts/kept";
import { PickField } from "../parts/pick-field";
import { ErrorText } from "../parts/say";
import type { QuickDeal } from "./context";
import { findDeals } from "./find";
import { named, t } from "./t";
import "../move/move.css";
import "./quick.css";

/** What can be logged: its key, and the command's kind and outcome. */
export const entries = [
  { id: "conversation", key: "c", icon: "call", kind: "conversation", outcome: "held" },
  { id: "attempt", key: "a", icon: "undo", kind: "call", outcome: "attempted" },
  { id: "agreed", key: "g", icon: "calendar", kind: "call", outcome: "agreed" },
  { id: "meeting", key: "m", icon: "meeting", kind: "meeting", outcome: "held" },
  { id: "visit", key: "v", icon: "organisation", kind: "visit", outcome: "held" },
  { id: "mail", key: "e", icon: "mail", kind: "mail", outcome: undefined },
  { id: "note", key: "n", icon: "note", kind: "note", outcome: undefined },
] as const satisfies readonly { id: string; key: string; icon: IconName; kind: string; outcome: string | undefined }[];
export type EntryId = (typeof entries)[number]["id"];

type LogDraft = { entry: EntryId | ""; text: string; agreed: Day | null };
const empty: LogDraft = { entry: "", text: "", agreed: null };

/** The body of the command, or undefined while it is not enough. */
export function logBody(draft: LogDraft, finishes: string | undefined): Record<string, unknown> | undefined {
  const entry = entries.find(({ id }) => id === draft.entry);
  const text = draft.text.trim();
  if (!entry || (entry.outcome === "agreed" && !draft.agreed) || (entry.kind === "note" && !text)) return undefined;
  return {
    kind: entry.kind,
    ...(entry.outcome ? { outcome: entry.outcome } : {}),
    ...(entry.outcome === "held" ? { two_way: true } : {}),
    ...(entry.outcome === "agreed" ? { agreed: draft.agreed } : {}),
    ...(finishes && entry.kind !== "note" ? { finishes } : {}),
    ...(text ? { text } : {}),
  };
}

export default function Log({ deal: begins, known, onClose }: { deal: string | undefined; known: QuickDeal | undefined; onClose: () => void }) {
  const [deal, setDeal] = useState<QuickDeal | undefined>(known ?? (begins ? { id: begins, name: "" } : undefined));
  const page = useAsk<DealPage>(deal ? `/api/deals/${encodeURIComponent(deal.id)}` : null).data;
  const [asks, setAsks] = useState(false);
  if (asks && deal) {
    return (
      <NextForm
        deal={deal.id}
        onDone={onClose}
        onSkip={onClose}
        wrap={(fields, buttons) => (
          <Dialog title={moveT("next.title", { deal: nameOf(deal, page) })} lead={moveT("next.lead")} footer={buttons} onClose={onClose}>
            {fields}
          </Dialog>
        )}
      />
    );
  }
  return <Entry key={deal?.id ?? ""} deal={deal} page={page} onDeal={setDeal} onClose={onClose} onLogged={(done) => (done.ask_next ? setAsks(true) : onClose())} />;
}

const nameOf = (deal: QuickDeal, page: DealPage | undefined) => page?.organisation?.name || page?.deal.name || deal.name;

type EntryProps = {
  deal: QuickDeal | undefined;
  page: DealPage | undefined;
  onDeal: (deal: QuickDeal | undefined) => void;
  onClose: () => void;
  onLogged: (done: Done) => void;
};

function Entry({ deal, page, onDeal, onClose, onLogged }: EntryProps) {
  const f = useFormats();
  const today = useToday();
  const [draft, set, sent] = useDraftOf<LogDraft>(`log:${deal?.id ?? "new"}`, empty);
  const [finishing, setFinishing] = useState(true);
  const sentence = useRef<HTMLDivElement>(null);
  const next = page?.deal.planned?.filter(({ due }) => due <= today)[0];
  const body = logBody(draft, finishing ? next?.id : undefined);
  const log = useSend((key: string, id: string, what: object) => send<Done>(`/api/deals/${encodeURIComponent(id)}/log`, what, { key }));
  const act = async () => {
    if (!deal || !body) return;
    const done = await log.run(deal.id, body);
    if (!done) return;
    sent();
    stale(`/api/deals/${encodeURIComponent(deal.id)}`);
    onLogged(done);
  };
  const choose = (entry: EntryId) => {
    set({ entry });
    // After the choice come the words.
    requestAnimationFrame(() => sentence.current?.querySelector<HTMLElement>(entry === "agreed" && !draft.agreed ? "input" : "textarea")?.focus());
  };
  // With the deal known, the next key is what happened: the focus stands where it counts.
  const choice = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (deal) choice.current?.querySelector<HTMLElement>("[tabindex='0']")?.focus({ preventScroll: true });
  }, [deal]);
  const press = (e: KeyboardEvent<HTMLElement>) => {
    if (e.metaKey || e.ctrlKey || e.altKey || (e.target as HTMLElement).matches("input, textarea, select")) return;
    const entry = entries.find(({ key }) => key === e.key.toLowerCase());
    if (!entry) return;
    e.preventDefault();
    e.stopPropagation();
    choose(entry.id);
  };
  const errors = log.error instanceof ApiError ? log.error.fields : {};
  return (
    <Dialog
      title={t("log.title")}
      onClose={onClose}
      footer={
        <>
          <Button look="primary" busy={log.busy} disabled={!deal || !body} onClick={() => void act()}>
            {t("log.act")}
          </Button>
          <span className="quick-hint">{t("new.kept")}</span>
        </>
      }
    >
      <div className="stack" onKeyDown={press}>
        <PickField
          label={t("log.deal")}
          icon="arrow"
          placeholder={t("log.dealFind")}
          focus={!deal}
          value={deal ? { id: deal.id, name: page ? nameOf(deal, page) : deal.name, ...(page ? { detail: page.deal.name } : {}) } : null}
          onChange={(pick) => onDeal(pick ?? undefined)}
          search={findDeals}
        />
        <Kinds chosen={draft.entry} box={choice} onChoose={choose} />
        <div ref={sentence} className="stack">
          {draft.entry === "agreed" && (
            <DateField label={t("log.agreed")} hint={t("log.agreedHint")} min={addDays(today, 0)} value={draft.agreed} onChange={(agreed) => set({ agreed })} error={errors.agreed} />
          )}
          <TextArea
            label={t("log.line")}
            optional={draft.entry !== "note"}
            rows={2}
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
        </div>
        {next && draft.entry !== "note" && (
          <Toggle
            label={t("log.finishes", { what: next.text || named("kind", next.kind), when: f.day(next.due, today) })}
            value={finishing}
            onChange={setFinishing}
          />
        )}
        <ErrorText error={log.error} />
      </div>
    </Dialog>
  );
}

/** What happened, as one row of choices: arrows move, a letter chooses. */
function Kinds({ chosen, box, onChoose }: { chosen: EntryId | ""; box: RefObject<HTMLDivElement | null>; onChoose: (entry: EntryId) => void }) {
  const press = (e: KeyboardEvent<HTMLElement>) => {
    const way = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[e.key];
    const all = [...e.currentTarget.querySelectorAll<HTMLElement>("button")];
    const at = all.indexOf(document.activeElement as HTMLElement);
    if (!way || at < 0) return;
    e.preventDefault();
    all[(at + way + all.length) % all.length]?.focus();
  };
  return (
    <div ref={box} className="quick-kinds" role="radiogroup" aria-label={t("log.kind")} onKeyDown={press}>
      {entries.map(({ id, key, icon }) => (
        <button
          key={id}
          type="button"
          role="radio"
          aria-checked={chosen === id}
          aria-keyshortcuts={key}
          tabIndex={(chosen || entries[0].id) === id ? 0 : -1}
          onClick={() => onChoose(id)}
        >
          <Icon name={icon} />
          {named("kind", id)}
          <Kbd keys={key} quiet />
        </button>
      ))}
    </div>
  );
}
