// The place to answer a checkpoint: for each kind of evidence its own input, which sends
// what it takes. Used on the deal's page, and by the panel of a movement.
import { useMemo } from "react";
import type { Money, Point } from "../api/types";
import type { Day } from "../i18n/format";
import { Button } from "../parts/button";
import { DateField } from "../parts/date-field";
import { ChoiceField, MoneyField, NumberField, TextArea, TextField } from "../parts/field";
import { Form } from "../parts/form";
import { ConcernForm, OpenConcerns } from "./concern-form";
import { useFormDraft } from "./draft";
import { HowField, WhoField } from "./fields";
import { AcceptForm, OfferForm } from "./offer-form";
import { PersonInput } from "./involve";
import { LoggedForm, PlanForm } from "./next-form";
import { t } from "./t";
import { Trouble, wrong } from "./trouble";
import { useDeal, useDo } from "./use";

export type InputProps = { point: Point; onDone?: (() => void) | undefined; onCancel?: (() => void) | undefined };

/** The input that this checkpoint asks for. */
export function EvidenceInput(props: InputProps) {
  const { point } = props;
  const { page } = useDeal();
  if (point.lacks === "confirmation") return <ConfirmForm {...props} />;
  if (point.lacks === "influence") return <PersonInput {...props} />;
  switch (point.evidence) {
    case "answer":
      return point.fact ? <FactInput {...props} fact={point.fact} /> : <AnswerInput {...props} />;
    case "activity":
      return point.outcome === "planned" ? (
        <PlanForm name={`plan:${point.key}`} {...props} />
      ) : (
        <LoggedForm name={`log:${point.key}`} outcome={point.outcome ?? "held"} {...props} />
      );
    case "person":
      return point.answer && page.people.some(({ influence }) => fits(point, influence)) ? (
        <AnswerInput {...props} />
      ) : (
        <PersonInput {...props} />
      );
    case "offer":
      return point.offer === "accepted" ? <AcceptForm {...props} /> : <OfferForm focus={point.offer === "decision" ? "due" : "what"} {...props} />;
    case "concerns":
      return point.concerns === "raised" ? <RaisedInput {...props} /> : <OpenConcerns {...props} />;
    case "document":
      return <DocumentInput {...props} />;
    case "confirmation":
      return <ConfirmForm {...props} />;
    case "score":
      return <ScoreInput {...props} />;
    case "rule":
      return <RuleNote point={point} />;
  }
}

const fits = (point: Point, influence: string | undefined) =>
  !point.influence?.length || point.influence.some((one) => one === influence);

type Given = {
  checkpoint: string;
  text?: string;
  number?: number | null;
  money?: Money | null;
  date?: Day | null;
  choice?: string;
  ref?: string;
  yes?: Record<string, boolean>;
  person?: string;
};

/** Sends evidence, and forgets the draft. */
function useGive({ point, onDone }: InputProps, sent: () => void) {
  return useDo<Given>("give", {
    shows: (body) => (page) => ({
      ...page,
      path: page.path.map((step) => ({
        ...step,
        points: step.points.map((one) => (one.key === point.key ? provisional(one, body) : one)),
      })),
    }),
    after: () => {
      sent();
      onDone?.();
    },
  });
}

/** What the answer will look like until the server has said how the checkpoint stands. */
function provisional(point: Point, { checkpoint: _, number, money, date, ...rest }: Given): Point {
  const given = { ...rest, ...(number != null && { number }), ...(money && { money }), ...(date && { date }) };
  return { ...point, given: { n: 0, at: Date.now() * 1000, by: "", ...given }, stale: false };
}

