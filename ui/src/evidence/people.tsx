// Those of the customer's people who are named: who said it, who decides, who accepted.
import type { DealPage, Influence } from "../api/types";
import { ChoiceField, TextArea, TextField } from "../parts/field";
import { type Pick as Picked, PickField } from "../parts/pick-field";
import { NewPerson } from "../party/new-person";
import { findPeople } from "../party/search";
import { filled } from "./draft";
import { mediumOptions, type FieldsProps } from "./part";
import { named, t } from "./t";

type WhoProps = { page: DealPage; value: Picked | null | undefined; onChange: (person: Picked | null) => void; label: string; without?: readonly string[]; optional?: boolean; onNew?: (name: string) => void; error?: string | undefined };

/** One of the customer's people: those of this deal first, then whoever is found. */
export function WhoField({ page, value, onChange, without = [], ...rest }: WhoProps) {
  const known = page.people.map(({ person, name, title }) => ({ id: person, name, ...(title ? { detail: title } : {}) }));
  return (
    <PickField
      {...rest}
      icon="person"
      value={value ?? null}
      onChange={onChange}
      search={async (words, signal) => {
        const there = !words && known.length > 0 ? known : await findPeople(page.deal.organisation)(words, signal);
        return there.filter(({ id }) => !without.includes(id));
      }}
    />
  );
}

const influences: readonly Influence[] = ["decides", "signs", "influences", "uses"];

/** Somebody joins the deal: found among those who are known, or added. */
export function PersonFields(props: FieldsProps & { influence: readonly Influence[]; without?: readonly string[] }) {
  const { draft, set, page, influence, help, without } = props;
  return (
    <>
      <div className="ask-pair">
        <WhoField
          label={t("who")}
          page={page}
          without={without ?? []}
          value={draft.person}
          onChange={(person) => set({ person })}
          onNew={(fresh) => set({ fresh, person: null })}
        />
        {influence.length !== 1 && (
          <ChoiceField
            label={t("influence")}
            hint={help}
            optional={influence.length === 0}
            value={draft.influence ?? null}
            onChange={(value) => set({ influence: value })}
            options={(influence.length ? influence : influences).map((value) => ({ value, label: named("influence", value) }))}
          />
        )}
      </div>
      {influence.length === 1 && help && <p className="hint">{help}</p>}
      {draft.fresh && (
        <NewPerson
          name={draft.fresh}
          organisation={page.organisation}
          onAdded={(person) => set({ person, fresh: "" })}
          onCancel={() => set({ fresh: "" })}
        />
      )}
    </>
  );
}

/** Who accepted the offer: one of those who are known, or a name. */
export function AcceptFields({ draft, set, page }: Pick<FieldsProps, "draft" | "set" | "page">) {
  return (
    <div className="ask-pair">
      <WhoField label={t("accepter")} optional page={page} value={draft.person} onChange={(person) => set({ person })} />
      {!draft.person && <TextField label={t("accepterName")} optional value={draft.text ?? ""} onChange={(text) => set({ text })} />}
    </div>
  );
}

/** The customer's own word: in which words, who, how it reached us. */
export function ConfirmFields({ draft, set, page, help, tight }: FieldsProps) {
  const how = draft.how ?? "call";
  const words = { hint: help, value: draft.text ?? "", onChange: (text: string) => set({ text, how }) };
  return (
    <>
      {tight ? (
        <TextField {...words} label={t("words")} bare icon="check" placeholder={t("words")} />
      ) : (
        <TextArea {...words} label={t("words")} optional={filled(draft.person?.id)} rows={2} placeholder={t("words.such")} />
      )}
      <div className="ask-pair">
        <WhoField label={t("who")} optional page={page} value={draft.person} onChange={(person) => set({ person, how })} />
        <ChoiceField label={t("how")} value={how} onChange={(value) => set({ how: value })} options={mediumOptions(["call", "mail", "meeting", "visit"])} />
      </div>
    </>
  );
}
