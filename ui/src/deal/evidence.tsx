// The place to answer a checkpoint on the deal's page: the input that its evidence takes,
// in a form of its own.
import { useMemo } from "react";
import type { Evidence, Point } from "../api/types";
import { type Command, commandsOf, current, type Draft, openConcerns, restOf, startOf } from "../evidence/draft";
import { EvidenceFields } from "../evidence/fields";
import { type Input, inputOf, isDone } from "../evidence/kind";
import { t as evidence } from "../evidence/t";
import { now } from "../i18n/format";
import { Button } from "../parts/button";
import { Form } from "../parts/form";
import { useFormDraft } from "./draft";
import { OfferForm } from "./offer-form";
import { t } from "./t";
import { Trouble } from "./trouble";
import { useDeal, useRecord } from "./use";

type InputProps = {
  point: Point;
  /** Asks for this of it, whatever it lacks: their confirmation of what was said. */
  lacks?: "confirmation";
  onDone?: (() => void) | undefined;
  onCancel?: (() => void) | undefined;
};

/** The input that this checkpoint asks for. */
export function EvidenceInput({ point, lacks, onDone, onCancel }: InputProps) {
  const { page, plan } = useDeal();
  const input = useMemo(() => inputOf(point, lacks), [point, lacks]);
  const start = useMemo(() => startOf(point, input, page), [point, input, page]);
  const [draft, set, sent] = useFormDraft<Draft>(`${lacks ?? "give"}:${point.key}`, start);
  const record = useRecord({
    shows: (commands) => (page) => ({
      ...page,
      path: page.path.map((step) => ({ ...step, points: step.points.map((one) => (one.key === point.key ? provisional(one, commands) : one)) })),
    }),
    after: (done, sentNow) => {
      const rest = restOf(draft, sentNow);
      sent();
      if (done.ask_next) plan();
      // One concern of several is settled: the others wait where they stand.
      if (sentNow.length < openConcerns(page).length && input.kind === "settle") set(rest);
      else onDone?.();
    },
  });
  const note = (change: Draft = {}) => void record.run(commandsOf(point, change, page, lacks));
  if (input.kind === "none") return <RuleNote point={point} />;
  if (input.kind === "accept" && current(page)?.state !== "out") {
    return (
      <div className="stack">
        <p className="small dim">{t("offer.first")}</p>
        <OfferForm onDone={onDone} onCancel={onCancel} />
      </div>
    );
  }
  // The press itself says that it was done; a word about it may be added.
  const typed = isDone(input) && draft.choice !== "moved" ? { ...draft, choice: "done" } : draft;
  const commands = commandsOf(point, typed, page, lacks);
  return (
    <Form
      act={actOf(input, point, draft)}
      label={point.question}
      busy={record.busy}
      disabled={commands.length === 0}
      trouble={<Trouble error={record.error} />}
      onSubmit={() => void record.run(commands)}
      onCancel={onCancel}
    >
      <EvidenceFields point={point} lacks={lacks} draft={draft} set={set} page={page} note={input.kind === "settle" ? note : undefined} busy={record.busy} />
    </Form>
  );
}

/** What the press is called. */
function actOf(input: Input, point: Point, draft: Draft): string {
  switch (input.kind) {
    case "document":
      return t("document.save");
    case "score":
      return t("score.save");
    case "confirm":
      return t("confirm.save");
    case "person":
      return t("involve.save");
    case "offer":
      return t("offer.save");
    case "accept":
      return t("offer.did.accepted");
    case "raise":
      return t(draft.choice === "none" ? "raised.none" : "concern.raise");
    case "settle":
      return t("concern.settle");
    case "activity":
      if (draft.choice === "moved") return evidence("held.reschedule");
      return t(input.outcome === "planned" ? "plan.save" : "log.save");
    default:
      return t(point.given ? "answer.change" : "answer.save");
  }
}

/** What the answer will look like until the server has said how the checkpoint stands. */
function provisional(point: Point, commands: readonly Command[]): Point {
  const given = commands.find(({ verb }) => verb === "give");
  if (!given) return point;
  const { checkpoint: _, ...said } = given.body;
  return { ...point, given: { n: 0, at: now(), by: "", ...said } as Evidence, stale: false };
}

/** A rule is met by the deal's facts; it says which, and where they are changed. */
function RuleNote({ point }: { point: Point }) {
  const { page, show } = useDeal();
  return (
    <div className="stack small">
      <p>{point.help ?? t("rule.text")}</p>
      <code className="rule-text">{point.rule}</code>
      <div className="row">
        <Button
          onClick={() => {
            show(page.deal.step);
            document.getElementById("deal-facts")?.scrollIntoView({ block: "center", behavior: "smooth" });
          }}
        >
          {t("rule.facts")}
        </Button>
      </div>
    </div>
  );
}
