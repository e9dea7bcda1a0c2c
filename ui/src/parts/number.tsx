// Figures. A value never stands alone: the interval is drawn before the dot, and the
// dotted line says that there is a door with definition, n and the deals behind it.
import { type CSSProperties, type ReactNode, useEffect, useId, useRef, useState } from "react";
import type { Formats } from "../i18n/format";
import { t } from "../i18n/t";
import { Button } from "./button";
import { Dialog } from "./dialog";
import { useMedia, usePlace } from "./float";

type Vars = CSSProperties & Record<`--${string}`, string | number>;

/** What a door shows. Texts are ready to read; leave out what does not apply. */
export type About = {
  name: string;
  definition: string;
  n?: number;
  /** Deals counted that are still open. */
  open?: number;
  interval?: string;
  asOf?: string;
  /** Warnings: "half of them are still open". */
  notes?: readonly string[];
};

/**
 * A figure that opens. Hover or focus shows what it is; a click shows its deals. Under a
 * finger the first tap shows what it is, as a sheet with the way to the deals.
 */
export function Figure({ about, onOpen, children }: { about: About; onOpen?: () => void; children: ReactNode }) {
  const [shown, setShown] = useState<"card" | "sheet" | null>(null);
  const anchor = useRef<HTMLButtonElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const hoverless = useMedia("(hover: none)");
  const id = useId();
  const later = (state: "card" | null, ms: number) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setShown(state), ms);
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  const close = () => {
    clearTimeout(timer.current);
    setShown(null);
  };
  return (
    <span
      onPointerEnter={(e) => e.pointerType === "mouse" && later("card", 250)}
      onPointerLeave={(e) => e.pointerType === "mouse" && later(null, 120)}
    >
      <button
        ref={anchor}
        type="button"
        className="door"
        aria-describedby={shown === "card" ? id : undefined}
        onFocus={(e) => e.currentTarget.matches(":focus-visible") && later("card", 0)}
        onBlur={() => shown === "card" && close()}
        onKeyDown={(e) => {
          if (e.key !== "Escape" || shown !== "card") return;
          e.preventDefault();
          e.stopPropagation();
          close();
        }}
        onClick={() => {
          if (hoverless || !onOpen) setShown(hoverless ? "sheet" : "card");
          else {
            close();
            onOpen();
          }
        }}
      >
        {children}
      </button>
      {shown === "card" && <Card id={id} anchor={anchor} about={about} />}
      {shown === "sheet" && (
        <Dialog
          title={about.name}
          onClose={close}
          footer={
            onOpen && (
              <Button
                look="primary"
                onClick={() => {
                  close();
                  onOpen();
                }}
              >
                {t("act.showDeals")}
              </Button>
            )
          }
        >
          <Told about={about} />
        </Dialog>
      )}
    </span>
  );
}

function Card({ id, anchor, about }: { id: string; anchor: React.RefObject<HTMLElement | null>; about: About }) {
  const box = useRef<HTMLDivElement>(null);
  usePlace(anchor, box, { gap: 6 });
  return (
    <div ref={box} id={id} className="hovercard" role="tooltip">
      <b>{about.name}</b>
      <Told about={about} />
    </div>
  );
}