/** An answer: in their words, a number, an amount, a day, or one of a few. */
function AnswerInput(props: InputProps) {
  const { point, onCancel } = props;
  const given = point.given;
  const empty = useMemo(
    () => ({
      text: given?.text ?? "",
      number: given?.number ?? null,
      money: given?.money ?? null,
      date: given?.date ?? null,
      choice: given?.choice ?? "",
      person: given?.person ?? "",
    }),
    [given],
  );
  const [value, set, sent] = useFormDraft(`give:${point.key}`, empty);
  const give = useGive(props, sent);
  const kind = point.answer ?? "text";
  const own = { text: value.text, number: value.number, money: value.money, date: value.date, choice: value.choice }[kind];
  const body = { checkpoint: point.key, [kind]: own, person: value.person };
  return (
    <Form
      act={given ? t("answer.change") : t("answer.save")}
      label={point.question}
      busy={give.busy}
      disabled={own === null || own === ""}
      trouble={<Trouble error={give.error} />}
      onSubmit={() => void give.run(body)}
      onCancel={onCancel}
    >
      {kind === "text" && (
        <TextArea
          label={point.buyer ? t("answer.words") : t("answer.text")}
          value={value.text}
          rows={2}
          hint={point.help}
          error={wrong(give.error, "text")}
          onChange={(text) => set({ text })}
        />
      )}
      <div className="pair">
        {kind === "number" && <NumberField label={t("answer.number")} value={value.number} onChange={(number) => set({ number })} hint={point.help} />}
        {kind === "money" && <MoneyField label={t("answer.money")} value={value.money} onChange={(money) => set({ money })} hint={point.help} />}
        {kind === "date" && <DateField label={t("answer.date")} value={value.date} onChange={(date) => set({ date })} hint={point.help} />}
        {kind === "choice" && (
          <ChoiceField
            label={t("answer.choice")}
            value={value.choice || null}
            onChange={(choice) => set({ choice })}
            hint={point.help}
            options={(point.choices ?? []).filter(({ retired }) => !retired).map(({ key, name }) => ({ value: key, label: name }))}
          />
        )}
        <WhoField label={t("answer.who")} value={value.person} onChange={(person) => set({ person })} />
      </div>
    </Form>
  );
}

/** A fact of the deal that answers the question: where it came from, how they were reached. */
function FactInput({ point, fact, onDone, onCancel }: InputProps & { fact: NonNullable<Point["fact"]> }) {
  const { page } = useDeal();
  const change = useDo<Record<string, unknown>>("change", { after: onDone });
  const list = fact === "source" ? page.sources : fact === "method" ? page.methods : [];
  const empty = useMemo(() => ({ text: "", money: null as Money | null, date: null as Day | null }), []);
  const [value, set, sent] = useFormDraft(`fact:${fact}`, empty);
  const own = fact === "value" ? value.money : fact === "close_date" ? value.date : value.text;
  return (
    <Form
      act={t("answer.save")}
      label={point.question}
      busy={change.busy}
      disabled={!own}
      trouble={<Trouble error={change.error} />}
      onSubmit={() => void change.run({ [fact]: own }).then((done) => done && sent())}
      onCancel={onCancel}
    >
      {fact === "value" && <MoneyField label={t("fact.value")} value={value.money} onChange={(money) => set({ money })} hint={point.help} />}
      {fact === "close_date" && <DateField label={t("fact.close")} value={value.date} onChange={(date) => set({ date })} hint={point.help} />}
      {(fact === "source" || fact === "method") &&
        (list.length > 0 ? (
          <ChoiceField
            label={t(`fact.${fact}`)}
            value={value.text || null}
            onChange={(text) => set({ text })}
            hint={point.help}
            options={list.map(({ key, name }) => ({ value: key, label: name }))}
          />
        ) : (
          <TextField label={t(`fact.${fact}`)} value={value.text} onChange={(text) => set({ text })} hint={point.help} />
        ))}
    </Form>
  );
}

const noDocument = { ref: "" };

function DocumentInput(props: InputProps) {
  const [value, set, sent] = useFormDraft(`give:${props.point.key}`, noDocument);
  const give = useGive(props, sent);
  return (
    <Form
      act={t("document.save")}
      label={props.point.question}
      busy={give.busy}
      disabled={!value.ref.trim()}
      trouble={<Trouble error={give.error} />}
      onSubmit={() => void give.run({ checkpoint: props.point.key, ref: value.ref })}
      onCancel={props.onCancel}
    >
      <TextField
        label={t("document.ref")}
        icon="link"
        value={value.ref}
        onChange={(ref) => set({ ref })}
        hint={props.point.help ?? t("document.hint")}
        error={wrong(give.error, "ref")}
      />
    </Form>
  );
}

