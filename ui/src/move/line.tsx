// One missing thing: its question and strength, its input, and the way past it that this
// person has: noting it, asking for an override, or a reason.
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useFormats } from "../api/session";
import type { DealPage } from "../api/types";
import { now } from "../i18n/format";
import { Button } from "../parts/button";
import { TextField } from "../parts/field";
import { Need as NeedLine } from "../parts/need";
import { ErrorText } from "../parts/say";
import { t as shared } from "../i18n/t";
import { EvidenceFields } from "../evidence/fields";
import { type Input, inputOf, isShort, notesItself } from "../evidence/kind";
import type { Draft, Need } from "./plan";
import { named, t } from "./t";

export type LineProps = {
  need: Need;
  page: DealPage;
  draft: Draft;
  /** A line above asks for the same. */
  twin: boolean;
  set: (change: Draft) => void;
  /** Who is above the deal's owner, by first name. */
  above: string | undefined;
  busy: boolean;
  error: unknown;
  /** What was typed is enough to be recorded. */
  ready: boolean;
  onNote: (change?: Draft) => void;
  onAsk: (why: string) => void;
};

export function Line(props: LineProps) {
  const { need, draft, error } = props;
  const { lack, point, met } = need;
  const strength = lack.strength ?? point?.strength ?? "gate";
  if (met || !point) {
    return <NeedLine strength={strength} state={met ? "met" : "open"} question={lack.question ?? point?.question ?? need.key} />;
  }
  const word = shared(`need.${strength}`);
  return (
    <Touched>
    <NeedLine
      strength={strength}
      question={lack.question ?? point.question}
      word={lack.asked ? t("asked.word", { word }) : lack.debt ? t("debt", { word }) : word}
    >
      {draft.without ? <WithoutIt {...props} /> : <SupplyIt {...props} need={{ ...need, point }} />}
      {error !== undefined && <ErrorText error={error} />}
    </NeedLine>
    </Touched>
  );
}

/**
 * What a field means is said from when somebody is at it. It stays: were it to go with
 * the focus, whatever stands below would move away under a press.
 */
function Touched({ children }: { children: ReactNode }) {
  const [touched, touch] = useState(false);
  return (
    <div className={touched ? undefined : "move-untouched"} onFocus={() => touch(true)}>
      {children}
    </div>
  );
}

function SupplyIt(props: LineProps & { need: Need & { point: NonNullable<Need["point"]> } }) {
  const { need, page, draft, set, busy, ready, onNote, twin } = props;
  const input = inputOf(need.point, need.lack.detail);
  return (
    <form
      className={isShort(input) ? "move-line" : "stack"}
      noValidate
      onSubmit={(e) => {
        e.preventDefault();
        if (ready && !busy) onNote();
      }}
    >
      {twin ? (
        <p>{ready ? t("twin.ready") : twinWords(input)}</p>
      ) : (
        <EvidenceFields tight point={need.point} lacks={need.lack.detail} page={page} draft={draft} set={set} busy={busy} note={onNote} />
      )}
      <div className="ask-acts">
        {ready && !notesItself(input) && !twin && (
          <Button type="submit" icon="check" busy={busy}>
            {t("note")}
          </Button>
        )}
        {!ready && <Past {...props} />}
        <Asked {...props} />
      </div>
    </form>
  );
}

/** What the line above must hold to supply this one as well. */
const twinWords = (input: Input) =>
  input.kind === "offer" && input.wants !== "delivered" ? t(`twin.${input.wants}`) : t("twin");

/** The way past it without evidence, where there is one. */
function Past({ need, set, above }: LineProps) {
  const { passer, strength, asked } = need.lack;
  if (!passer || passer === "nobody" || asked) return null;
  const label =
    passer !== "you" ? t("ask", { who: whom(passer, above) }) : t(strength === "advice" ? "without" : "pass");
  return (
    <Button look="quiet" onClick={() => set({ without: true })}>
      {label}
    </Button>
  );
}

const whom = (passer: string, above: string | undefined) =>
  passer === "manager" ? (above ?? t("ask.manager")) : t("ask.role", { role: named("role", passer) });

function Asked({ need, page }: LineProps) {
  const f = useFormats();
  const { asked } = need.lack;
  if (!asked) return null;
  const who = page.names[asked.by] ?? "";
  return (
    <span title={asked.why ? t("asked.by", { who, why: asked.why }) : who} className="chip due">
      {t("asked", { when: f.moment(asked.at, now()) })}
    </span>
  );
}

/** A reason instead of evidence: for oneself, or for whoever may let it pass. */
function WithoutIt({ need, draft, set, above, busy, onAsk }: LineProps) {
  const { passer = "nobody", strength } = need.lack;
  const own = passer === "you";
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector("input")?.focus(), []);
  const label = own ? t(strength === "advice" ? "why.advice" : "why.pass") : t("why.ask");
  return (
    <form
      ref={form}
      className="stack"
      noValidate
      onSubmit={(e) => {
        e.preventDefault();
        if (!own) onAsk(draft.why ?? "");
      }}
    >
      <TextField label={label} bare placeholder={label} hint={own ? t("why.hint") : undefined} value={draft.why ?? ""} onChange={(why) => set({ why })} />
      <div className="ask-acts">
        {!own && (
          <Button type="submit" busy={busy} disabled={!draft.why?.trim()}>
            {t("ask", { who: whom(passer, above) })}
          </Button>
        )}
        <Button look="quiet" onClick={() => set({ without: false, why: "" })}>
          {t("supply")}
        </Button>
      </div>
    </form>
  );
}
