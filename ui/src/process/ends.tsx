// How deals end, and the lists that the process keeps: sources and ways of approach.
import type { Exit, Process, Value } from "../api/types";
import { Section } from "../parts/say";
import { t } from "./t";

export function Ends({ process }: { process: Process }) {
  return (
    <Section title={t("ends")} lead={t("ends.lead")}>
      <div className="process-ends">
        <article>
          <h4>{process.win.name}</h4>
          <p className="small dim">{process.win.action}</p>
          <p className="small faint">{t("ends.win")}</p>
        </article>
        {process.exits.map((exit) => (
          <article key={exit.key}>
            <h4>{exit.name}</h4>
            <p className="small faint">{[whereWords(process, exit), exit.dated && t("ends.dated")].filter(Boolean).join(". ")}.</p>
            {exit.reasons && <Values values={exit.reasons} label={`${exit.name}: ${t("ends.reasons")}`} />}
          </article>
        ))}
      </div>
    </Section>
  );
}

const whereWords = (process: Process, { jobs }: Exit): string =>
  jobs && jobs.length > 0
    ? t("ends.in", { job: jobs.map((key) => process.jobs.find((job) => job.key === key)?.name ?? key).join(", ") })
    : t("ends.any");

/** What can be chosen; what is retired stays readable on old deals. */
function Values({ values, label }: { values: readonly Value[]; label: string }) {
  return (
    <ul className="process-values" aria-label={label}>
      {values.map(({ key, name, retired }) => (
        <li key={key} className={retired ? "retired" : undefined}>
          {name}
          {retired && <span className="sr"> ({t("retired")})</span>}
        </li>
      ))}
    </ul>
  );
}

export function Lists({ process }: { process: Process }) {
  return (
    <div className="process-lists">
      {process.sources && process.sources.length > 0 && (
        <Section title={t("sources")}>
          <Values values={process.sources} label={t("sources")} />
        </Section>
      )}
      {process.methods && process.methods.length > 0 && (
        <Section title={t("methods")}>
          <Values values={process.methods} label={t("methods")} />
        </Section>
      )}
    </div>
  );
}