function ScoreInput(props: InputProps) {
  const { point } = props;
  const empty = useMemo(() => ({ yes: point.given?.yes ?? {} }), [point.given]);
  const [value, set, sent] = useFormDraft(`give:${point.key}`, empty);
  const give = useGive(props, sent);
  const all = point.criteria ?? [];
  const yes = Object.fromEntries(all.map(({ key }) => [key, value.yes[key] === true]));
  return (
    <Form
      act={t("score.save")}
      label={point.question}
      busy={give.busy}
      trouble={<Trouble error={give.error} />}
      onSubmit={() => void give.run({ checkpoint: point.key, yes })}
      onCancel={props.onCancel}
    >
      <fieldset className="ask score">
        <legend>{t("score.head", { n: point.threshold ?? 0 })}</legend>
        {all.map(({ key, name, points }) => (
          <label key={key} className="score-line">
            <input
              type="checkbox"
              className="check"
              checked={yes[key]}
              onChange={(e) => set({ yes: { ...yes, [key]: e.target.checked } })}
            />
            <span className="grow">{name}</span>
            <span className="faint">{t("score.points", { n: points })}</span>
          </label>
        ))}
        {point.help && <p className="hint">{point.help}</p>}
      </fieldset>
    </Form>
  );
}

const nothingFound = { text: "" };

/** Worries raised early: each as a concern, or that one asked and there was none. */
function RaisedInput(props: InputProps) {
  const [none, set, sent] = useFormDraft(`none:${props.point.key}`, nothingFound);
  const give = useGive(props, sent);
  return (
    <div className="stack">
      <ConcernForm name={`raise:${props.point.key}`} onDone={props.onDone} onCancel={props.onCancel} />
      <Form
        act={t("raised.none")}
        look="plain"
        focus={false}
        busy={give.busy}
        disabled={!none.text.trim()}
        trouble={<Trouble error={give.error} />}
        onSubmit={() => void give.run({ checkpoint: props.point.key, text: none.text })}
      >
        <TextField label={t("raised.how")} value={none.text} onChange={(text) => set({ text })} placeholder={t("raised.hint")} />
      </Form>
    </div>
  );
}

const unconfirmed = { person: "", how: "mail", words: "" };

/** The customer's own word: who, how, in which words. */
export function ConfirmForm({ point, onDone, onCancel }: InputProps) {
  const [value, set, sent] = useFormDraft(`confirm:${point.key}`, unconfirmed);
  const confirm = useDo<{ checkpoint: string } & typeof unconfirmed>("confirm", {
    after: () => {
      sent();
      onDone?.();
    },
  });
  return (
    <Form
      act={t("confirm.save")}
      label={point.question}
      busy={confirm.busy}
      trouble={<Trouble error={confirm.error} />}
      onSubmit={() => void confirm.run({ checkpoint: point.key, ...value })}
      onCancel={onCancel}
    >
      <div className="pair">
        <WhoField label={t("confirm.who")} value={value.person} onChange={(person) => set({ person })} error={wrong(confirm.error, "person")} />
        <HowField value={value.how} onChange={(how) => set({ how })} />
      </div>
      <TextArea label={t("confirm.words")} optional rows={2} value={value.words} onChange={(words) => set({ words })} placeholder={t("confirm.hint")} />
    </Form>
  );
}

/** A rule is met by the deal's facts; it says which, and where they are changed. */
function RuleNote({ point }: { point: Point }) {
  const { page, show } = useDeal();
  return (
    <div className="stack small">
      <p>{point.help ?? t("rule.text")}</p>
      <code className="rule-text">{point.rule}</code>
      <div className="row">
        <Button
          onClick={() => {
            show(page.deal.step);
            document.getElementById("deal-facts")?.scrollIntoView({ block: "center", behavior: "smooth" });
          }}
        >
          {t("rule.facts")}
        </Button>
      </div>
    </div>
  );
}
