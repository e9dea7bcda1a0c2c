// Many deals at once. Each is decided by itself: what was done is counted, what was
// refused is listed with its reason and the way to supply it.
import { Suspense, useState } from "react";
import { ApiError, newKey, type Problem, say, send } from "../api/client";
import { useToday } from "../api/session";
import type { BoardColumn, Card, Done, Member, Process } from "../api/types";
import { addDays, type Day } from "../i18n/format";
import { Button } from "../parts/button";
import { DateField } from "../parts/date-field";
import { Dialog } from "../parts/dialog";
import { ChoiceField, TextField } from "../parts/field";
import type { IconName } from "../parts/icon";
import { ErrorText } from "../parts/say";
import { MovePanel } from "./later";
import { refresh } from "./cards";
import { title } from "./filter";
import { named, t } from "./t";

export const bulkKinds = ["hand", "next", "move", "close", "date"] as const;
export type BulkKind = (typeof bulkKinds)[number];
const icons: Record<BulkKind, IconName> = { hand: "person", next: "calendar", move: "arrow", close: "flag", date: "history" };

/** What is filled in for all of them. */
export type BulkDraft = { to: string; why: string; as: string; reason: string; until: Day | null; day: Day | null; kind: string; text: string };
const empty: BulkDraft = { to: "", why: "", as: "", reason: "", until: null, day: null, kind: "call", text: "" };

/** The commands for each deal, or undefined while something is not filled in. */
export function bulkCommands(kind: BulkKind, d: BulkDraft, cards: readonly Pick<Card, "id" | "version">[], exit?: { dated?: boolean; reasons?: unknown[] }) {
  const filled = {
    hand: !!d.to,
    next: !!d.day,
    move: !!d.to,
    close: !!d.as && (!exit?.reasons?.length || !!d.reason) && (!exit?.dated || !!d.until),
    date: !!d.day,
  }[kind];
  if (!filled) return undefined;
  const why = d.why.trim() ? { why: d.why.trim() } : {};
  return cards.map(({ id, version }) => {
    switch (kind) {
      case "hand":
        return { command: "deal.hand", input: { deal: id, version, to: d.to, ...why } };
      case "next":
        return { command: "deal.schedule", input: { deal: id, kind: d.kind, due: d.day, ...(d.text.trim() ? { text: d.text.trim() } : {}) } };
      case "move":
        return { command: "deal.move", input: { deal: id, version, to: d.to, ...why } };
      case "close":
        return { command: "deal.close", input: { deal: id, version, as: d.as, ...(d.reason ? { reason: d.reason } : {}), ...(d.until ? { until: d.until } : {}) } };
      case "date":
        return { command: "deal.change", input: { deal: id, version, close_date: d.day, ...why } };
    }
  });
}

type Result = { card: Card; problem: Problem | undefined };
type Answer = { results: { done?: Done; problem?: Problem }[] };

export type BulkProps = {
  cards: readonly Card[];
  columns: readonly BoardColumn[];
  members: readonly Member[];
  process: Process | undefined;
  onClear: () => void;
  onDone: () => void;
};

export function BulkBar(props: BulkProps) {
  const [kind, setKind] = useState<BulkKind>();
  const { cards, onClear } = props;
  if (cards.length === 0 && !kind) return null;
  return (
    <>
      <div className="pipeline-bulk" role="toolbar" aria-label={t("bulk.chosen", { n: cards.length })}>
        <b>{t("bulk.chosen", { n: cards.length })}</b>
        {bulkKinds.map((one) => (
          <Button key={one} look="quiet" icon={icons[one]} onClick={() => setKind(one)}>
            {t(`bulk.${one}`)}
          </Button>
        ))}
        <Button look="quiet" onClick={onClear}>
          {t("bulk.none")}
        </Button>
      </div>
      {kind && <BulkDialog key={kind} {...props} kind={kind} onClose={() => setKind(undefined)} />}
    </>
  );
}

function BulkDialog({ kind, cards: chosen, columns, members, process, onClose, onClear, onDone }: BulkProps & { kind: BulkKind; onClose: () => void }) {
  // The list is as it was when the dialog opened: what is done may leave the view.
  const [cards] = useState(chosen);
  const [draft, setDraft] = useState(empty);
  const [results, setResults] = useState<Result[]>();
  const [state, setState] = useState<{ busy: boolean; error?: unknown }>({ busy: false });
  const [keys] = useState(() => new Map(cards.map(({ id }) => [id, newKey()])));
  const set = (change: Partial<BulkDraft>) => setDraft({ ...draft, ...change });
  const exit = process?.exits.find(({ key }) => key === draft.as);
  const commands = bulkCommands(kind, draft, cards, exit);
  const act = async () => {
    if (!commands || state.busy) return;
    setState({ busy: true });
    try {
      const all: Result[] = [];
      const most = 500;
      for (let i = 0; i < commands.length; i += most) {
        const some = commands.slice(i, i + most).map((one) => ({ ...one, key: keys.get(one.input.deal)! }));
        const { results } = await send<Answer>("/api/bulk", { commands: some });
        results.forEach((result, j) => all.push({ card: cards[i + j]!, problem: result.problem }));
      }
      refresh(cards.map(({ id }) => id));
      onDone();
      setState({ busy: false });
      if (all.some(({ problem }) => problem)) setResults(all);
      else {
        onClear();
        onClose();
      }
    } catch (error) {
      setState({ busy: false, error });
    }
  };
  if (results) return <Results results={results} to={kind === "move" ? draft.to : undefined} onClose={() => (onClear(), onClose())} />;
  return (
    <Dialog
      title={t(`bulk.${kind}.title`, { n: cards.length })}
      lead={t("bulk.each")}
      onClose={onClose}
      footer={
        <Button look={kind === "close" ? "danger" : "primary"} busy={state.busy} disabled={!commands} onClick={() => void act()}>
          {t(`bulk.${kind}.act`)}
        </Button>
      }
    >
      <BulkFields {...{ kind, draft, set, columns, members, process }} />
      <ErrorText error={state.error} />
    </Dialog>
  );
}

