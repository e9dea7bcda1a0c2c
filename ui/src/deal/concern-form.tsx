// Concerns: raising one, and what became of it.
import type { Concern, ConcernState } from "../api/types";
import { ConcernFields, SettleFields } from "../evidence/concern";
import { type Draft, raiseCommands, settleCommand } from "../evidence/draft";
import { Form } from "../parts/form";
import { useFormDraft } from "./draft";
import { t } from "./t";
import { Trouble, wrong } from "./trouble";
import { useDeal, useRecord } from "./use";

const empty: Draft = {};

/** Raises a concern, in their words. */
export function ConcernForm({ onDone }: { onDone: () => void }) {
  const { page } = useDeal();
  const [draft, set, sent] = useFormDraft("raise", empty);
  const raise = useRecord({
    after: () => {
      sent();
      onDone();
    },
  });
  const commands = raiseCommands(draft);
  return (
    <Form
      act={t("concern.raise")}
      label={t("concern.raise")}
      busy={raise.busy}
      disabled={commands.length === 0}
      trouble={<Trouble error={raise.error} />}
      onSubmit={() => void raise.run(commands)}
      onCancel={onDone}
    >
      <ConcernFields draft={draft} set={set} page={page} error={wrong(raise.error, "text")} />
    </Form>
  );
}

/** What became of a concern; to resolve it takes the answer that was used. */
export function SettleForm({ concern, onDone }: { concern: Concern; onDone: () => void }) {
  const [value, set, sent] = useFormDraft(`settle:${concern.id}`, { state: "resolved" as string, answer: concern.answer ?? "" });
  const settle = useRecord({
    shows: () => (page) => ({
      ...page,
      deal: {
        ...page.deal,
        concerns: (page.deal.concerns ?? []).map((one) => (one.id === concern.id ? { ...one, state: value.state as ConcernState, answer: value.answer } : one)),
      },
    }),
    after: () => {
      sent();
      onDone();
    },
  });
  const command = settleCommand(concern, value);
  return (
    <Form
      act={t("concern.settle")}
      label={concern.text}
      busy={settle.busy}
      disabled={!command}
      trouble={<Trouble error={settle.error} />}
      onSubmit={() => command && void settle.run([command])}
      onCancel={onDone}
    >
      <SettleFields value={value} onChange={set} error={wrong(settle.error, "answer")} />
    </Form>
  );
}
