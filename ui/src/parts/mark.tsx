// Marks: the state of a next step, a checkpoint, a person. Shape first, hue second.
import type { Strength } from "../api/problem";
import { t } from "../i18n/t";

/** `none` is "nothing scheduled", and as loud as `overdue`. */
export type StepState = "overdue" | "today" | "later" | "none" | "done";
/** `passed` is "went on without it": an override or a deviation. */
export type CheckState = "met" | "open" | "passed";

const stepClass = { overdue: "over", today: "today", later: "later", none: "none", done: "done" } as const;

/** The next step's mark. `quiet` where the same is written beside it. */
export function StepMark({ state, quiet = false }: { state: StepState; quiet?: boolean }) {
  const said = quiet ? { "aria-hidden": true } : { role: "img", "aria-label": t(`step.${state}`) };
  return (
    <svg className={`m ${stepClass[state]}`} viewBox="0 0 14 14" {...said}>
      {stepShape[state]}
    </svg>
  );
}

const over = { stroke: "var(--surface)", strokeWidth: 1.5, fill: "none" } as const;
const stepShape = {
  overdue: (
    <>
      <path fill="currentColor" d="M7 1.2 13.3 12.4H.7z" />
      <path d="M7 5v3.4M7 10.2v.3" strokeLinecap="round" {...over} />
    </>
  ),
  today: <circle fill="currentColor" cx="7" cy="7" r="5" />,
  later: (
    <g fill="none" stroke="currentColor">
      <circle cx="7" cy="7" r="4.7" strokeWidth="1.4" />
      <path d="M7 4.6V7l1.6 1.1" strokeWidth="1.2" strokeLinecap="round" />
    </g>
  ),
  none: (
    <g fill="none" stroke="currentColor" strokeWidth="1.8">
      <rect x="1.8" y="1.8" width="10.4" height="10.4" rx="1" strokeDasharray="3.1 2.1" />
      <path d="M5 7h4" />
    </g>
  ),
  done: (
    <>
      <circle fill="currentColor" cx="7" cy="7" r="5.8" />
      <path d="M4.3 7.2l1.9 1.9 3.5-3.9" {...over} />
    </>
  ),
};

/** A checkpoint: square impossible, diamond gate, circle advice; filled, hollow, struck. */
export function CheckMark(props: {
  strength: Strength;
  state: CheckState;
  /** The checkpoint's question, for those who hear it. */
  name?: string;
  size?: "small" | "large";
  tone?: "plain" | "need" | "good";
}) {
  const { strength, state, name, size = "small", tone = "plain" } = props;
  const values = { strength: t(`strength.${strength}`), state: t(`checkpoint.${state}`) };
  const label = name ? t("checkpoint.says", { what: name, ...values }) : t("checkpoint.bare", values);
  const classes = `cp ${state === "open" ? "open" : ""} ${tone === "plain" ? "" : tone} ${size === "large" ? "large" : ""}`;
  return (
    <svg className={classes} viewBox="0 0 9 9" role="img" aria-label={label}>
      {checkGlyph(strength, state)}
    </svg>
  );
}

/** The drawing of a checkpoint on a grid of 9, for those who draw many in one picture. */
export function checkGlyph(strength: Strength, state: CheckState) {
  const paint = state === "met" ? { fill: "currentColor" } : { fill: "none", stroke: "currentColor", strokeWidth: 1.4 };
  return (
    <>
      <g {...paint}>{checkShape[strength][state === "met" ? "full" : "hollow"]}</g>
      {state === "passed" && <path d="M1.2 7.8 7.8 1.2" stroke="currentColor" strokeWidth="1.4" />}
    </>
  );
}

const checkShape = {
  impossible: { full: <path d="M1 1h7v7H1z" />, hollow: <path d="M1.7 1.7h5.6v5.6H1.7z" /> },
  gate: { full: <path d="M4.5.2 8.8 4.5 4.5 8.8.2 4.5z" />, hollow: <path d="M4.5 1 8 4.5 4.5 8 1 4.5z" /> },
  advice: { full: <circle cx="4.5" cy="4.5" r="3.7" />, hollow: <circle cx="4.5" cy="4.5" r="3.1" /> },
};

/** A step's checkpoints in the order of the process, as one row of marks. */
export function CheckMarks({ of }: { of: readonly { key: string; strength: Strength; state: CheckState; name?: string }[] }) {
  return (
    <span className="cps">
      {of.map(({ key, strength, state, name }) => (
        <CheckMark key={key} strength={strength} state={state} {...(name ? { name } : {})} />
      ))}
    </span>
  );
}

/** How many of each state, as "▲ 2  ◻ 1". */
export function Tally({ of }: { of: readonly { state: StepState; n: number }[] }) {
  return (
    <span className="tally">
      {of
        .filter(({ n }) => n > 0)
        .map(({ state, n }) => (
          <span key={state}>
            <StepMark state={state} /> {n}
          </span>
        ))}
    </span>
  );
}

/** Up to two letters of a name: of the first word and the last. */
export function initials(name: string): string {
  const parts = name.trim().split(/\s+/).filter(Boolean);
  const letters = [parts[0], parts.length > 1 ? parts.at(-1) : undefined].map((part) => (part ? [...part][0] : ""));
  return letters.join("").toUpperCase();
}

/** A person's initials; a dashed ring for somebody not yet known. `alone` where no name stands beside. */
export function Avatar(props: { name?: string | undefined; size?: "small" | "normal" | "large"; alone?: boolean }) {
  const { name, size = "normal", alone = false } = props;
  const said = alone && name ? { role: "img", "aria-label": name, title: name } : { "aria-hidden": true };
  const sized = size === "normal" ? "" : size === "small" ? "small-av" : "large";
  return (
    <span className={`av ${sized} ${name ? "" : "unknown"}`} {...said}>
      {name ? initials(name) : "?"}
    </span>
  );
}
