// Bringing a deal back: into a named step, with a reason.
import { useMemo } from "react";
import { ChoiceField, TextArea } from "../parts/field";
import { Form } from "../parts/form";
import { useFormDraft } from "./draft";
import { used } from "./path";
import { t } from "./t";
import { Trouble, wrong } from "./trouble";
import { useDeal, useDo } from "./use";

export function ReopenForm({ onDone }: { onDone: () => void }) {
  const { page } = useDeal();
  const empty = useMemo(() => ({ to: page.deal.step, why: "" }), [page.deal.step]);
  const [value, set, sent] = useFormDraft("reopen", empty);
  const reopen = useDo<typeof empty>("reopen", {
    after: () => {
      sent();
      onDone();
    },
  });
  return (
    <Form
      act={page.deal.status === "parked" ? t("act.unpark") : t("act.reopen")}
      className="boxed"
      busy={reopen.busy}
      disabled={!value.why.trim()}
      trouble={<Trouble error={reopen.error} />}
      onSubmit={() => void reopen.run(value)}
      onCancel={onDone}
    >
      <ChoiceField
        label={t("reopen.to")}
        value={value.to}
        onChange={(to) => set({ to })}
        error={wrong(reopen.error, "to")}
        options={used(page).map(({ key, name }) => ({ value: key, label: name }))}
      />
      <TextArea label={t("reopen.why")} rows={2} value={value.why} onChange={(why) => set({ why })} hint={t("reopen.hint")} error={wrong(reopen.error, "why")} />
    </Form>
  );
}
