// A deal as the board shows it: whose and what, the next step, its age, what is met.
import { memo, type ReactNode, useState } from "react";
import { useFormats } from "../api/session";
import { type Store, useItem } from "../api/store";
import type { Card } from "../api/types";
import type { Day, Formats } from "../i18n/format";
import { Icon } from "../parts/icon";
import { Avatar, checkGlyph, StepMark } from "../parts/mark";
import { AgeBar } from "../parts/number";
import { useBoardState, useSpot } from "./context";
import { useDraggable } from "./drag";
import { title } from "./filter";
import { counted, readMarks } from "./marks";
import { named, t } from "./t";

/** What a card says of its next step: "Call, due Mon", "Meeting Thu", "Nothing scheduled". */
export function nextWords({ mark, kind, due, time }: Card["next"], f: Formats, today: Day): string {
  if (mark === "none" || !due) return t("card.none");
  const what = named("kind", kind ?? "task");
  if (mark === "overdue") return t("card.due", { kind: what, when: f.dayShort(due, today) });
  const day = mark === "today" && time ? "" : f.dayShort(due, today);
  return t("card.next", { kind: what, when: [day, time].filter(Boolean).join(" ") });
}

/** The board's address for a deal: it opens beside the list, or alone in a tab of its own. */
export const dealHref = (id: string) => `/deals/${encodeURIComponent(id)}`;

/** A card by its id: renders again only when that deal changes. */
export const BoardCard = memo(function BoardCard({ id, store }: { id: string; store: Store<Card> }) {
  const card = useItem(store, id);
  const board = useBoardState();
  const away = useSpot(board.away, id);
  if (!card) return null;
  if (away) return <Ghost card={card} />;
  return <CardBox card={card} />;
});

/** The place that a card was taken from. */
function Ghost({ card }: { card: Card }) {
  return (
    <div className="pipeline-ghost micro faint" aria-hidden="true">
      <span className="cut">{title(card)}</span>
      <span>{t("card.from")}</span>
    </div>
  );
}

/** The card itself. `held` is one that hovers over a step that it may not enter yet. */
export function CardBox({ card, held = false }: { card: Card; held?: boolean }) {
  const board = useBoardState();
  // Most cards are only looked at: what a pointer needs is there when one comes near.
  const [near, setNear] = useState(false);
  const come = () => setNear(true);
  const may = !board.fixed && !held;
  const ref = useDraggable(card, may && near);
  const chosen = board.chosen.has(card.id);
  return (
    <article
      ref={ref}
      data-card={card.id}
      className={`pipeline-card ${chosen ? "chosen" : ""} ${held ? "held" : ""} ${card.age === "far_over" ? "aged" : ""}`}
      aria-label={t("card.says", { deal: title(card), step: board.names.get(card.step) ?? "" })}
      onPointerEnter={come}
      onPointerDownCapture={come}
      onFocus={come}
      // The link within is the way by keyboard; a press anywhere on the card does the same.
      onClick={(e) => {
        if (held || (e.target as HTMLElement).closest("a, button, input")) return;
        if (!board.fixed && (e.metaKey || e.ctrlKey || e.shiftKey)) board.choose(card.id);
        else board.open(card.id);
      }}
    >
      <CardFace card={card}>
        {may && (near || chosen || board.narrow) && (
          <>
            <button type="button" className="more" tabIndex={-1} aria-label={t("card.more", { deal: title(card) })} aria-haspopup="menu" onClick={() => board.menu(card.id)}>
              <Icon name="more" />
            </button>
            <input
              type="checkbox"
              className="check"
              tabIndex={-1}
              checked={chosen}
              aria-label={t("card.choose", { deal: title(card) })}
              onChange={() => board.choose(card.id)}
            />
          </>
        )}
      </CardFace>
    </article>
  );
}

