// A month to choose a day from, as a grid: arrows move by day and week, Page Up and Down
// by month, Home and End within the week. Weeks begin where the locale has them.
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useFormats, useToday } from "../api/session";
import { addDays, type Day } from "../i18n/format";
import { t } from "../i18n/t";
import { IconButton } from "./button";

const noon = (day: Day) => new Date(`${day}T12:00:00Z`);
/** 0 is Sunday. */
const weekday = (day: Day) => noon(day).getUTCDay();

/** The first day of the week: 0 is Sunday, 1 Monday, 6 Saturday. */
export function weekStart(locale: string): number {
  type Info = { firstDay: number };
  const known = new Intl.Locale(locale) as Intl.Locale & { getWeekInfo?: () => Info; weekInfo?: Info };
  const info = known.getWeekInfo?.() ?? known.weekInfo;
  if (info) return info.firstDay % 7;
  return /-(US|CA|MX|BR|JP|IN|IL|ZA|KR|TW)\b/.test(known.maximize().toString()) ? 0 : 1;
}

/** The same day of a month n months on, or that month's last. */
export function addMonths(day: Day, n: number): Day {
  const [year, month, date] = day.split("-").map(Number) as [number, number, number];
  const last = new Date(Date.UTC(year, month + n, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + n, Math.min(date, last), 12)).toISOString().slice(0, 10);
}

/** The weeks that hold a day's month, each of seven days. */
export function weeksOf(day: Day, start: number): Day[][] {
  const first = `${day.slice(0, 7)}-01`;
  const from = addDays(first, -((weekday(first) - start + 7) % 7));
  const next = addMonths(first, 1);
  const weeks: Day[][] = [];
  for (let at = from; at < next; at = addDays(at, 7)) weeks.push(Array.from({ length: 7 }, (_, i) => addDays(at, i)));
  return weeks;
}

export function Calendar(props: {
  /** What is chosen; without it the calendar begins at today. */
  value: Day | null;
  min?: Day | undefined;
  max?: Day | undefined;
  onChange: (day: Day) => void;
}) {
  const { locale } = useFormats().manner;
  const today = useToday();
  const [at, setAt] = useState(props.value ?? today);
  const grid = useRef<HTMLTableElement>(null);
  const keyed = useRef(true);
  const start = weekStart(locale);
  const weeks = weeksOf(at, start);
  const named = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" });
    return (day: Day) => format.format(noon(day));
  };
  const [month, full, short, long] = [
    named({ month: "long", year: "numeric" }),
    named({ dateStyle: "full" }),
    named({ weekday: "short" }),
    named({ weekday: "long" }),
  ];
  const forbidden = (day: Day) =>
    (props.min !== undefined && day < props.min) || (props.max !== undefined && day > props.max);

  // The focus follows the day, unless the month was turned by its buttons.
  useEffect(() => {
    if (keyed.current) grid.current?.querySelector<HTMLElement>("[tabindex='0']")?.focus();
  }, [at]);
  const turn = (n: number) => {
    keyed.current = false;
    setAt(addMonths(at, n));
  };
  const press = (e: KeyboardEvent) => {
    const inWeek = (weekday(at) - start + 7) % 7;
    const to: Record<string, () => Day> = {
      ArrowLeft: () => addDays(at, -1),
      ArrowRight: () => addDays(at, 1),
      ArrowUp: () => addDays(at, -7),
      ArrowDown: () => addDays(at, 7),
      PageUp: () => addMonths(at, e.shiftKey ? -12 : -1),
      PageDown: () => addMonths(at, e.shiftKey ? 12 : 1),
      Home: () => addDays(at, -inWeek),
      End: () => addDays(at, 6 - inWeek),
    };
    const move = to[e.key];
    if (move) {
      keyed.current = true;
      setAt(move());
    } else if ((e.key === "Enter" || e.key === " ") && !forbidden(at)) props.onChange(at);
    else return;
    e.preventDefault();
    e.stopPropagation();
  };

  return (
    <div className="calendar">
      <header>
        <h2 aria-live="polite">{month(at)}</h2>
        <IconButton icon="left" label={t("calendar.previous")} onClick={() => turn(-1)} />
        <IconButton icon="right" label={t("calendar.next")} onClick={() => turn(1)} />
      </header>
      <table ref={grid} role="grid" aria-label={month(at)} onKeyDown={press}>
        <thead>
          <tr>
            {weeks[0]?.map((day) => (
              <th key={weekday(day)} scope="col" abbr={long(day)}>
                {short(day)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks.map((week) => (
            <tr key={week[0]}>
              {week.map((day) =>
                day.slice(0, 7) === at.slice(0, 7) ? (
                  <td
                    key={day}
                    tabIndex={day === at ? 0 : -1}
                    aria-label={full(day)}
                    aria-selected={day === props.value}
                    aria-current={day === today ? "date" : undefined}
                    aria-disabled={forbidden(day) || undefined}
                    onClick={() => !forbidden(day) && props.onChange(day)}
                  >
                    {Number(day.slice(8))}
                  </td>
                ) : (
                  <td key={day} className="other" />
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
