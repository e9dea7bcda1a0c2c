// On a phone the steps are a strip, and one of them is shown.
import type { BoardColumn } from "../api/types";
import { useFormats } from "../api/session";
import type { Laid } from "./filter";
import { t } from "./t";

export function Steps(props: { columns: readonly BoardColumn[]; laid: ReadonlyMap<string, Laid>; shown: string; onStep: (step: string) => void }) {
  const f = useFormats();
  return (
    <nav className="pipeline-strip" aria-label={t("phone.steps")} style={{ "--n": props.columns.length } as React.CSSProperties}>
      {props.columns.map(({ step, name, count }) => (
        <button key={step} type="button" aria-current={step === props.shown ? "step" : undefined} onClick={() => props.onStep(step)}>
          <b>{f.number(props.laid.get(step)?.ids.length ?? count)}</b>
          <span className="cut">{name}</span>
        </button>
      ))}
    </nav>
  );
}
