// The heads of the board: the two jobs, and under them the steps with what lies in them.
import { useFormats } from "../api/session";
import type { BoardColumn, Job, Money } from "../api/types";
import type { Formats } from "../i18n/format";
import { CheckMark } from "../parts/mark";
import { Median } from "../parts/median";
import { addUp, type Laid } from "./filter";
import type { Hint } from "./hint";
import { t } from "./t";

/** Sums of several currencies are never added: "€0.9M + $12k". */
export const sumWords = (f: Formats, sums: readonly Money[]): string => sums.slice(0, 3).map((sum) => f.moneyShort(sum)).join(" + ");

export function JobHead({ job, span, laid }: { job: Job; span: number; laid: readonly Laid[] }) {
  const f = useFormats();
  const count = laid.reduce((n, { ids }) => n + ids.length, 0);
  const sums = addUp(laid.map(({ sums }) => sums));
  return (
    <div className="pipeline-job" style={{ gridColumn: `span ${span}` }}>
      <h2 title={job.question && t("job.question", { question: job.question })}>{job.name}</h2>
      <span>{t("job.deals", { n: count })}</span>
      <span className="cut">{sumWords(f, sums)}</span>
    </div>
  );
}

export function ColumnHead({ column, laid, sent, hint }: { column: BoardColumn; laid: Laid; sent: boolean; hint: Hint | undefined }) {
  const f = useFormats();
  // Where not all cards were sent, the server's count is the whole one.
  const n = sent ? laid.ids.length : column.count;
  const sums = sent ? laid.sums : column.sums;
  const over = sent ? laid.over : column.over;
  const share = n > 0 ? Math.round((over / n) * 100) : 0;
  const late = f.days(column.late);
  return (
    <header className="colhead">
      <div className="row">
        <h3 className="cut grow" title={column.name}>
          {column.name}
        </h3>
        <b>{f.number(n)}</b>
      </div>
      <div className="row">
        <span className="cut">{sumWords(f, sums) || " "}</span>
        <span className="grow" />
        <Median step={column.name} median={column.median} notes={[t("median.typical", { typical: f.days(column.typical), late })]} />
        <span className="faint" title={t("median.typical", { typical: f.days(column.typical), late })}>
          {column.typical}–{column.late}
        </span>
      </div>
      <div className="row pipeline-over" title={t("column.overSays", { over, n, late })}>
        <div className="overbar grow" aria-hidden="true">
          <i style={{ "--p": share } as React.CSSProperties} />
        </div>
        <span className={over ? "due" : "faint"}>
          {f.number(over)}
          <span className="sr"> {t("column.overSays", { over, n, late })}</span>
        </span>
      </div>
      <p className={`colhint ${hint?.stops ? "stops" : ""}`} aria-hidden={hint ? undefined : true}>
        {hint?.strengths.map((strength) => <CheckMark key={strength} strength={strength} state="open" tone="need" />)}
        {hint?.words}
      </p>
    </header>
  );
}
