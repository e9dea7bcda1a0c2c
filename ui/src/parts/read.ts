// Reading what people type: amounts such as "61,500" or "60k", days such as "16 Dec",
// "tomorrow", "fri" or "+3". What cannot be read is undefined, and nothing is guessed.
import { addDays, type Day, daysBetween, digits, type Money } from "../i18n/format";

/** The two signs of a locale's numbers. */
function signs(locale: string) {
  const parts = new Intl.NumberFormat(locale, { useGrouping: true }).formatToParts(12345.6);
  const of = (type: string, otherwise: string) => parts.find((part) => part.type === type)?.value ?? otherwise;
  return { group: of("group", ","), decimal: of("decimal", ".") };
}

/** A number as the locale writes it; "k" and "m" multiply. Undefined where it is none. */
export function readNumber(text: string, locale: string): number | undefined {
  const { group, decimal } = signs(locale);
  let rest = text.trim().replace(/[\s\u00a0\u202f'’]/g, "").replace("−", "-");
  const by = /k$/i.test(rest) ? 1e3 : /m$/i.test(rest) ? 1e6 : 1;
  if (by > 1) rest = rest.slice(0, -1);
  const grouped = new RegExp(`^-?\\d{1,3}(\\${group}\\d{3})+(?=\\${decimal}|$)`);
  if (group.trim() && grouped.test(rest)) rest = rest.replaceAll(group, "");
  rest = rest.replace(decimal, ".");
  if (!/^-?(\d+\.?\d*|\.\d+)$/.test(rest)) return undefined;
  // 1.1 * 1e6 is not a whole number in binary.
  return Number((Number(rest) * by).toPrecision(15));
}

/** An amount in one currency, as minor units; its sign or code may stand beside it. */
export function readMoney(text: string, currency: string, locale: string): Money | undefined {
  const symbol = new Intl.NumberFormat(locale, { style: "currency", currency, currencyDisplay: "narrowSymbol" })
    .formatToParts(1)
    .find((part) => part.type === "currency")?.value;
  let rest = text;
  for (const sign of [currency, symbol]) if (sign) rest = rest.replace(sign, "");
  const value = readNumber(rest, locale);
  if (value === undefined) return undefined;
  const minor = Math.round(Number((value * 10 ** digits(currency)).toPrecision(15)));
  return Number.isSafeInteger(minor) ? { minor, currency } : undefined;
}

const weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/**
 * A day: "2026-12-16", "16 Dec", "16 December 2027", "16.12.", "16/12/27" (day first,
 * or month first in American English), "today", "yesterday", a weekday (the next such day
 * after today), "last mon", "+3" days, "+2w", "-7", "3 weeks ago", "end of October".
 * Without a year it is the nearest one that is not more than half a year ago. Where a day
 * must lie behind (`past`), a weekday, a date and the end of a month are the last ones.
 */
export function readDay(text: string, today: Day, locale = "en-GB", past = false): Day | undefined {
  const s = text.trim().toLowerCase().replace(/,/g, " ").replace("−", "-").replace(/\s+/g, " ");
  const named: Record<string, number> = { today: 0, tod: 0, tomorrow: 1, tom: 1, yesterday: -1 };
  if (s in named) return addDays(today, named[s]!);
  return away(s, today) ?? weekdayOf(s, today, past) ?? endOf(s, today, past) ?? dateOf(s, today, locale, past);
}

/** "+3", "-7", "+2w", "3 weeks ago". */
function away(s: string, today: Day): Day | undefined {
  const signed = /^([+-]) ?(\d{1,4}) ?(d|w|m)?(?:ays?|eeks?|onths?)?$/.exec(s);
  if (signed) return ahead(today, Number(signed[2]) * (signed[1] === "-" ? -1 : 1), signed[3]);
  const ago = /^(\d{1,4}|an?) ?(d|w|m)(?:ays?|eeks?|onths?)? ago$/.exec(s);
  return ago ? ahead(today, -(Number(ago[1]) || 1), ago[2]) : undefined;
}

/** "fri", "next friday", "last mon". */
function weekdayOf(s: string, today: Day, past: boolean): Day | undefined {
  const found = /^(?:(last|next) )?([a-z]{2,9})$/.exec(s);
  const name = found?.[2] ?? "";
  const weekday = name ? weekdays.findIndex((day) => (name.length < 3 ? day.startsWith(name) : name.startsWith(day))) : -1;
  if (weekday < 0) return undefined;
  const on = (weekday - new Date(`${today}T12:00:00Z`).getUTCDay() + 7) % 7;
  if (found![1] === "last" || (past && !found![1])) return addDays(today, on - 7);
  return addDays(today, on || 7);
}

/** "end of October", "end of oct 2025", "end of month", "end of last month". */
function endOf(s: string, today: Day, past: boolean): Day | undefined {
  const found = /^end of (?:the )?(?:(last|this|next)? ?month|([a-z]{3,9})\.?(?: (\d{4}))?)$/.exec(s);
  if (!found) return undefined;
  const [year, month] = today.split("-").map(Number) as [number, number];
  const last = (y: number, m: number) => new Date(Date.UTC(y, m, 0)).toISOString().slice(0, 10);
  if (!found[2]) {
    const by = { last: -1, this: 0, next: 1 }[found[1] ?? (past ? "last" : "this")]!;
    return last(year, month + by);
  }
  const named = months.findIndex((name) => found[2]!.startsWith(name)) + 1;
  if (!named) return undefined;
  if (found[3]) return last(Number(found[3]), named);
  return nearest([year - 1, year, year + 1].map((y) => last(y, named)), today, past);
}

/** The first of some days in their order that is not more than half a year ago, or the last that is past. */
function nearest(days: readonly (Day | undefined)[], today: Day, past: boolean): Day | undefined {
  const there = days.filter((day) => day !== undefined);
  return past ? there.findLast((day) => day <= today) : there.find((day) => daysBetween(today, day) > -183);
}

function dateOf(s: string, today: Day, locale: string, past: boolean): Day | undefined {
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(s);
  if (iso) return valid(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const worded = /^(?:[a-z]{2,9} )?(\d{1,2})(?:st|nd|rd|th|\.)? ?([a-z]{3,9})\.?(?: (\d{2,4}))?$/.exec(s);
  const reversed = /^([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?(?: (\d{2,4}))?$/.exec(s);
  const parts = worded ? [worded[1], worded[2], worded[3]] : reversed ? [reversed[2], reversed[1], reversed[3]] : undefined;
  if (parts) {
    const month = months.findIndex((name) => parts[1]!.startsWith(name)) + 1;
    return month ? near(today, Number(parts[0]), month, parts[2], past) : undefined;
  }
  const figures = /^(\d{1,2})[./-](\d{1,2})\.?(?:[./-]?(\d{2,4}))?$/.exec(s);
  if (figures) {
    const [first, second] = [Number(figures[1]), Number(figures[2])];
    return locale === "en-US" && s.includes("/")
      ? near(today, second, first, figures[3], past)
      : near(today, first, second, figures[3], past);
  }
  return undefined;
}

function ahead(today: Day, n: number, unit: string | undefined): Day | undefined {
  if (unit !== "m") return addDays(today, unit === "w" ? n * 7 : n);
  const [year, month, day] = today.split("-").map(Number) as [number, number, number];
  const to = year * 12 + month - 1 + n;
  const last = new Date(Date.UTC(Math.floor(to / 12), (to % 12) + 1, 0)).getUTCDate();
  return valid(Math.floor(to / 12), (to % 12) + 1, Math.min(day, last));
}

function near(today: Day, day: number, month: number, year: string | undefined, past: boolean): Day | undefined {
  if (year) return valid(year.length === 2 ? 2000 + Number(year) : Number(year), month, day);
  const now = Number(today.slice(0, 4));
  // A 29 February may be eight years away.
  const years = Array.from({ length: 17 }, (_, i) => now - 8 + i);
  return nearest(years.filter((y) => past || y >= now - 1).map((y) => valid(y, month, day)), today, past);
}

function valid(year: number, month: number, day: number): Day | undefined {
  const at = new Date(Date.UTC(year, month - 1, day));
  if (at.getUTCFullYear() !== year || at.getUTCMonth() !== month - 1 || at.getUTCDate() !== day) return undefined;
  return at.toISOString().slice(0, 10);
}

/** "14:00" of "14", "1400", "2pm", "14.30"; undefined where it is no time of day. */
export function readTime(text: string): string | undefined {
  const found = /^(\d{1,2})(?:[:.h ]?(\d{2}))?\s*(am|pm)?$/i.exec(text.trim());
  if (!found) return undefined;
  const half = found[3]?.toLowerCase();
  let hour = Number(found[1]);
  const minute = Number(found[2] ?? 0);
  if (half && (hour < 1 || hour > 12)) return undefined;
  if (half === "pm" && hour < 12) hour += 12;
  if (half === "am" && hour === 12) hour = 0;
  if (hour > 23 || minute > 59) return undefined;
  return `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`;
}
