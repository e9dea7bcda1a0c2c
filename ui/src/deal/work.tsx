// The open step's workspace: its questions under their headings, and below them how the
// step is done.
import { useState } from "react";
import type { PathStep, Point, Suggested } from "../api/types";
import { Button } from "../parts/button";
import { Icon } from "../parts/icon";
import { Prose } from "../parts/prose";
import { Section } from "../parts/say";
import { kindIcon } from "./fields";
import { PlanForm } from "./next-form";
import { metWords } from "./path";
import { PointCard } from "./point";
import { named, t, tMaybe } from "./t";
import { useDeal } from "./use";

type Half = { name: string; points: Point[]; rest: Point[] };

/** Checkpoints under their headings; those without one stand where there is most room. */
export function halves(points: readonly Point[]): Half[] {
  const made: Half[] = [];
  for (const point of points.filter(({ half }) => half)) {
    const group = made.find(({ name }) => name === point.half);
    if (group) group.points.push(point);
    else made.push({ name: point.half!, points: [point], rest: [] });
  }
  const plain = points.filter(({ half }) => !half);
  if (made.length === 0) {
    // Two columns that are read downwards, in the order of the process.
    const cut = plain.length > 1 ? Math.ceil(plain.length / 2) : plain.length;
    return [plain.slice(0, cut), plain.slice(cut)].filter((part) => part.length > 0).map((rest) => ({ name: "", points: [], rest }));
  }
  for (const point of plain) {
    const size = ({ points, rest }: Half) => points.length + rest.length;
    made.reduce((least, one) => (size(one) < size(least) ? one : least)).rest.push(point);
  }
  return made;
}

export function Workspace({ step }: { step: PathStep }) {
  const { page } = useDeal();
  const here = step.state === "here" && page.deal.status === "open";
  return (
    <Section title={step.name} lead={step.purpose} end={metWords(step)}>
      {here && step.entry && step.points.every(({ standing }) => standing !== "met") && <p className="small dim">{step.entry}</p>}
      <div className="halves">
        {halves(step.points).map(({ name, points, rest }, i) => (
          <div key={name || i}>
            {name && (
              <div className="half">
                <h3>{name}</h3>
                <HalfWord points={points} />
              </div>
            )}
            {[...points, ...rest].map((point) => (
              <PointCard key={point.key} point={point} here={here} level={name ? 4 : 3} />
            ))}
          </div>
        ))}
      </div>
      {step.points.length === 0 && <p className="small faint">{t("step.nothing")}</p>}
      <HowTo step={step} open={here} />
    </Section>
  );
}

function HalfWord({ points }: { points: readonly Point[] }) {
  const open = points.filter(({ standing }) => standing === "open" || standing === "debt").length;
  return open === 0 ? <span>{t("half.complete")}</span> : <span className="due">{t("half.open", { n: open })}</span>;
}

/** Guidance, questions to ask, and what is usually done in this step. */
function HowTo({ step, open }: { step: PathStep; open: boolean }) {
  const { fixed } = useDeal();
  const [planning, setPlanning] = useState<Suggested>();
  if (!step.guidance && !step.questions?.length && !step.suggested?.length) return null;
  return (
    <details className="howto">
      <summary>
        <Icon name="right" size={12} />
        <span className="title">{t("howto")}</span>
        <span className="faint cut">
          {[step.questions?.length ? t("howto.questions", { n: step.questions.length }) : "", ...(step.suggested?.map(activity) ?? [])].filter(Boolean).join(" · ")}
        </span>
      </summary>
      <div className="halves">
        <div className="stack">{step.guidance && <Prose text={step.guidance} />}</div>
        <div className="stack">
          {step.questions && step.questions.length > 0 && (
            <>
              <h3>{t("howto.ask")}</h3>
              <ul className="ask-list">
                {step.questions.map((question) => (
                  <li key={question}>{question}</li>
                ))}
              </ul>
            </>
          )}
          {step.suggested && step.suggested.length > 0 && (
            <>
              <h3>{t("howto.usual")}</h3>
              <ul className="suggested">
                {step.suggested.map((one) => (
                  <li key={`${one.kind}${one.name}`}>
                    <Icon name={kindIcon(one.kind)} size={12} />
                    <span className="grow">{activity(one)}</span>
                    {open && !fixed && (
                      <Button look="quiet" onClick={() => setPlanning(one)}>
                        {t("howto.plan")}
                      </Button>
                    )}
                  </li>
                ))}
              </ul>
              {planning && (
                <PlanForm
                  key={planning.name ?? planning.kind}
                  name={`plan:${step.key}:${planning.name ?? planning.kind}`}
                  suggested={planning}
                  onDone={() => setPlanning(undefined)}
                  onCancel={() => setPlanning(undefined)}
                />
              )}
            </>
          )}
        </div>
      </div>
    </details>
  );
}

/** "Call or write, 6 times, 8 min each" */
function activity({ kind, name, count, minutes }: Suggested): string {
  const what = name ?? tMaybe(`kind.${kind}`) ?? named("kind", kind);
  const times = count && count > 1 ? t("howto.times", { n: count }) : "";
  const long = minutes ? t(count && count > 1 ? "howto.each" : "howto.minutes", { n: minutes }) : "";
  return [what, times, long].filter(Boolean).join(", ");
}
