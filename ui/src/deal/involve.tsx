// Somebody of their side joins the deal, with what they decide and whether they are for us.
import type { Draft } from "../evidence/draft";
import { PersonFields } from "../evidence/people";
import type { Attitude, Influence } from "../api/types";
import { ChoiceField } from "../parts/field";
import { Form } from "../parts/form";
import { useFormDraft } from "./draft";
import { named, t } from "./t";
import { Trouble } from "./trouble";
import { useDeal, useDo } from "./use";

export const influences: readonly Influence[] = ["decides", "signs", "influences", "uses"];
export const attitudes: readonly Attitude[] = ["against", "neutral", "for"];

type Involving = Draft & { attitude: Attitude | "" };
const empty: Involving = { attitude: "" };

/** Adds a person to the deal. */
export function InvolveForm({ onDone }: { onDone: () => void }) {
  const { page } = useDeal();
  const [value, set, sent] = useFormDraft<Involving>("involve", empty);
  const involve = useDo<{ person: string; influence: string; attitude: string }>("involve", {
    after: () => {
      sent();
      onDone();
    },
  });
  const { person, influence = "", attitude } = value;
  return (
    <Form
      act={t("involve.save")}
      label={t("involve.save")}
      busy={involve.busy}
      disabled={!person}
      trouble={<Trouble error={involve.error} />}
      onSubmit={() => person && void involve.run({ person: person.id, influence, attitude })}
      onCancel={onDone}
    >
      <PersonFields draft={value} set={set} page={page} influence={[]} without={page.people.map(({ person }) => person)} />
      <ChoiceField
        label={t("team.attitude")}
        value={attitude}
        onChange={(attitude) => set({ attitude })}
        options={[{ value: "" as const, label: t("team.unknown") }, ...attitudes.map((one) => ({ value: one, label: named("attitude", one) }))]}
      />
    </Form>
  );
}
