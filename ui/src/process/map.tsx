// The process at a glance: its steps under their jobs; a press goes to the step.
import { useFormats } from "../api/session";
import type { Process, ProcessStep, StepFigures } from "../api/types";
import { CheckMark } from "../parts/mark";
import { t } from "./t";

/** The steps that deals go through. */
export const usedSteps = (process: Process): ProcessStep[] => process.steps.filter(({ skip, retired }) => !skip && !retired);

/** Where a step stands in the document. */
export const anchorOf = (step: string): string => `step-${step}`;

export function ProcessMap({ process, figures }: { process: Process; figures: ReadonlyMap<string, StepFigures> }) {
  const f = useFormats();
  const steps = usedSteps(process);
  return (
    <nav className="process-map" aria-label={t("map")} style={{ "--n": steps.length } as React.CSSProperties}>
      {process.jobs.map((job) => {
        const own = steps.filter((step) => step.job === job.key);
        return (
          <div key={job.key} className="job" style={{ "--n": own.length } as React.CSSProperties}>
            <h2>{job.name}</h2>
            <ol>
              {own.map((step) => (
                <li key={step.key}>
                  <a href={`#${anchorOf(step.key)}`}>
                    <b>{step.name}</b>
                    <span className="micro faint">{t("map.days", { days: f.days(step.typical) })}</span>
                    <span className="micro faint">{t("map.open", { n: figures.get(step.key)?.open ?? 0 })}</span>
                    <span className="cps">
                      {(step.exit ?? []).map((point) => (
                        <CheckMark key={point.key} strength={point.strength} state="open" name={point.question} />
                      ))}
                    </span>
                  </a>
                </li>
              ))}
            </ol>
          </div>
        );
      })}
    </nav>
  );
}
