// A new deal: with whom, what about, worth what, from where, and what is next. What is
// not known yet is made in place; what may be known already is shown while one types.
import { useState } from "react";
import { send } from "../api/client";
import { ApiError } from "../api/problem";
import { useToday } from "../api/session";
import type { Done, Money, ProcessPage } from "../api/types";
import { stale, useAsk, useSend } from "../api/use";
import type { Day } from "../i18n/format";
import { Button } from "../parts/button";
import { DateField } from "../parts/date-field";
import { Dialog } from "../parts/dialog";
import { ChoiceField, MoneyField, TextField } from "../parts/field";
import { useDraftOf } from "../parts/kept";
import { PickField, type Pick } from "../parts/pick-field";
import { readTime } from "../parts/read";
import { ErrorText } from "../parts/say";
import { Segment } from "../parts/segment";
import { Alike } from "../party/alike";
import { NewPerson } from "../party/new-person";
import { findOrganisations, findPeople } from "../party/search";
import { named, t } from "./t";
import "../move/move.css";
import "./quick.css";

export type DealDraft = {
  organisation: Pick | null;
  /** The name of an organisation that is being made. */
  making: string | null;
  city: string;
  by: "person" | "role";
  person: Pick | null;
  addPerson: string;
  role: string;
  name: string;
  value: Money | null;
  source: string;
  step: string;
  nextKind: string;
  nextDue: Day | null;
  nextTime: string;
  nextText: string;
};
const empty: DealDraft = {
  organisation: null,
  making: null,
  city: "",
  by: "person",
  person: null,
  addPerson: "",
  role: "",
  name: "",
  value: null,
  source: "",
  step: "",
  nextKind: "call",
  nextDue: null,
  nextTime: "",
  nextText: "",
};

/** The body of the command. */
export function dealBody(d: DealDraft): Record<string, unknown> {
  const time = readTime(d.nextTime);
  return {
    name: d.name.trim(),
    ...(d.organisation ? { organisation: d.organisation.id } : {}),
    ...(d.by === "person" && d.person ? { person: d.person.id } : {}),
    ...(d.by === "role" && d.role.trim() ? { role: d.role.trim() } : {}),
    ...(d.value ? { value: d.value } : {}),
    ...(d.source ? { source: d.source } : {}),
    ...(d.step ? { step: d.step } : {}),
    ...(d.nextDue ? { next: { kind: d.nextKind, due: d.nextDue, ...(time ? { time } : {}), ...(d.nextText.trim() ? { text: d.nextText.trim() } : {}) } } : {}),
  };
}

export default function NewDeal(props: {
  organisation?: { id: string; name: string } | undefined;
  onClose: () => void;
  onMade: (id: string) => void;
}) {
  const [kept, set, sent] = useDraftOf<DealDraft>("new:deal", empty);
  const d = { ...kept, organisation: kept.organisation ?? props.organisation ?? null };
  const process = useAsk<ProcessPage>("/api/processes/current").data?.process;
  const open = useSend((key: string, body: object) => send<Done>("/api/deals", body, { key }));
  const errors = open.error instanceof ApiError ? open.error.fields : {};
  const steps = process?.steps.filter(({ skip, retired }) => !skip && !retired) ?? [];
  const sources = process?.sources?.filter(({ retired }) => !retired) ?? [];
  const ready = d.name.trim() !== "" && d.making === null;
  const act = async () => {
    if (!ready) return;
    const done = await open.run(dealBody(d));
    if (!done) return;
    sent();
    stale("/api/deals?");
    props.onMade(done.id);
  };
  return (
    <Dialog
      title={t("new.title")}
      lead={steps[0] && t("new.lead", { step: steps.find(({ key }) => key === d.step)?.name ?? steps[0].name })}
      broad
      onClose={props.onClose}
      footer={
        <>
          <Button look="primary" busy={open.busy} disabled={!ready} onClick={() => void act()}>
            {t("new.act")}
          </Button>
          <span className="quick-hint">{t("new.kept")}</span>
        </>
      }
    >
      <form
        className="quick-new"
        noValidate
        onSubmit={(e) => {
          e.preventDefault();
          void act();
        }}
      >
        <Whom d={d} set={set} errors={errors} />
        <TextField label={t("new.name")} placeholder={t("new.nameSuch")} value={d.name} onChange={(name) => set({ name })} error={errors.name} maxLength={300} />
        <div className="ask-pair">
          <MoneyField label={t("new.value")} optional value={d.value} onChange={(value) => set({ value })} error={errors.value} />
          <ChoiceField
            label={t("new.source")}
            optional
            value={d.source}
            error={errors.source}
            onChange={(source) => set({ source })}
            options={[{ value: "", label: "–" }, ...sources.map(({ key, name }) => ({ value: key, label: name }))]}
          />
          <ChoiceField
            label={t("new.step")}
            hint={d.step && d.step !== steps[0]?.key ? t("new.stepHint") : undefined}
            value={d.step || (steps[0]?.key ?? "")}
            onChange={(step) => set({ step: step === steps[0]?.key ? "" : step })}
            options={steps.map(({ key, name }) => ({ value: key, label: name }))}
          />
        </div>
        <FirstStep d={d} set={set} errors={errors} />
        <ErrorText error={open.error} />
        <button type="submit" hidden />
      </form>
    </Dialog>
  );
}

