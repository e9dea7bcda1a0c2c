// Facts of a party, each changed where it stands.
import { type ReactNode, useMemo, useState } from "react";
import { useMembers } from "../api/members";
import type { Money } from "../api/types";
import { ChoiceField, MoneyField, NumberField, TextField } from "../parts/field";
import { Fact } from "../parts/fact";
import { Form } from "../parts/form";
import { useDraftOf } from "../parts/kept";
import { type Pick, PickField } from "../parts/pick-field";
import { ErrorText } from "../parts/say";
import { countryName, findCountry } from "./country";
import { t } from "./t";
import { type Noun, useVerb, wrong } from "./use";

export type Party = { id: string; version: number };
type Common = { noun: Noun; party: Party; field: string; label: string; may: boolean };

/** A form with one field; `body` says what is sent. */
function OneForm<T extends object>(
  props: Common & { empty: T; body: (value: T) => Record<string, unknown>; close: () => void; disabled?: (value: T) => boolean; children: (value: T, set: (change: Partial<T>) => void, error: string | undefined) => ReactNode },
) {
  const { noun, party, field } = props;
  const [value, set, sent] = useDraftOf<T>(`${noun}:${party.id}:${field}`, props.empty);
  const change = useVerb(noun, party.id, "change", party.version, () => {
    sent();
    props.close();
  });
  const error = wrong(change.error, field);
  return (
    <Form
      act={t("fact.save")}
      busy={change.busy}
      disabled={props.disabled?.(value) ?? false}
      trouble={error ? null : <ErrorText error={change.error} />}
      onSubmit={() => void change.run(props.body(value))}
      onCancel={() => {
        sent();
        props.close();
      }}
    >
      {props.children(value, set, error)}
    </Form>
  );
}

/** A line of text. */
export function TextFact(props: Common & { value: string | undefined; needed?: boolean; shown?: ReactNode; type?: "text" | "tel" | "url" }) {
  const { value = "", field, label, needed } = props;
  const empty = useMemo(() => ({ text: value }), [value]);
  return (
    <Fact
      label={label}
      empty={!value}
      edit={
        props.may
          ? (close) => (
              <OneForm {...props} empty={empty} close={close} body={({ text }) => ({ [field]: text.trim() })} disabled={({ text }) => !!needed && !text.trim()}>
                {({ text }, set, error) => <TextField bare label={label} type={props.type ?? "text"} value={text} onChange={(text) => set({ text })} error={error} />}
              </OneForm>
            )
          : undefined
      }
    >
      {props.shown ?? value}
    </Fact>
  );
}

/** Several lines of text: addresses of mail, telephone numbers. */
export function ListFact(props: Common & { value: readonly string[]; type: "email" | "tel"; shown: (one: string) => ReactNode }) {
  const { value, field, label, type } = props;
  const empty = useMemo(() => ({ list: [...value, ""] }), [value]);
  return (
    <Fact
      label={label}
      empty={value.length === 0}
      edit={
        props.may
          ? (close) => (
              <OneForm {...props} empty={empty} close={close} body={({ list }) => ({ [field]: list.map((one) => one.trim()).filter(Boolean) })}>
                {({ list }, set, error) =>
                  list.map((one, i) => (
                    <TextField
                      key={i}
                      bare
                      label={t("fact.nth", { what: label, n: i + 1 })}
                      type={type}
                      value={one}
                      error={i === 0 ? error : undefined}
                      onChange={(text) => {
                        const next = list.map((old, j) => (j === i ? text : old));
                        set({ list: next.at(-1) ? [...next, ""] : next });
                      }}
                    />
                  ))
                }
              </OneForm>
            )
          : undefined
      }
    >
      {value.map((one) => (
        <span key={one} className="party-way">
          {props.shown(one)}
        </span>
      ))}
    </Fact>
  );
}

/** One of a few. */
export function ChoiceFact(props: Common & { value: string | undefined; options: readonly { value: string; label: string }[] }) {
  const { value = "", field, label, options } = props;
  const empty = useMemo(() => ({ text: value }), [value]);
  return (
    <Fact
      label={label}
      empty={!value}
      edit={
        props.may
          ? (close) => (
              <OneForm {...props} empty={empty} close={close} body={({ text }) => ({ [field]: text })} disabled={({ text }) => !text}>
                {({ text }, set, error) => <ChoiceField bare label={label} value={text || null} options={options} onChange={(text) => set({ text })} error={error} />}
              </OneForm>
            )
          : undefined
      }
    >
      {options.find((one) => one.value === value)?.label ?? value}
    </Fact>
  );
}

/** Who of us looks after them. */
export function OwnerFact(props: Omit<Common, "field" | "label"> & { value: string | undefined }) {
  const members = useMembers();
  const options = members.filter(({ active, id }) => active || id === props.value).map(({ id, name }) => ({ value: id, label: name }));
  return <ChoiceFact {...props} field="owner" label={t("fact.owner")} options={options} />;
}