function Told({ about }: { about: About }) {
  const rows = [
    [t("figure.n"), about.n],
    [t("figure.open"), about.open],
    [t("figure.interval"), about.interval],
    [t("figure.asOf"), about.asOf],
  ].filter(([, value]) => value !== undefined);
  return (
    <>
      <p className="dim">{about.definition}</p>
      <dl className={rows.length ? "facts" : "sr"}>
        {rows.map(([name, value]) => (
          <div key={name} style={{ display: "contents" }}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {about.notes?.map((note) => (
        <p key={note} className="due micro">
          {note}
        </p>
      ))}
    </>
  );
}

/** Shares (0 to 1) as the interval's words: "31–43 %". */
export function spread(low: number, high: number): string {
  return t("percent", { n: `${Math.round(low * 100)}–${Math.round(high * 100)}` }).replace(" ", "\u00a0");
}

/** A share in the modest wording: a count below 20, the range where it is wider than 20 points, else "37 %". */
export function shareWords(f: Formats, k: number, n: number, low: number, high: number): string {
  if (n < 20) return f.ratio(k, n);
  return high - low > 0.2 ? spread(low, high) : f.percent(k / n);
}

/**
 * An interval as a bar with a dot, on a track from `from` to `to` (shares, 0 to 1 unless
 * told). Rows of one column share a track, so that they compare.
 */
export function Interval(props: {
  low: number;
  high: number;
  /** Left out where no value may be said, as while most deals are open. */
  value?: number;
  from?: number;
  to?: number;
  width?: number;
  /** `grey` is not distinguishable; `due` is outside of the limits. */
  tone?: "plain" | "grey" | "due";
  /** Mostly open deals: hatched. */
  open?: boolean;
  /** What is said; without it, shares are. */
  label?: string;
}) {
  const { low, high, value, from = 0, to = 1, width = 56, tone = "plain", open = false } = props;
  const at = (x: number) => Math.max(0, Math.min(100, ((x - from) / (to - from || 1)) * 100));
  const percent = (x: number) => t("percent", { n: Math.round(x * 100) });
  const range = t("figure.range", { low: percent(low), high: percent(high) });
  const label =
    props.label ??
    (value === undefined
      ? range
      : t("figure.likely", { value: percent(value), low: percent(low), high: percent(high) }));
  const style: Vars = { "--lo": at(low), "--hi": at(high), "--v": at(value ?? 0), width };
  return (
    <span className={`ci ${tone === "plain" ? "" : tone}`} style={style} role="img" aria-label={label}>
      <i className={open ? "hatch" : undefined} />
      {value !== undefined && <b />}
    </span>
  );
}

/** An age in days against its threshold (P80); `far` is where red begins (P95). */
export function AgeBar(props: { days: number; limit: number; far?: number; width?: number }) {
  const { days, limit, far = limit * 1.5, width = 44 } = props;
  const state = ageState(days, limit, far);
  const label = t("age.says", { age: t("long.days", { n: days }), limit: t("long.days", { n: limit }) });
  // The threshold's tick stands at 60 % of the track.
  const style: Vars = { "--p": limit > 0 ? (days / limit) * 60 : 100, width };
  return (
    <span className={`age ${state}`} style={style} role="img" aria-label={label}>
      <i />
    </span>
  );
}

/** "" within the threshold, `over` beyond it, `far` from where red begins. */
export function ageState(days: number, limit: number, far = limit * 1.5): "" | "over" | "far" {
  return days > far ? "far" : days > limit ? "over" : "";
}

/** The class for an age's text: it has the hue of its bar. */
export const ageTone = (days: number, limit: number, far?: number) =>
  ({ "": "faint", over: "due", far: "late" })[ageState(days, limit, far)];

/** Old → new in the cell, for what changed since a chosen day. */
export function Was({ was, children }: { was: string; children: ReactNode }) {
  return (
    <>
      <del className="was">{was}</del> <ins style={{ textDecoration: "none" }}>{children}</ins>
    </>
  );
}

/** How far a long task is, 0 to 1. */
export function Progress({ share, label }: { share: number; label: string }) {
  const percent = Math.round(Math.max(0, Math.min(1, share)) * 100);
  const style: Vars = { "--p": percent };
  return (
    <div className="bar" role="progressbar" aria-label={label} aria-valuemin={0} aria-valuemax={100} aria-valuenow={percent}>
      <i style={style} />
    </div>
  );
}

/** The head of a column: step, count, value, time in step, and the share that is over age. */
export function ColumnHead(props: {
  title: string;
  count: ReactNode;
  value: ReactNode;
  /** The door to the time in step, and its interval beside it. */
  time?: ReactNode;
  /** 0 to 1. */
  overAge?: number;
  /** What a drop here would meet, while something is held. */
  hint?: ReactNode;
}) {
  const { overAge } = props;
  const style: Vars = { "--p": Math.round((overAge ?? 0) * 100) };
  return (
    <>
      <header className="colhead">
        <div className="row">
          <h3 className="cut grow" title={props.title}>
            {props.title}
          </h3>
          <b>{props.count}</b>
        </div>
        <div className="row">
          <span>{props.value}</span>
          <span className="grow" />
          {props.time}
        </div>
        {overAge !== undefined && (
          <div
            className="overbar"
            role="img"
            aria-label={t("column.overAge", { share: t("percent", { n: Math.round(overAge * 100) }) })}
          >
            <i style={style} />
          </div>
        )}
      </header>
      {props.hint !== undefined && <div className="colhint">{props.hint}</div>}
    </>
  );
}
