// Adding an organisation or a person, with a word about likely duplicates while typing.
import { useMemo } from "react";
import type { Hit, Ref } from "../api/types";
import { Button } from "../parts/button";
import { Dialog } from "../parts/dialog";
import { ChoiceField, TextField } from "../parts/field";
import { Form } from "../parts/form";
import { useDraftOf } from "../parts/kept";
import { type Pick, PickField } from "../parts/pick-field";
import { ErrorText } from "../parts/say";
import { Alike } from "./alike";
import { findCountry } from "./country";
import { relations } from "./facts";
import { findOrganisations } from "./search";
import { t } from "./t";
import { filled, useAdd, wrong } from "./use";

type Props = { onDone: (id: string) => void; onClose: () => void };
const options = relations.map((value) => ({ value: value as string, label: t(`relation.${value}`) }));

const noOrganisation = { name: "", domain: "", city: "", country: null as Pick | null, relation: "stranger" };

export function AddOrganisation({ onDone, onClose }: Props) {
  const [value, set, sent] = useDraftOf("organisation:new", noOrganisation);
  const add = useAdd("organisation", ({ id }) => {
    sent();
    onDone(id);
  });
  const { country, ...rest } = value;
  return (
    <Dialog title={t("organisation.add")} lead={t("organisation.add.lead")} onClose={onClose}>
      <Form
        act={t(add.alike.length > 0 ? "add.sure" : "organisation.add")}
        busy={add.busy}
        disabled={!value.name.trim()}
        trouble={<ErrorText error={add.error} />}
        onSubmit={() => void add.run(filled({ ...rest, name: value.name.trim(), country: country?.id }))}
        onCancel={onClose}
      >
        <TextField label={t("fact.name")} value={value.name} onChange={(name) => set({ name })} error={wrong(add.error, "name")} focus />
        <Alike noun="organisation" name={value.name} domain={value.domain} more={add.alike} onPick={(hit: Hit) => onDone(hit.id)} />
        <div className="pair">
          <TextField label={t("fact.domain")} optional value={value.domain} placeholder="example.org" onChange={(domain) => set({ domain })} error={wrong(add.error, "domain")} />
          <ChoiceField label={t("fact.relation")} value={value.relation} options={options} onChange={(relation) => set({ relation })} />
        </div>
        <div className="pair">
          <TextField label={t("fact.city")} optional value={value.city} onChange={(city) => set({ city })} />
          <PickField label={t("fact.country")} optional value={value.country} search={async (words) => findCountry(words)} onChange={(country) => set({ country })} error={wrong(add.error, "country")} />
        </div>
      </Form>
    </Dialog>
  );
}

export function AddPerson({ organisation, onDone, onClose }: Props & { organisation?: Ref | undefined }) {
  const empty = useMemo(
    () => ({ name: "", title: "", email: "", phone: "", organisation: (organisation ?? null) as Pick | null }),
    [organisation],
  );
  const [value, set, sent] = useDraftOf(`person:new:${organisation?.id ?? ""}`, empty);
  const add = useAdd("person", ({ id }) => {
    sent();
    onDone(id);
  });
  const body = {
    name: value.name.trim(),
    title: value.title,
    organisation: value.organisation?.id,
    emails: value.email ? [value.email] : [],
    phones: value.phone ? [value.phone] : [],
  };
  return (
    <Dialog title={t("person.add")} lead={organisation?.name} onClose={onClose}>
      <Form
        act={t(add.alike.length > 0 ? "add.sure" : "person.add")}
        busy={add.busy}
        disabled={!value.name.trim()}
        trouble={<ErrorText error={add.error} />}
        onSubmit={() => void add.run(filled(body))}
        onCancel={onClose}
      >
        <TextField label={t("fact.name")} value={value.name} onChange={(name) => set({ name })} error={wrong(add.error, "name")} focus />
        <Alike noun="person" name={value.name} email={value.email} {...(body.organisation && { organisation: body.organisation })} more={add.alike} onPick={(hit: Hit) => onDone(hit.id)} />
        <div className="pair">
          <TextField label={t("fact.title")} optional value={value.title} onChange={(title) => set({ title })} />
          {!organisation && (
            <PickField label={t("fact.organisation")} optional icon="organisation" value={value.organisation} search={findOrganisations} onChange={(one) => set({ organisation: one })} />
          )}
        </div>
        <div className="pair">
          <TextField label={t("fact.email")} optional type="email" value={value.email} onChange={(email) => set({ email })} error={wrong(add.error, "emails")} />
          <TextField label={t("fact.phone")} optional type="tel" value={value.phone} onChange={(phone) => set({ phone })} error={wrong(add.error, "phones")} />
        </div>
      </Form>
    </Dialog>
  );
}

/** The button of a list that adds to it. */
export const AddButton = ({ label, slim, onClick }: { label: string; slim?: boolean; onClick: () => void }) => (
  <Button icon="plus" aria-label={label} onClick={onClick}>
    {slim ? <span className="wide">{label}</span> : label}
  </Button>
);