/** How they stand to us. */
export function RelationFact(props: Omit<Common, "field" | "label"> & { value: string | undefined }) {
  return <ChoiceFact {...props} field="relation" label={t("fact.relation")} options={relations.map((value) => ({ value, label: t(`relation.${value}`) }))} />;
}
export const relations = ["stranger", "client", "former", "partner", "inactive"] as const;

/** Something that is looked for: an organisation, a country. */
export function PickFact(
  props: Common & { value: Pick | null; shown?: ReactNode; search: (words: string, signal: AbortSignal) => Promise<readonly Pick[]>; icon?: "organisation" },
) {
  const { value, field, label } = props;
  const empty = useMemo(() => ({ pick: value }), [value]);
  return (
    <Fact
      label={label}
      empty={!value}
      edit={
        props.may
          ? (close) => (
              <OneForm<{ pick: Pick | null }> {...props} empty={empty} close={close} body={({ pick }) => ({ [field]: pick?.id ?? "" })}>
                {({ pick }, set, error) => <PickField bare label={label} value={pick} search={props.search} onChange={(pick) => set({ pick })} error={error} />}
              </OneForm>
            )
          : undefined
      }
    >
      {props.shown ?? value?.name}
    </Fact>
  );
}

export function CountryFact(props: Omit<Common, "field" | "label"> & { value: string | undefined }) {
  const { value } = props;
  const pick = useMemo(() => (value ? { id: value, name: countryName(value) } : null), [value]);
  return <PickFact {...props} field="country" label={t("fact.country")} value={pick} search={async (words) => findCountry(words)} />;
}

export function NumberFact(props: Common & { value: number | undefined; shown: ReactNode }) {
  const { value = 0, field, label } = props;
  const empty = useMemo(() => ({ n: value || null }), [value]);
  return (
    <Fact
      label={label}
      empty={!value}
      edit={
        props.may
          ? (close) => (
              <OneForm<{ n: number | null }> {...props} empty={empty} close={close} body={({ n }) => ({ [field]: n ?? 0 })}>
                {({ n }, set, error) => <NumberField bare label={label} min={0} value={n} onChange={(n) => set({ n })} error={error} />}
              </OneForm>
            )
          : undefined
      }
    >
      {props.shown}
    </Fact>
  );
}

export function MoneyFact(props: Common & { value: Money | undefined; shown: ReactNode }) {
  const { value, field, label } = props;
  const known = value?.currency ? value : undefined;
  const empty = useMemo(() => ({ money: known ?? null }), [known]);
  return (
    <Fact
      label={label}
      empty={!known}
      edit={
        props.may
          ? (close) => (
              <OneForm<{ money: Money | null }> {...props} empty={empty} close={close} body={({ money }) => ({ [field]: money })} disabled={({ money }) => !money}>
                {({ money }, set, error) => <MoneyField bare label={label} value={money} onChange={(money) => set({ money })} error={error} />}
              </OneForm>
            )
          : undefined
      }
    >
      {props.shown}
    </Fact>
  );
}

/** Facts of one's own: a name and a value; an empty value takes one away. */
export function OwnFacts({ noun, party, fields, may }: { noun: Noun; party: Party; fields: Record<string, string> | undefined; may: boolean }) {
  const common = { noun, party, may, field: "fields" };
  return (
    <>
      {Object.entries(fields ?? {}).map(([name, value]) => (
        <OwnFact key={name} {...common} label={name} value={value} />
      ))}
    </>
  );
}

function OwnFact(props: Common & { value: string }) {
  const { label, value } = props;
  const empty = useMemo(() => ({ text: value }), [value]);
  return (
    <Fact
      label={label}
      edit={
        props.may
          ? (close) => (
              <OneForm {...props} field={`own:${label}`} empty={empty} close={close} body={({ text }) => ({ fields: { [label]: text.trim() } })}>
                {({ text }, set) => <TextField bare label={label} value={text} onChange={(text) => set({ text })} />}
              </OneForm>
            )
          : undefined
      }
    >
      {value}
    </Fact>
  );
}

const noOwn = { name: "", value: "" };

/** Adds a fact of one's own. */
export function AddOwn({ noun, party }: { noun: Noun; party: Party }) {
  const [open, setOpen] = useState(false);
  const common = { noun, party, may: true, field: "own", label: "" };
  if (!open) {
    return (
      <button type="button" className="link small" onClick={() => setOpen(true)}>
        {t("own.add")}
      </button>
    );
  }
  return (
    <OneForm<typeof noOwn>
      {...common}
      empty={noOwn}
      close={() => setOpen(false)}
      disabled={({ name, value }) => !name.trim() || !value.trim()}
      body={({ name, value }) => ({ fields: { [name.trim()]: value.trim() } })}
    >
      {({ name, value }, set) => (
        <div className="pair">
          <TextField label={t("own.name")} value={name} onChange={(name) => set({ name })} placeholder={t("own.example")} />
          <TextField label={t("own.value")} value={value} onChange={(value) => set({ value })} />
        </div>
      )}
    </OneForm>
  );
}
