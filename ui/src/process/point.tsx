// One question of the process: what it asks, how strongly it holds, what would answer it.
import type { ReactNode } from "react";
import type { Checkpoint } from "../api/types";
import { t as shared } from "../i18n/t";
import { CheckMark } from "../parts/mark";
import { Chip } from "../parts/say";
import { evidenceWords, termWords } from "./say";
import { t } from "./t";

export function PointRow({ point, question }: { point: Checkpoint; question: (key: string) => string }) {
  const terms = termWords(point, question);
  return (
    <li className={`process-point ${point.strength}`}>
      <CheckMark strength={point.strength} state="open" size="large" />
      <div>
        <h4>
          {point.question}
          <em>{point.retired ? t("retired") : shared(`need.${point.strength}`)}</em>
        </h4>
        <p className="small row wrap">
          {evidenceWords(point)}
          {point.buyer && <Chip tone="acc">{t("buyer")}</Chip>}
        </p>
        {point.help && <p className="small dim">{point.help}</p>}
        {terms.length > 0 && <p className="small faint">{terms.join(" ")}</p>}
        {point.when && <Formula label={t("when")}>{point.when}</Formula>}
        {point.rule && <Formula label={t("rule")}>{point.rule}</Formula>}
        {point.choices && point.choices.length > 0 && (
          <p className="small faint">
            {t("choices")}: {point.choices.filter(({ retired }) => !retired).map(({ name }) => name).join(", ")}
          </p>
        )}
        {point.criteria && point.criteria.length > 0 && (
          <ul className="process-criteria" aria-label={t("criteria")}>
            {point.criteria.map(({ key, name, points }) => (
              <li key={key}>
                <span>{name}</span>
                <span className="faint">{t("criteria.points", { n: points })}</span>
              </li>
            ))}
          </ul>
        )}
      </div>
    </li>
  );
}

/** An expression as it is written, with what it decides. */
const Formula = ({ label, children }: { label: string; children: ReactNode }) => (
  <p className="small faint">
    {label} <code className="process-code">{children}</code>
  </p>
);