function CardFace({ card, children }: { card: Card; children: ReactNode }) {
  const f = useFormats();
  const board = useBoardState();
  const cursor = useSpot(board.cursor, card.id);
  const owner = board.members.get(card.owner)?.name;
  const { mark } = card.next;
  return (
    <>
      <div className="row c1">
        <a
          className="cut grow"
          href={dealHref(card.id)}
          draggable={false}
          tabIndex={cursor ? 0 : -1}
          onFocus={() => board.setCursor(card.id)}
          onClick={(e) => {
            if (e.metaKey || e.ctrlKey || e.shiftKey || e.button !== 0) return;
            e.preventDefault();
            board.open(card.id);
          }}
        >
          {title(card)}
        </a>
        {children}
        <Avatar name={owner} size="small" alone />
      </div>
      <div className="row c2">
        <span className="cut grow">{card.organisation?.name ? card.name : ""}</span>
        <b>{card.value.minor ? f.moneyShort(card.value) : <span className="faint">–</span>}</b>
      </div>
      <div className={`row c3 is-${mark}`}>
        <StepMark state={mark} quiet />
        <span className="cut grow">{nextWords(card.next, f, board.today)}</span>
        <Signs card={card} />
      </div>
      <div className="row c4">
        <Age card={card} />
        <span className="grow" />
        <Marks text={card.marks} />
      </div>
      <div className="row c5" title={t("card.priorSays")}>
        <Prior chance={card.chance} />
        <span className="faint grow num">{t("card.prior", { chance: f.chance(card.chance / 100) })}</span>
      </div>
    </>
  );
}

/** The age against what the process calls late; its hue is the server's judgement. */
export function Age({ card }: { card: Card }) {
  const f = useFormats();
  if (card.days < 0) return <span className="faint cut">{t("card.unknown")}</span>;
  const tone = { in_time: "faint", over: "due", far_over: "late", unknown: "faint" }[card.age];
  return (
    <>
      <AgeBar days={card.days} limit={card.late} width={30} />
      <span className={tone}>{f.days(card.days)}</span>
    </>
  );
}

/** The process's own prior: a dot without an interval, in grey, for nothing was measured. */
function Prior({ chance }: { chance: number }) {
  const style = { "--lo": chance, "--hi": chance, "--v": chance } as React.CSSProperties;
  return (
    <span className="ci grey prior" style={style} aria-hidden="true">
      <b />
    </span>
  );
}

/** What was taken back, and what is still owed. */
export function Signs({ card }: { card: Card }) {
  return (
    <>
      {!!card.flags && (
        <span className="pipeline-sign late" role="img" aria-label={t("card.flags", { n: card.flags })} title={t("card.flags", { n: card.flags })}>
          <Icon name="flag" size={12} />
          {card.flags > 1 && card.flags}
        </span>
      )}
      {!!card.debts && (
        <span className="pipeline-sign due" title={t("card.debts", { n: card.debts })}>
          {t("card.owes", { n: card.debts })}
        </span>
      )}
    </>
  );
}

const step = 10;
const pictures = new Map<string, ReactNode>();

/** A card's checkpoints as marks, drawn as one picture: a board shows hundreds of them. */
export function Marks({ text }: { text: string }) {
  let picture = pictures.get(text);
  if (picture === undefined) pictures.set(text, (picture = drawn(text)));
  return picture;
}

function drawn(text: string): ReactNode {
  const marks = readMarks(text);
  if (marks.length === 0) return null;
  const width = marks.length * step - 1;
  return (
    <svg className="pipeline-marks" viewBox={`0 0 ${width} 9`} width={width} height={9} role="img" aria-label={t("card.marks", counted(marks))}>
      {marks.map(({ strength, state, debt }, i) => (
        <g key={i} transform={`translate(${i * step} 0)`} className={debt ? "debt" : state === "open" ? "open" : undefined}>
          {checkGlyph(strength, state)}
        </g>
      ))}
    </svg>
  );
}
