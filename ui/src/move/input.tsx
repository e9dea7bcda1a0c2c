// The input that a missing checkpoint takes, in place. It fills a draft; the panel sends
// it, at once or together with the move.
import { useFormats, useToday } from "../api/session";
import type { DealPage, Influence, Point } from "../api/types";
import { Button } from "../parts/button";
import { DateField } from "../parts/date-field";
import { ChoiceField, MoneyField, NumberField, TextField } from "../parts/field";
import type { IconName } from "../parts/icon";
import { PickField } from "../parts/pick-field";
import { Segment } from "../parts/segment";
import { findOrganisations, findPeople } from "../quick/find";
import { AddPerson } from "../quick/person";
import { OfferInput } from "./offer";
import { type Draft, finished, inputOf, type Need } from "./plan";
import { named, t } from "./t";

export type InputProps = {
  need: Need & { point: Point };
  draft: Draft;
  set: (change: Draft) => void;
  page: DealPage;
  /** Records what was typed now, with this laid over it. */
  note: (change?: Draft) => void;
  busy: boolean;
};

export function NeedInput(props: InputProps) {
  const { need, draft, set } = props;
  const { point } = need;
  const input = inputOf(point, need.lack.detail);
  const asked = { label: point.question, bare: true, hint: point.help };
  switch (input.kind) {
    case "text":
      return (
        <TextField
          {...asked}
          icon={iconOf(point)}
          placeholder={point.buyer ? t("in.text") : t("in.plain")}
          value={draft.text ?? ""}
          onChange={(text) => set({ text })}
        />
      );
    case "document":
      return <TextField {...asked} icon="link" placeholder={t("in.ref")} value={draft.text ?? ""} onChange={(text) => set({ text })} />;
    case "number":
      return <NumberField {...asked} value={draft.number ?? null} onChange={(number) => set({ number })} />;
    case "money":
      return <MoneyField {...asked} value={draft.money ?? null} onChange={(money) => set({ money })} />;
    case "date":
      return <DateField {...asked} value={draft.date ?? null} onChange={(date) => set({ date })} />;
    case "choice":
      return (
        <ChoiceField
          {...asked}
          value={draft.choice ?? null}
          onChange={(choice) => set({ choice })}
          options={input.choices.map(({ key, name }) => ({ value: key, label: name }))}
        />
      );
    case "facts":
      return (
        <div className="stack">
          {input.names.map((name) => (
            <FactInput key={name} {...props} name={name} bare={input.names.length === 1} />
          ))}
        </div>
      );
    case "activity":
      return <ActivityInput {...props} outcome={input.outcome} />;
    case "person":
      return <PersonInput {...props} influence={input.influence} />;
    case "offer":
      return <OfferInput {...props} wants={input.wants} />;
    case "accept":
      return <AcceptInput {...props} />;
    case "raise":
      return <RaiseInput {...props} />;
    case "settle":
      return <SettleInput {...props} />;
    case "confirm":
      return <ConfirmInput {...props} />;
    case "score":
      return <ScoreInput {...props} />;
    case "none":
      return <p>{point.help ?? t("in.rule", { rule: point.rule ?? "" })}</p>;
  }
}

/** The icon tells what kind of input it wants. */
function iconOf(point: Point): IconName {
  if (point.confirmed) return "check";
  return point.buyer ? "note" : "log";
}

function FactInput({ name, bare, draft, set, page, need }: InputProps & { name: string; bare: boolean }) {
  const hint = need.point.help;
  const facts = draft.facts ?? {};
  const put = (value: string) => set({ facts: { ...facts, [name]: value } });
  const known = name in labels;
  const label = known ? t(labels[name as keyof typeof labels]) : t("in.field", { name });
  if (name === "value") return <MoneyField label={label} bare={bare} hint={hint} currency={page.deal.value.currency} value={draft.money ?? null} onChange={(money) => set({ money })} />;
  if (name === "close_date") return <DateField label={label} bare={bare} hint={hint} value={draft.date ?? null} onChange={(date) => set({ date })} />;
  if (name === "source" || name === "method") {
    const values = name === "source" ? page.sources : page.methods;
    return (
      <ChoiceField
        label={label}
        bare={bare}
        hint={hint}
        value={facts[name] || null}
        onChange={put}
        options={values.map(({ key, name }) => ({ value: key, label: name }))}
      />
    );
  }
  if (name === "organisation" || name === "person") {
    const id = facts[name];
    return (
      <PickField
        label={label}
        bare={bare}
        icon={name}
        optional
        value={id ? { id, name: facts[`${name}.name`] ?? "" } : null}
        search={name === "organisation" ? findOrganisations : findPeople(page.deal.organisation)}
        onChange={(pick) => set({ facts: { ...facts, [name]: pick?.id ?? "", [`${name}.name`]: pick?.name ?? "" } })}
      />
    );
  }
  return <TextField label={label} bare={bare} hint={hint} value={facts[name] ?? ""} onChange={put} />;
}

