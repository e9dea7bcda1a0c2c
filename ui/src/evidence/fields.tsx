// The place to answer a checkpoint: for each kind of evidence its own input. It fills a
// draft; who shows it sends the commands of the draft, at once or together with a move.
//
//   <EvidenceFields point={point} draft={draft} set={set} page={page} />
//   commandsOf(point, draft, page)
import type { Point } from "../api/types";
import { DateField } from "../parts/date-field";
import { ChoiceField, MoneyField, NumberField, TextArea, TextField } from "../parts/field";
import { PickField } from "../parts/pick-field";
import { Segment } from "../parts/segment";
import { findOrganisations, findPeople } from "../party/search";
import { ActivityFields } from "./activity";
import { RaiseFields, SettleAll } from "./concern";
import { current } from "./draft";
import { type Answer, inputOf } from "./kind";
import { OfferFields } from "./offer";
import type { FieldsProps } from "./part";
import { AcceptFields, ConfirmFields, PersonFields, WhoField } from "./people";
import { t } from "./t";
import "./evidence.css";

type Props = FieldsProps & { point: Point; lacks?: string | undefined };

/** The input that this checkpoint asks for. */
export function EvidenceFields({ point, lacks, ...props }: Props) {
  const { page } = props;
  const input = inputOf(point, lacks ?? point.lacks);
  const fields = { ...props, help: point.help };
  switch (input.kind) {
    case "facts":
      return (
        <div className="stack">
          {input.names.map((name) => (
            <FactField key={name} {...fields} name={name} bare={!!props.tight && input.names.length === 1} />
          ))}
        </div>
      );
    case "activity":
      return <ActivityFields {...fields} outcome={input.outcome} />;
    case "person":
      return <PersonFields {...fields} influence={input.influence} />;
    case "offer":
      return <OfferFields {...fields} wants={input.wants} />;
    case "accept":
      return current(page)?.state === "out" ? <AcceptFields {...fields} /> : <p>{t("offer.noneOut")}</p>;
    case "raise":
      return <RaiseFields {...fields} question={point.question} />;
    case "settle":
      return <SettleAll {...fields} />;
    case "confirm":
      return <ConfirmFields {...fields} />;
    case "score":
      return <ScoreFields {...fields} point={point} />;
    case "none":
      return <p>{point.help ?? t("rule", { rule: point.rule ?? "" })}</p>;
    default:
      return <AnswerFields {...fields} point={point} input={input} />;
  }
}

/** An answer: in their words, a number, an amount, a day, one of a few, or where a document is. */
function AnswerFields(props: FieldsProps & { point: Point; input: Answer }) {
  const { point, input, draft, set, page, tight } = props;
  const own = <AnswerField {...props} />;
  if (tight || input.kind === "document") return own;
  const who = <WhoField label={t("answer.who")} optional page={page} value={draft.person} onChange={(person) => set({ person })} />;
  if (input.kind === "text") {
    return (
      <>
        {own}
        {(point.buyer || draft.person) && who}
      </>
    );
  }
  return (
    <div className="ask-pair">
      {own}
      {who}
    </div>
  );
}

function AnswerField({ point, input, draft, set, tight, help }: FieldsProps & { point: Point; input: Answer }) {
  const asked = (label: string) => ({ label: tight ? point.question : label, bare: !!tight, hint: help });
  switch (input.kind) {
    case "text": {
      const text = { value: draft.text ?? "", onChange: (text: string) => set({ text }) };
      const label = t(point.buyer ? "answer.words" : "answer.text");
      if (!tight) return <TextArea {...asked(label)} {...text} rows={2} />;
      return <TextField {...asked(label)} {...text} icon={point.confirmed ? "check" : point.buyer ? "note" : "log"} placeholder={label} />;
    }
    case "document":
      return <TextField {...asked(t("document"))} hint={help ?? t("document.hint")} icon="link" placeholder={tight ? t("document") : ""} value={draft.text ?? ""} onChange={(text) => set({ text })} />;
    case "number":
      return <NumberField {...asked(t("answer.number"))} value={draft.number ?? null} onChange={(number) => set({ number })} />;
    case "money":
      return <MoneyField {...asked(t("answer.money"))} value={draft.money ?? null} onChange={(money) => set({ money })} />;
    case "date":
      return <DateField {...asked(t("answer.date"))} value={draft.date ?? null} onChange={(date) => set({ date })} />;
    case "choice":
      return (
        <ChoiceField
          {...asked(t("answer.choice"))}
          value={draft.choice ?? null}
          onChange={(choice) => set({ choice })}
          options={input.choices.map(({ key, name }) => ({ value: key, label: name }))}
        />
      );
  }
}

const labels = {
  organisation: "fact.organisation",
  person: "fact.person",
  role: "fact.role",
  value: "answer.money",
  source: "fact.source",
  method: "fact.method",
  close_date: "fact.close_date",
} as const;

/** A fact of the deal that answers the question: where it came from, how they were reached. */
function FactField({ name, bare, draft, set, page, help: hint }: FieldsProps & { name: string; bare: boolean }) {
  const facts = draft.facts ?? {};
  const put = (value: string) => set({ facts: { ...facts, [name]: value } });
  const label = name in labels ? t(labels[name as keyof typeof labels]) : name;
  const asked = { label, bare, hint };
  if (name === "value") return <MoneyField {...asked} currency={page.deal.value.currency} value={draft.money ?? null} onChange={(money) => set({ money })} />;
  if (name === "close_date") return <DateField {...asked} value={draft.date ?? null} onChange={(date) => set({ date })} />;
  const values = name === "source" ? page.sources : name === "method" ? page.methods : [];
  if (values.length > 0) {
    return <ChoiceField {...asked} value={facts[name] || null} onChange={put} options={values.map(({ key, name }) => ({ value: key, label: name }))} />;
  }
  if (name === "organisation" || name === "person") {
    const id = facts[name];
    return (
      <PickField
        {...asked}
        hint={undefined}
        icon={name}
        optional
        value={id ? { id, name: facts[`${name}.name`] ?? "" } : null}
        search={name === "organisation" ? findOrganisations : findPeople(page.deal.organisation)}
        onChange={(pick) => set({ facts: { ...facts, [name]: pick?.id ?? "", [`${name}.name`]: pick?.name ?? "" } })}
      />
    );
  }
  return <TextField {...asked} value={facts[name] ?? ""} onChange={put} />;
}

/** What is true of them, one by one: yes and no are both said. */
function ScoreFields({ draft, set, point }: FieldsProps & { point: Point }) {
  const { criteria = [], threshold, question } = point;
  const yes = draft.yes ?? {};
  return (
    <>
      {threshold !== undefined && <p>{t("score.threshold", { n: threshold })}</p>}
      <ul className="evidence-score" aria-label={question}>
        {criteria.map(({ key, name, points }) => (
          <li key={key}>
            <span>{name}</span>
            <span className="faint micro">{t("score.points", { n: points })}</span>
            <Segment
              label={name}
              value={key in yes ? (yes[key] ? "yes" : "no") : ""}
              onChange={(value) => set({ yes: { ...yes, [key]: value === "yes" } })}
              options={[
                { value: "yes" as string, label: t("score.yes") },
                { value: "no", label: t("score.no") },
              ]}
            />
          </li>
        ))}
      </ul>
    </>
  );
}
