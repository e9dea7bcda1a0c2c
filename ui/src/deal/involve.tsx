// Somebody of their side joins the deal: found among those who are known, or added, with
// a word about likely duplicates before there are two of one.
import { useEffect, useMemo, useState } from "react";
import { get } from "../api/client";
import type { Attitude, Influence, PersonList } from "../api/types";
import { Button } from "../parts/button";
import { ChoiceField, TextField } from "../parts/field";
import { Form } from "../parts/form";
import { type Pick, PickField } from "../parts/pick-field";
import { Alike } from "../party/alike";
import { useAdd } from "../party/use";
import { useFormDraft } from "./draft";
import type { InputProps } from "./evidence";
import { named, t } from "./t";
import { Trouble, wrong } from "./trouble";
import { bare, useDeal, useDo } from "./use";

export const influences: readonly Influence[] = ["decides", "signs", "influences", "uses"];
export const attitudes: readonly Attitude[] = ["against", "neutral", "for"];

type Draft = { pick: Pick | null; name: string; title: string; email: string; phone: string; fresh: boolean; influence: Influence | ""; attitude: Attitude | "" };

/** Adds a person to the deal. `influence` is what a checkpoint asks for. */
export function InvolveForm(props: {
  name?: string;
  influence?: readonly Influence[] | undefined;
  onDone?: (() => void) | undefined;
  onCancel?: (() => void) | undefined;
}) {
  const { page } = useDeal();
  const empty = useMemo<Draft>(
    () => ({ pick: null, name: "", title: "", email: "", phone: "", fresh: false, influence: props.influence?.[0] ?? "", attitude: "" }),
    [props.influence],
  );
  const [value, set, sent] = useFormDraft<Draft>(props.name ?? "involve", empty);
  const involve = useDo<{ person: string; influence: string; attitude: string }>("involve", {
    after: () => {
      sent();
      props.onDone?.();
    },
  });
  const add = useAdd("person", () => {});
  const inDeal = new Set(page.people.map(({ person }) => person));

  const search = async (words: string, signal: AbortSignal): Promise<Pick[]> => {
    const there = await get<PersonList>("/api/people", { q: words, organisation: words ? undefined : page.deal.organisation, limit: 8 }, { signal });
    return there.people
      .filter(({ id }) => !inDeal.has(id))
      .map(({ id, name, title, organisation }) => ({
        id,
        name,
        detail: [title, organisation && organisation !== page.deal.organisation ? there.names[organisation] : ""].filter(Boolean).join(", "),
      }));
  };
  const save = async () => {
    let person = value.pick?.id;
    if (!person) {
      const made = await add.run(
        bare({
          name: value.name.trim(),
          title: value.title,
          organisation: page.deal.organisation,
          emails: value.email ? [value.email] : undefined,
          phones: value.phone ? [value.phone] : undefined,
        }),
      );
      if (!made) return;
      person = made.id;
      // Should the second half fail, the person is there already: it is not added twice.
      set({ pick: { id: made.id, name: value.name }, fresh: false });
    }
    await involve.run({ person, influence: value.influence, attitude: value.attitude });
  };

  return (
    <Form
      act={t(value.fresh && add.alike.length > 0 ? "involve.sure" : "involve.save")}
      label={t("involve.save")}
      busy={add.busy || involve.busy}
      disabled={!value.pick && !(value.fresh && value.name.trim())}
      trouble={<Trouble error={add.error ?? involve.error} />}
      onSubmit={() => void save()}
      onCancel={props.onCancel}
    >
      {value.fresh ? (
        <>
          <div className="pair">
            <TextField label={t("involve.name")} value={value.name} onChange={(name) => set({ name })} error={wrong(add.error, "name")} />
            <TextField label={t("involve.title")} optional value={value.title} onChange={(title) => set({ title })} />
          </div>
          <div className="pair">
            <TextField label={t("involve.email")} optional type="email" value={value.email} onChange={(email) => set({ email })} error={wrong(add.error, "emails")} />
            <TextField label={t("involve.phone")} optional type="tel" value={value.phone} onChange={(phone) => set({ phone })} error={wrong(add.error, "phones")} />
          </div>
          <Alike noun="person" name={value.name} email={value.email} {...(page.deal.organisation && { organisation: page.deal.organisation })} more={add.alike} onPick={(hit) => set({ fresh: false, pick: { id: hit.id, name: hit.name } })} />
        </>
      ) : (
        <PickField
          label={t("involve.who")}
          icon="person"
          value={value.pick}
          search={search}
          placeholder={t("involve.find")}
          onChange={(pick) => set({ pick })}
          onNew={(name) => set({ fresh: true, pick: null, name })}
        />
      )}
      <div className="pair">
        <InfluenceField value={value.influence} only={props.influence} onChange={(influence) => set({ influence })} />
        <AttitudeField value={value.attitude} onChange={(attitude) => set({ attitude })} />
      </div>
    </Form>
  );
}

function InfluenceField(props: { value: Influence | ""; only?: readonly Influence[] | undefined; onChange: (value: Influence | "") => void }) {
  const list = props.only?.length ? props.only : influences;
  return (
    <ChoiceField
      label={t("team.influence")}
      value={props.value}
      onChange={props.onChange}
      options={[...(props.only?.length ? [] : [{ value: "" as const, label: t("team.unknown") }]), ...list.map((one) => ({ value: one, label: named("influence", one) }))]}
    />
  );
}

function AttitudeField(props: { value: Attitude | ""; onChange: (value: Attitude | "") => void }) {
  return (
    <ChoiceField
      label={t("team.attitude")}
      value={props.value}
      onChange={props.onChange}
      options={[{ value: "" as const, label: t("team.unknown") }, ...attitudes.map((one) => ({ value: one, label: named("attitude", one) }))]}
    />
  );
}

/** Somebody with an influence: one of those who are here already, or somebody new. */
export function PersonInput({ point, onDone, onCancel }: InputProps) {
  const { page } = useDeal();
  const [fresh, setFresh] = useState(page.people.length === 0);
  const involve = useDo<{ person: string; influence: string; attitude: string }>("involve", { after: onDone });
  const [as, setAs] = useState<Influence | "">(point.influence?.[0] ?? "");
  useEffect(() => setAs(point.influence?.[0] ?? ""), [point.influence]);
  if (fresh) return <InvolveForm name={`involve:${point.key}`} influence={point.influence} onDone={onDone} onCancel={page.people.length ? () => setFresh(false) : onCancel} />;
  return (
    <div className="stack">
      <p className="small dim">{point.help ?? t("person.ask")}</p>
      <div className="row wrap">
        {page.people.map(({ person, name, attitude }) => (
          <Button key={person} icon="person" busy={involve.busy} onClick={() => void involve.run({ person, influence: as, attitude: attitude ?? "" })}>
            {as ? t("person.as", { name, as: named("influence", as).toLowerCase() }) : name}
          </Button>
        ))}
        <Button icon="plus" onClick={() => setFresh(true)}>
          {t("person.other")}
        </Button>
        {onCancel && (
          <Button look="quiet" onClick={onCancel}>
            {t("cancel")}
          </Button>
        )}
      </div>
      {(point.influence?.length ?? 0) > 1 && <InfluenceField value={as} only={point.influence} onChange={setAs} />}
      <Trouble error={involve.error} />
    </div>
  );
}