const labels = {
  organisation: "in.organisation",
  person: "in.person",
  role: "in.role",
  value: "in.money",
  source: "in.source",
  method: "in.method",
  close_date: "in.close_date",
} as const;

const media = ["conversation", "call", "meeting", "mail", "visit"] as const;
const mediumOptions = (list: readonly string[]) => list.map((value) => ({ value, label: named("kind", value) }));

function ActivityInput({ need, draft, set, page, note, busy, outcome }: InputProps & { outcome: "held" | "agreed" | "attempted" | "planned" }) {
  const f = useFormats();
  const today = useToday();
  const done = outcome === "held" || outcome === "attempted";
  const planned = outcome === "held" ? finished(page, today) : undefined;
  const usual = planned && planned.kind !== "task" ? planned.kind : outcome === "held" ? "conversation" : "call";
  const medium = draft.medium ?? usual;
  const finishes: Draft = planned ? { facts: { ...draft.facts, finishes: planned.id } } : {};
  const hint = need.point.help;
  const told = planned && (
    <p>{t("held.planned", { what: named("Kind", planned.kind), when: `${f.day(planned.due, today)}${planned.time ? ` ${planned.time}` : ""}` })}</p>
  );
  if (planned && draft.choice === "moved") {
    return (
      <>
        {told}
        <Moved {...{ draft, set, note, busy }} />
      </>
    );
  }
  return (
    <>
      {told}
      <div className="move-pair">
        {!done && <DateField label={t("in.day")} min={outcome === "planned" ? today : undefined} value={draft.due ?? null} onChange={(due) => set({ due })} />}
        <ChoiceField
          label={t("in.medium")}
          value={medium}
          onChange={(value) => set({ medium: value })}
          options={mediumOptions(outcome === "planned" ? [...media, "task"] : media)}
        />
      </div>
      <TextField label={t("in.line")} bare placeholder={t("in.line")} hint={hint} value={draft.text ?? ""} onChange={(text) => set({ text, medium, ...finishes })} />
      {done && (
        <div className="move-acts">
          <Button icon="check" busy={busy} onClick={() => note({ choice: "done", medium, ...finishes })}>
            {t(outcome === "held" ? "held.log" : "attempted.log")}
          </Button>
          {planned && (
            <Button look="quiet" onClick={() => set({ choice: "moved", due: null, ...finishes })}>
              {t("held.moved")}
            </Button>
          )}
        </div>
      )}
    </>
  );
}

/** It was not held on its day: another one. */
function Moved({ draft, set, note, busy }: Pick<InputProps, "draft" | "set" | "note" | "busy">) {
  const today = useToday();
  return (
    <>
      <DateField label={t("held.movedTo")} min={today} value={draft.due ?? null} onChange={(due) => set({ due })} />
      <div className="move-acts">
        <Button busy={busy} disabled={!draft.due} onClick={() => note()}>
          {t("held.reschedule")}
        </Button>
        <Button look="quiet" onClick={() => set({ choice: "", due: null })}>
          {t("supply")}
        </Button>
      </div>
    </>
  );
}

function PersonInput({ draft, set, page, influence, need }: InputProps & { influence: readonly Influence[] }) {
  const organisation = page.deal.organisation;
  const known = page.people.map(({ person, name, title }) => ({ id: person, name, ...(title ? { detail: title } : {}) }));
  return (
    <>
      <div className="move-pair">
        <PickField
          label={t("in.who")}
          icon="person"
          hint={need.point.help}
          value={draft.person ?? null}
          onChange={(person) => set({ person })}
          search={async (q, signal) => {
            if (!q && known.length) return known;
            const found = await findPeople(organisation)(q, signal);
            return found;
          }}
          onNew={(name) => set({ facts: { ...draft.facts, newPerson: name } })}
        />
        {influence.length !== 1 && (
          <ChoiceField
            label={t("in.influence")}
            value={draft.influence ?? null}
            onChange={(value) => set({ influence: value })}
            options={(influence.length ? influence : (["decides", "signs", "influences", "uses"] as const)).map((value) => ({
              value,
              label: named("influence", value),
            }))}
          />
        )}
      </div>
      {draft.facts?.newPerson && (
        <AddPerson
          name={draft.facts.newPerson}
          organisation={page.organisation}
          onAdded={(person) => set({ person, facts: { ...draft.facts, newPerson: "" } })}
          onCancel={() => set({ facts: { ...draft.facts, newPerson: "" } })}
        />
      )}
    </>
  );
}