type FieldsProps = { kind: BulkKind; draft: BulkDraft; set: (change: Partial<BulkDraft>) => void } & Pick<BulkProps, "columns" | "members" | "process">;

function BulkFields({ kind, draft, set, columns, members, process }: FieldsProps) {
  const today = useToday();
  const exit = process?.exits.find(({ key }) => key === draft.as);
  const why = <TextField label={t("bulk.why")} optional value={draft.why} onChange={(text) => set({ why: text })} />;
  switch (kind) {
    case "hand": {
      const sellers = members.filter(({ active, role }) => active && role !== "admin" && role !== "viewer");
      return (
        <>
          <ChoiceField label={t("bulk.to")} focus value={draft.to || null} onChange={(to) => set({ to })} options={sellers.map(({ id, name }) => ({ value: id, label: name }))} />
          {why}
        </>
      );
    }
    case "next":
      return (
        <>
          <div className="ask-pair">
            <ChoiceField
              label={t("bulk.what")}
              value={draft.kind}
              onChange={(value) => set({ kind: value })}
              options={["call", "conversation", "meeting", "mail", "visit", "task"].map((value) => ({ value, label: named("kind", value) }))}
            />
            <DateField label={t("bulk.when")} focus min={today} value={draft.day} onChange={(day) => set({ day })} />
          </div>
          <TextField label={t("bulk.about")} optional value={draft.text} onChange={(text) => set({ text })} />
        </>
      );
    case "move":
      return (
        <>
          <ChoiceField label={t("bulk.step")} focus value={draft.to || null} onChange={(to) => set({ to })} options={columns.map(({ step, name }) => ({ value: step, label: name }))} />
          {why}
        </>
      );
    case "close":
      return (
        <>
          <ChoiceField
            label={t("bulk.as")}
            focus
            value={draft.as || null}
            onChange={(as) => set({ as, reason: "" })}
            options={(process?.exits ?? []).map(({ key, name }) => ({ value: key as string, label: name }))}
          />
          {!!exit?.reasons?.length && (
            <ChoiceField label={t("bulk.reason")} value={draft.reason || null} onChange={(reason) => set({ reason })} options={exit.reasons.filter(({ retired }) => !retired).map(({ key, name }) => ({ value: key, label: name }))} />
          )}
          {exit?.dated && <DateField label={t("bulk.until")} min={addDays(today, 1)} value={draft.until} onChange={(until) => set({ until })} />}
        </>
      );
    case "date":
      return (
        <>
          <DateField label={t("bulk.day")} focus value={draft.day} onChange={(day) => set({ day })} />
          {why}
        </>
      );
  }
}

/** "3 missing: …", for a list of many. */
function lacking(error: ApiError): string {
  const questions = error.missing.flatMap(({ question }) => question ?? []);
  const first = questions.slice(0, 2).join(" ");
  return `${t("hint.missing", { n: error.missing.length })}: ${first}${questions.length > 2 ? " …" : ""}`;
}

function Results({ results, to, onClose }: { results: readonly Result[]; to: string | undefined; onClose: () => void }) {
  const refused = results.filter(({ problem }) => problem);
  const [supply, setSupply] = useState<string>();
  if (supply && to) {
    return <Suspense><MovePanel deal={supply} to={to} onClose={() => setSupply(undefined)} onDone={() => (refresh([supply]), setSupply(undefined))} /></Suspense>;
  }
  return (
    <Dialog
      broad
      title={t("bulk.result", { done: results.length - refused.length, all: results.length })}
      lead={t("bulk.refused", { n: refused.length })}
      onClose={onClose}
      footer={<Button onClick={onClose}>{t("bulk.shut")}</Button>}
    >
      <ul className="pipeline-results">
        {refused.map(({ card, problem }) => {
          const error = new ApiError(problem!.status ?? 422, problem!);
          return (
            <li key={card.id}>
              <b>{title(card)}</b>
              <span className="small dim">{error.refused ? lacking(error) : say(error)}</span>
              {error.refused && to && (
                <Button look="quiet" onClick={() => setSupply(card.id)}>
                  {t("bulk.supply")}
                </Button>
              )}
            </li>
          );
        })}
      </ul>
    </Dialog>
  );
}
