// The path: the steps under their jobs, with the time spent in each and what is met. A
// press opens that step's workspace below.
import { useFormats, useToday } from "../api/session";
import type { DealPage, PathStep, Strength } from "../api/types";
import { ageTone } from "../parts/number";
import { CheckMarks } from "../parts/mark";
import { t } from "./t";
import { markOf } from "./point";
import { useDeal } from "./use";

/** The steps that this deal's process uses. */
export const used = (page: DealPage): PathStep[] => page.path.filter(({ state }) => state !== "not_used");
/** The step that the deal is in. */
export const hereOf = (page: DealPage): PathStep | undefined => page.path.find(({ key }) => key === page.deal.step);
/** The step that an advance leads to; none after the last. */
export function nextOf(page: DealPage): PathStep | undefined {
  const at = page.path.findIndex(({ key }) => key === page.deal.step);
  return page.path.slice(at + 1).find(({ state }) => state !== "not_used");
}

const counted = (step: PathStep) => step.points.filter(({ standing }) => standing !== "not_applicable");
/** "3 of 4 met" */
export const metWords = (step: PathStep): string => {
  const all = counted(step);
  return all.length === 0 ? t("step.nothing") : t("step.met", { k: all.filter(({ standing }) => standing === "met").length, n: all.length });
};

export function Path({ open }: { open: string }) {
  const { page, show } = useDeal();
  const steps = used(page);
  const jobs = page.jobs.map((job) => ({ ...job, steps: steps.filter((step) => step.job === job.key) })).filter(({ steps }) => steps.length > 0);
  const here = hereOf(page);
  return (
    <nav className="path" aria-label={t("path")} style={{ "--steps": steps.length } as React.CSSProperties}>
      {jobs.map((job) => (
        <section key={job.key} style={{ "--span": job.steps.length } as React.CSSProperties}>
          <h2 title={job.question}>
            {job.name} {job.question && <span className="cut">{job.question}</span>}
          </h2>
          <ol>
            {job.steps.map((step) => (
              <li key={step.key} className={stepClass(page, step)}>
                <button
                  type="button"
                  aria-current={step.key === here?.key && page.deal.status === "open" ? "step" : undefined}
                  aria-pressed={step.key === open}
                  title={step.purpose}
                  onClick={() => show(step.key)}
                >
                  <b className="cut">{step.name}</b>
                  <span className="cut">
                    <Time step={step} now={page.days} />
                  </span>
                  <CheckMarks
                    of={counted(step).map((point) => ({ key: point.key, strength: point.strength as Strength, state: markOf(point), name: point.question }))}
                  />
                </button>
              </li>
            ))}
          </ol>
        </section>
      ))}
      {here && (
        <p className="nowline">
          <b className="acc">{page.path.find(({ key }) => key === open)?.name}</b>
          <span className="faint">
            {here.key === open && <Time step={here} now={page.days} />} · {metWords(page.path.find(({ key }) => key === open) ?? here)}
          </span>
        </p>
      )}
    </nav>
  );
}

function stepClass(page: DealPage, step: PathStep): string {
  if (step.key === page.deal.step && page.deal.status === "open") return "st here";
  return step.state === "done" ? "st past" : "st";
}

/** How long it was here, and from when. Of the step it is in, this visit alone is held against
 * what it may take, as on the board; what came before stands beside it. */
function Time({ step, now }: { step: PathStep; now: number }) {
  const f = useFormats();
  const today = useToday();
  const days = step.days < 0 ? t("step.undated") : f.days(step.days);
  if (step.visits === 0 && step.state === "done") return <span className="faint">{t("step.never")}</span>;
  if (step.visits === 0) return <>{t(step.typical > 0 ? "step.usually" : "step.notYet", { days: f.days(step.typical) })}</>;
  if (step.state === "here") {
    return (
      <>
        <span className={now > step.late ? ageTone(now, step.late) : undefined}>{now < 0 ? t("step.undated") : f.days(now)}</span>{" "}
        <span className="faint">
          {t("step.of", { days: f.days(step.late) })}
          {step.visits > 1 && step.days >= 0 && ` · ${t("step.inAll", { days: f.days(step.days) })}`}
        </span>
      </>
    );
  }
  return (
    <>
      {days}{" "}
      <span className="faint">
        {step.visits > 1 ? t("step.visits", { n: step.visits }) : step.from ? t("step.from", { day: f.date(f.dayOf(step.from), today) }) : ""}
      </span>
    </>
  );
}