function AcceptInput({ draft, set, page }: InputProps) {
  const out = page.deal.offers?.some(({ state }) => state === "out");
  if (!out) return <p>{t("in.noOffer")}</p>;
  return (
    <div className="move-pair">
      <WhoField label={t("in.accepter")} draft={draft} set={set} page={page} />
      <TextField label={t("in.accepterName")} optional value={draft.text ?? ""} onChange={(text) => set({ text })} />
    </div>
  );
}

/** One of the customer's people on this deal. */
export function WhoField({ label, draft, set, page }: { label: string } & Pick<InputProps, "draft" | "set" | "page">) {
  return (
    <PickField
      label={label}
      icon="person"
      optional
      value={draft.person ?? null}
      onChange={(person) => set({ person })}
      search={async (q, signal) => {
        const known = page.people.map(({ person, name, title }) => ({ id: person, name, ...(title ? { detail: title } : {}) }));
        return !q && known.length ? known : findPeople(page.deal.organisation)(q, signal);
      }}
    />
  );
}

function RaiseInput({ draft, set, need }: InputProps) {
  const none = draft.choice === "none";
  return (
    <>
      <Segment
        label={need.point.question}
        value={none ? "none" : "one"}
        onChange={(choice) => set({ choice })}
        options={[
          { value: "one", label: t("in.concernRaised") },
          { value: "none", label: t("in.noConcern") },
        ]}
      />
      <TextField
        label={none ? t("in.line") : t("in.concern")}
        bare
        hint={need.point.help}
        placeholder={none ? t("in.line") : t("in.concern")}
        value={draft.text ?? ""}
        onChange={(text) => set({ text })}
      />
    </>
  );
}

const outcomes = ["resolved", "withdrawn", "accepted"] as const;

function SettleInput({ draft, set, page }: InputProps) {
  const open = (page.deal.concerns ?? []).filter((concern) => concern.state === "open");
  const settled = draft.settled ?? {};
  if (open.length === 0) return <p>{t("in.noConcerns")}</p>;
  return (
    <div>
      {open.map(({ id, text }) => {
        const mine = settled[id] ?? {};
        const put = (change: { state?: string; answer?: string }) => set({ settled: { ...settled, [id]: { ...mine, ...change } } });
        return (
          <div key={id} className="move-concern">
            <p>
              <q>{text}</q>
            </p>
            <Segment
              label={t("in.becameOf")}
              value={mine.state ?? ""}
              onChange={(state) => put({ state })}
              options={outcomes.map((value) => ({ value: value as string, label: named("settle", value) }))}
            />
            <TextField label={t("in.answerTo")} bare placeholder={t("in.answerTo")} value={mine.answer ?? ""} onChange={(answer) => put({ answer })} />
          </div>
        );
      })}
    </div>
  );
}

function ConfirmInput({ draft, set, page, need }: InputProps) {
  return (
    <>
      <TextField
        label={t("in.words")}
        bare
        icon="check"
        hint={need.point.help}
        placeholder={t("in.words")}
        value={draft.text ?? ""}
        onChange={(text) => set({ text, how: draft.how ?? "call" })}
      />
      <div className="move-pair">
        <WhoField label={t("in.who")} draft={draft} set={(change) => set({ how: draft.how ?? "call", ...change })} page={page} />
        <ChoiceField label={t("in.how")} value={draft.how ?? "call"} onChange={(how) => set({ how })} options={mediumOptions(["call", "mail", "meeting", "visit"])} />
      </div>
    </>
  );
}

function ScoreInput({ draft, set, need }: InputProps) {
  const { criteria = [], threshold, question } = need.point;
  const yes = draft.yes ?? {};
  return (
    <>
      {threshold !== undefined && <p>{t("in.threshold", { n: threshold })}</p>}
      <ul className="move-score" aria-label={question}>
        {criteria.map(({ key, name, points }) => (
          <li key={key}>
            <span>{name}</span>
            <span className="faint micro">{t("in.points", { n: points })}</span>
            <Segment
              label={name}
              value={key in yes ? (yes[key] ? "yes" : "no") : ""}
              onChange={(value) => set({ yes: { ...yes, [key]: value === "yes" } })}
              options={[
                { value: "yes" as string, label: t("in.yes") },
                { value: "no", label: t("in.no") },
              ]}
            />
          </li>
        ))}
      </ul>
    </>
  );
}
