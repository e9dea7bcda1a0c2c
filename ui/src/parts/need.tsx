// One thing that is missing (or met), as a line of a refusal. The place to supply it is
// its child: the refusal is a form.
import type { ReactNode } from "react";
import type { Strength } from "../api/problem";
import { t } from "../i18n/t";
import { type CheckState, CheckMark } from "./mark";

export function Need(props: {
  strength: Strength;
  state?: CheckState;
  /** The checkpoint's question. */
  question: string;
  /** At the right, instead of the strength's word: "gate, asked". */
  word?: string;
  /** Why it does not hold, or what is known. */
  reason?: ReactNode;
  children?: ReactNode;
}) {
  const { strength, state = "open" } = props;
  const word = state === "open" ? t(`need.${strength}`) : t(`checkpoint.${state}`);
  return (
    <div className={`need ${strength} ${state === "open" ? "" : state}`}>
      <CheckMark strength={strength} state={state} size="large" />
      <div>
        <h3>
          {props.question}
          <em>{props.word ?? word}</em>
        </h3>
        {props.reason && <p>{props.reason}</p>}
        {props.children}
      </div>
    </div>
  );
}