type PartProps = { d: DealDraft; set: (change: Partial<DealDraft>) => void; errors: Record<string, string> };

/** The organisation, and who is there: a person, or a role where nobody is known yet. */
function Whom({ d, set, errors }: PartProps) {
  return (
    <>
      {d.making === null ? (
        <PickField
          label={t("new.organisation")}
          icon="organisation"
          focus
          placeholder={t("new.organisationFind")}
          error={errors.organisation}
          value={d.organisation}
          onChange={(organisation) => set({ organisation, person: null })}
          search={findOrganisations}
          onNew={(making) => set({ making })}
        />
      ) : (
        <MakeOrganisation d={d} set={set} name={d.making} />
      )}
      <div className="quick-who">
        <Segment
          label={t("new.who")}
          value={d.by}
          onChange={(by) => set({ by })}
          options={[
            { value: "person", label: t("new.asPerson") },
            { value: "role", label: t("new.asRole") },
          ]}
        />
        {d.by === "person" ? (
          <PickField
            label={t("new.person")}
            bare
            optional
            icon="person"
            placeholder={t("new.person")}
            error={errors.person}
            value={d.person}
            onChange={(person) => set({ person })}
            search={findPeople(d.organisation?.id)}
            onNew={(addPerson) => set({ addPerson })}
          />
        ) : (
          <TextField label={t("new.role")} bare optional placeholder={t("new.roleSuch")} value={d.role} onChange={(role) => set({ role })} error={errors.role} />
        )}
      </div>
      {d.addPerson && (
        <NewPerson name={d.addPerson} organisation={d.organisation ?? undefined} onAdded={(person) => set({ person, addPerson: "" })} onCancel={() => set({ addPerson: "" })} />
      )}
    </>
  );
}

/** An organisation that is not known yet, made in place unless it is known after all. */
function MakeOrganisation({ d, set, name }: { d: DealDraft; set: PartProps["set"]; name: string }) {
  const add = useSend((key: string, body: object) => send<Done>("/api/organisations", body, { key }));
  const save = async () => {
    const done = await add.run({ name: name.trim(), ...(d.city.trim() ? { city: d.city.trim() } : {}) });
    if (done) set({ making: null, city: "", organisation: { id: done.id, name: name.trim() }, person: null });
  };
  return (
    <div className="ask-box" role="group" aria-label={t("new.organisationMade")}>
      <div className="ask-pair">
        <TextField label={t("new.organisationMade")} value={name} onChange={(making) => set({ making })} />
        <TextField label={t("new.city")} optional value={d.city} onChange={(city) => set({ city })} />
      </div>
      <Alike noun="organisation" name={name} onPick={({ id, name }) => set({ making: null, organisation: { id, name }, person: null })} />
      <ErrorText error={add.error} />
      <div className="ask-acts">
        <Button icon="plus" busy={add.busy} disabled={!name.trim()} onClick={() => void save()}>
          {t("new.organisationAdd", { name: name.trim() })}
        </Button>
        <Button look="quiet" onClick={() => set({ making: null })}>
          {t("cancel")}
        </Button>
      </div>
    </div>
  );
}

const kinds = ["call", "conversation", "meeting", "mail", "visit", "task"] as const;

function FirstStep({ d, set, errors }: PartProps) {
  const today = useToday();
  const [hinted] = useState(() => t("new.nextHint"));
  return (
    <fieldset className="quick-next">
      <legend>
        {t("new.next")} <span className="faint">{hinted}</span>
      </legend>
      <div className="ask-pair">
        <ChoiceField label={t("log.kind")} bare value={d.nextKind} onChange={(nextKind) => set({ nextKind })} options={kinds.map((value) => ({ value: value as string, label: named("kind", value) }))} />
        <DateField label={t("new.nextDue")} bare optional min={today} value={d.nextDue} onChange={(nextDue) => set({ nextDue })} error={errors.due ?? errors["next.due"]} />
        <TextField label={t("new.nextText")} bare optional placeholder={t("new.nextText")} value={d.nextText} onChange={(nextText) => set({ nextText })} />
      </div>
    </fieldset>
  );
}
