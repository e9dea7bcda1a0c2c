// A step as a chapter of the document: purpose, what is asked when it is left, how it is
// done well; beside it what it takes and what it has measured.
import { useFormats } from "../api/session";
import type { Checkpoint, Process, ProcessStep, StepFigures } from "../api/types";
import { MINUTE } from "../i18n/format";
import { Median } from "../parts/median";
import { Figure } from "../parts/number";
import { Prose } from "../parts/prose";
import { Chip } from "../parts/say";
import { useDefinition } from "./definition";
import { anchorOf } from "./map";
import { PointRow } from "./point";
import { named, t } from "./t";

type StepProps = { process: Process; step: ProcessStep; figures: StepFigures | undefined; number: number; onDeals: (step: string) => void };

export function StepChapter({ process, step, figures, number, onDeals }: StepProps) {
  const question = (key: string) => process.steps.flatMap(({ exit }) => exit ?? []).find((point) => point.key === key)?.question ?? key;
  return (
    <section className="process-step" id={anchorOf(step.key)} aria-labelledby={`${anchorOf(step.key)}-name`} tabIndex={-1}>
      <header>
        <span className="ordinal" aria-hidden="true">
          {number}
        </span>
        <h3 id={`${anchorOf(step.key)}-name`}>{step.name}</h3>
        <span className="faint small">{t("step.begins", { action: step.action })}</span>
        {step.repeat && <Chip>{t("step.repeat")}</Chip>}
        {step.skip && <Chip>{t("step.skip")}</Chip>}
        {step.retired && <Chip>{t("step.retired")}</Chip>}
      </header>
      <p className="purpose">{step.purpose}</p>
      <div className="body">
        <Points points={step.exit ?? []} question={question} />
        {step.guidance && (
          <div className="stack">
            <h4>{t("step.guidance")}</h4>
            <Prose text={step.guidance} />
          </div>
        )}
        {step.questions && step.questions.length > 0 && (
          <div className="stack">
            <h4>{t("step.questions")}</h4>
            <ul className="process-questions">
              {step.questions.map((one) => (
                <li key={one}>{one}</li>
              ))}
            </ul>
          </div>
        )}
      </div>
      <aside>
        <StepFacts process={process} step={step} figures={figures} onDeals={onDeals} />
      </aside>
    </section>
  );
}

/** The checkpoints, under the headings that the process gives them. */
function Points({ points, question }: { points: readonly Checkpoint[]; question: (key: string) => string }) {
  if (points.length === 0) return <p className="small faint">{t("step.exit.none")}</p>;
  const halves = [...new Set(points.map(({ half }) => half ?? ""))];
  return (
    <div className="stack">
      <h4>{t("step.exit")}</h4>
      {halves.map((half) => (
        <div key={half} className="stack">
          {half && <h5>{half}</h5>}
          <ul className="process-points">
            {points
              .filter((point) => (point.half ?? "") === half)
              .map((point) => (
                <PointRow key={point.key} point={point} question={question} />
              ))}
          </ul>
        </div>
      ))}
    </div>
  );
}

function StepFacts({ process, step, figures, onDeals }: Omit<StepProps, "number">) {
  const f = useFormats();
  const definition = useDefinition(figures?.median.definition ?? "");
  const nameOf = (key: string) => process.steps.find((one) => one.key === key)?.name ?? named("frame", key);
  return (
    <>
      <dl className="facts">
        <dt>{t("fact.open")}</dt>
        <dd>
          {figures && figures.open > 0 ? (
            <button type="button" className="link" onClick={() => onDeals(step.key)}>
              {f.number(figures.open)}
            </button>
          ) : (
            (figures?.open ?? 0)
          )}
        </dd>
        {figures && (
          <>
            <dt>{t("fact.median")}</dt>
            <dd>
              <Median step={step.name} median={figures.median} definition={definition} onOpen={() => onDeals(step.key)} />
            </dd>
          </>
        )}
        <dt>{t("fact.typical")}</dt>
        <dd>{f.days(step.typical)}</dd>
        <dt>{t("fact.late")}</dt>
        <dd>{f.days(step.late)}</dd>
        <dt>{t("fact.chance")}</dt>
        <dd>
          <Figure about={{ name: t("chance.name", { step: step.name }), definition: t("chance.definition") }}>{f.percent(step.chance / 100)}</Figure>
        </dd>
        {step.returns && step.returns.length > 0 && (
          <>
            <dt>{t("step.returns")}</dt>
            <dd>{step.returns.map(nameOf).join(", ")}</dd>
          </>
        )}
      </dl>
      {step.activities && step.activities.length > 0 && (
        <div className="stack">
          <h4>{t("step.activities")}</h4>
          <ul className="process-activities">
            {step.activities.map((one, i) => (
              <li key={i}>
                <span>{one.name ?? named("kind", one.kind)}</span>
                <span className="faint">
                  {[one.count && one.count > 1 ? t("activity.times", { n: one.count }) : "", one.minutes ? f.duration(one.minutes * MINUTE) : ""].filter(Boolean).join(" ")}
                </span>
              </li>
            ))}
          </ul>
        </div>
      )}
      <Words title={t("step.skills")} words={step.skills} />
      <Words title={t("step.attributes")} words={step.attributes} />
    </>
  );
}

const Words = ({ title, words }: { title: string; words: readonly string[] | undefined }) =>
  words && words.length > 0 ? (
    <div className="stack tight">
      <h4>{title}</h4>
      <p className="small dim">{words.join(", ")}</p>
    </div>
  ) : null;
