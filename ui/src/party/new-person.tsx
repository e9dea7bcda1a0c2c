// A person who is not known yet, added where they are needed; somebody alike is shown
// while the name is typed, and once more before there are two of one.
import { useState } from "react";
import type { Ref } from "../api/types";
import { Button } from "../parts/button";
import { TextField } from "../parts/field";
import type { Pick } from "../parts/pick-field";
import { ErrorText } from "../parts/say";
import { Alike } from "./alike";
import { t } from "./t";
import { filled, useAdd, wrong } from "./use";

export function NewPerson(props: { name: string; organisation?: Ref | undefined; onAdded: (person: Pick) => void; onCancel: () => void }) {
  const { organisation } = props;
  const [value, setValue] = useState({ name: props.name, title: "", email: "", phone: "" });
  const set = (change: Partial<typeof value>) => setValue((now) => ({ ...now, ...change }));
  const name = value.name.trim();
  const title = value.title.trim();
  const add = useAdd("person", ({ id }) => props.onAdded({ id, name, ...(title ? { detail: title } : {}) }));
  const save = () =>
    void add.run(filled({ name, title, organisation: organisation?.id, emails: [value.email.trim()].filter(Boolean), phones: [value.phone.trim()].filter(Boolean) }));
  const act = organisation?.name ? t("person.addAt", { organisation: organisation.name }) : t("person.add");
  return (
    <div className="ask-box" role="group" aria-label={t("person.new")}>
      <div className="ask-pair">
        <TextField label={t("fact.name")} value={value.name} onChange={(name) => set({ name })} error={wrong(add.error, "name")} />
        <TextField label={t("fact.title")} optional value={value.title} onChange={(title) => set({ title })} />
      </div>
      <div className="ask-pair">
        <TextField label={t("fact.phone")} optional type="tel" value={value.phone} onChange={(phone) => set({ phone })} error={wrong(add.error, "phones")} />
        <TextField label={t("fact.email")} optional type="email" value={value.email} onChange={(email) => set({ email })} error={wrong(add.error, "emails")} />
      </div>
      <Alike
        noun="person"
        name={value.name}
        email={value.email}
        {...(organisation?.id && { organisation: organisation.id })}
        more={add.alike}
        onPick={({ id, name }) => props.onAdded({ id, name })}
      />
      <ErrorText error={add.error} />
      <div className="ask-acts">
        <Button icon="plus" busy={add.busy} disabled={!name} onClick={save}>
          {add.alike.length > 0 ? t("add.sure") : act}
        </Button>
        <Button look="quiet" onClick={props.onCancel}>
          {t("cancel")}
        </Button>
      </div>
    </div>
  );
}
