// A deal's next step as a line of the day: what to do, for whom, why, what it is worth;
// logged or moved to another day where it stands.
import { useFormats, useToday } from "../api/session";
import type { Card, DealPage } from "../api/types";
import { useAsk } from "../api/use";
import type { Formats } from "../i18n/format";
import { IconButton } from "../parts/button";
import { CheckMarks, StepMark } from "../parts/mark";
import { readMarks } from "../pipeline/marks";
import { Composer } from "./composer";
import { Mover } from "./mover";
import { named, t } from "./t";
import { useSeen } from "./use";

export type Doing = "log" | "move" | null;

type RowProps = {
  card: Card;
  step: string;
  /** What is open in this row. */
  doing: Doing;
  cursor: boolean;
  sells: boolean;
  onCursor: () => void;
  onDoing: (doing: Doing) => void;
  onOpen: () => void;
  onChanged: () => void;
};

/** What a deal is called: its organisation, or itself. */
export const titleOf = (card: Card): string => card.organisation?.name || card.name;

/** Why it stands here, in the server's own figures. */
function whyOf(card: Card, f: Formats): string {
  const aged = card.age === "over" || card.age === "far_over";
  return [
    aged ? t("age", { days: f.days(card.days), late: f.days(card.late) }) : "",
    card.flags ? t("flags", { n: card.flags }) : "",
    card.debts ? t("debts", { n: card.debts }) : "",
    card.next.mark === "none" ? t("none.why") : "",
  ]
    .filter(Boolean)
    .join(". ");
}

export function Row(props: RowProps) {
  const { card, doing, onDoing } = props;
  const f = useFormats();
  const today = useToday();
  const [box, seen] = useSeen<HTMLLIElement>();
  // The words of a next step come with the deal, not with its card.
  const page = useAsk<DealPage>(seen && card.next.mark !== "none" ? `/api/deals/${encodeURIComponent(card.id)}` : null).data;
  const { mark, kind, due, time } = card.next;
  const words = page?.next.text && page.next.due === due ? page.next.text : "";
  const what = mark === "none" ? t("none") : words || named("kind", kind ?? "task");
  const marks = readMarks(card.marks).map((one, i) => ({ key: String(i), strength: one.strength, state: one.state }));
  const why = whyOf(card, f);
  const tone = ({ overdue: "late", today: "due", later: "faint", none: "void" } as const)[mark];
  const title = titleOf(card);
  return (
    <li ref={box} className={`today-row is-${mark} ${doing ? "on" : ""}`} data-card={card.id}>
      <StepMark state={mark} />
      <div className="what">
        <a
          className="l1"
          href={`/deals/${encodeURIComponent(card.id)}`}
          tabIndex={props.cursor ? 0 : -1}
          onFocus={props.onCursor}
          onClick={(e) => {
            if (e.metaKey || e.ctrlKey || e.shiftKey || e.button !== 0) return;
            e.preventDefault();
            props.onOpen();
          }}
        >
          {what}
        </a>
        <p className="l2 cut">
          <b>{title}</b>
          {" · "}
          {props.step}
          {words && kind && <span className="faint"> · {named("kind", kind).toLowerCase()}</span>}
        </p>
        {why && <p className="why">{why}</p>}
      </div>
      <div className="meta">
        <span className="worth">{card.value.minor ? f.moneyShort(card.value) : <span className="faint">–</span>}</span>
        <span className={tone}>{mark === "none" ? (card.days >= 0 ? f.days(card.days) : "") : whenWords(card, f, today, time)}</span>
        <CheckMarks of={marks} />
      </div>
      {props.sells && (
        <div className="acts">
          <IconButton icon="check" label={t("act.finish.of", { deal: title })} tabIndex={props.cursor ? 0 : -1} onClick={() => onDoing(doing === "log" ? null : "log")} />
          <IconButton
            icon="calendar"
            label={t(mark === "none" ? "act.plan.of" : "act.move.of", { deal: title })}
            tabIndex={props.cursor ? 0 : -1}
            onClick={() => onDoing(doing === "move" ? null : "move")}
          />
        </div>
      )}
      {doing === "log" && <Composer card={card} onClose={() => onDoing(null)} onChanged={props.onChanged} />}
      {doing === "move" && <Mover card={card} onClose={() => onDoing(null)} onChanged={props.onChanged} />}
    </li>
  );
}

function whenWords({ next: { mark, due } }: Card, f: Formats, today: string, time: string | undefined): string {
  if (!due) return "";
  if (mark === "overdue") return t("due", { day: f.dayShort(due, today) });
  if (mark === "today") return time || f.dayShort(due, today);
  return [f.dayShort(due, today), time].filter(Boolean).join(" ");
}
