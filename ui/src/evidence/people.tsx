// Those of the customer's people who are named: who said it, who decides, who accepted.
import { type KeyboardEvent, useState } from "react";
import type { DealPage, Influence } from "../api/types";
import { Button } from "../parts/button";
import { ChoiceField, TextArea, TextField } from "../parts/field";
import { fuzzy } from "../parts/fuzzy";
import { type Pick as Picked, PickField } from "../parts/pick-field";
import { NewPerson } from "../party/new-person";
import { findPeople } from "../party/search";
import { accepterOf, filled } from "./draft";
import { mediumOptions, type FieldsProps } from "./part";
import { named, t } from "./t";

type WhoProps = { page: DealPage; value: Picked | null | undefined; onChange: (person: Picked | null) => void; label: string; without?: readonly string[]; optional?: boolean; onNew?: (name: string) => void; error?: string | undefined };

/** One of the customer's people: those of this deal first, then whoever is found. */
export function WhoField({ page, value, onChange, without = [], ...rest }: WhoProps) {
  return (
    <PickField
      {...rest}
      icon="person"
      value={value ?? null}
      onChange={onChange}
      search={async (words, signal) => {
        const known = partOf(page, words);
        const others = words || known.length === 0 ? await findPeople(page.deal.organisation)(words, signal) : [];
        const there = [...known, ...others.filter(({ id }) => !known.some((one) => one.id === id))];
        return there.filter(({ id }) => !without.includes(id));
      }}
    />
  );
}

/** Who is on the deal, by these words, with the part that they have in the decision. */
export function partOf(page: DealPage, words: string): Picked[] {
  return page.people
    .flatMap(({ person, name, title, influence }) => {
      const met = fuzzy(words, name);
      const detail = [influence ? named("influence", influence) : "", title].filter(Boolean).join(", ");
      return met ? [{ score: words ? met.score : 0, pick: { id: person, name, ...(detail ? { detail } : {}) } }] : [];
    })
    .sort((a, b) => b.score - a.score)
    .map(({ pick }) => pick);
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
export function AcceptFields({ draft, set, page, note, busy }: Pick<FieldsProps, "draft" | "set" | "page" | "note" | "busy">) {
  const person = accepterOf(draft, page);
  const [tried, setTried] = useState(false);
  const said = person !== null || filled(draft.text);
  const act = () => {
    setTried(true);
    if (said) note?.({ person });
  };
  const press = (e: KeyboardEvent<HTMLElement>) => {
    if (e.key !== "Enter" || e.defaultPrevented || e.nativeEvent.isComposing || !(e.target instanceof HTMLInputElement)) return;
    if (said && !note) return;
    e.preventDefault();
    act();
  };
  return (
    <div className="stack" onKeyDown={press}>
      <div className="ask-pair">
        <WhoField label={t("accepter")} page={page} value={person} error={tried && !said ? t("accepter.lacks") : undefined} onChange={(person) => set({ person })} />
        {!person && <TextField label={t("accepterName")} value={draft.text ?? ""} onChange={(text) => set({ text })} />}
      </div>
      {note && (
        <div className="ask-acts">
          <Button icon="check" busy={busy ?? false} onClick={act}>
            {t("accepter.note")}
          </Button>
        </div>
      )}
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
