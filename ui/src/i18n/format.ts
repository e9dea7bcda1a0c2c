// How values are written: by the organisation's language, zone and currency, never by
// the viewer's. Times come as microseconds UTC, money as minor units with its code.
//
//   const f = formats({ locale: "en-IE", zone: "Europe/Dublin", currency: "EUR" });
//   f.money({ minor: 8600000, currency: "EUR" })  // "€86,000"
//   f.day(at, now)                                 // "tomorrow"
import { t } from "./t";

/** What decides how values are written. */
export type Manner = { locale: string; zone: string; currency: string };
/** Minor units (cents) and an ISO 4217 code. */
export type Money = { minor: number; currency: string };
/** Microseconds since 1970, UTC. */
export type Instant = number;
/** A calendar day, `2026-11-25`, without a zone. */
export type Day = string;

export const MINUTE = 60_000_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const NBSP = "\u00a0";

/** Now, as an Instant. */
export const now = (): Instant => Date.now() * 1000;
const date = (at: Instant) => new Date(at / 1000);

/** A day as noon UTC, so that no zone can shift it. */
const noon = (day: Day) => new Date(`${day}T12:00:00Z`);
/** Whole days from one day to another. */
export const daysBetween = (from: Day, to: Day) => Math.round((noon(to).getTime() - noon(from).getTime()) / 86_400_000);
/** The day that is n days after. */
export const addDays = (day: Day, n: number): Day =>
  new Date(noon(day).getTime() + n * 86_400_000).toISOString().slice(0, 10);

/** The formats of one organisation. Make it once: the Intl objects are costly. */
export type Formats = ReturnType<typeof formats>;

export function formats(manner: Manner) {
  const { locale, zone } = manner;
  const part = new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" });
  const dated = (options: Intl.DateTimeFormatOptions) => {
    const made = new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" });
    return (day: Day) => made.format(noon(day)).replace(/,/g, "");
  };
  const shortDay = dated({ weekday: "short", day: "numeric", month: "short" });
  const plainDay = dated({ day: "numeric", month: "short" });
  const longDay = dated({ day: "numeric", month: "short", year: "numeric" });
  const weekday = dated({ weekday: "short" });
  const clock = new Intl.DateTimeFormat(locale, { timeZone: zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const number = new Intl.NumberFormat(locale);
  const money = moneyFormats(locale);

  const dayOf = (at: Instant): Day => part.format(date(at));
  const near = (day: Day, today: Day): string | undefined => {
    const away = daysBetween(today, day);
    if (away === 0) return t("day.today");
    if (away === 1) return t("day.tomorrow");
    if (away === -1) return t("day.yesterday");
    return undefined;
  };
  const written = (day: Day, today: Day) => (day.slice(0, 4) === today.slice(0, 4) ? plainDay(day) : longDay(day));

  return {
    manner,
    /** The organisation's day that an instant falls on. */
    dayOf,
    /** "€86,000"; minor units are left out where they are nought. */
    money: (value: Money) => money.full(value),
    /** "€86k", "€0.9M": two significant digits, three from a million. */
    moneyShort: (value: Money) => money.short(value),
    number: (n: number) => number.format(n),
    /** "37 %" of 0.37. Below twenty cases write `ratio` instead. */
    percent: (share: number) => t("percent", { n: Math.round(share * 100) }).replace(" ", NBSP),
    /** A chance in steps of five, "40 %"; never nought or a hundred. */
    chance: (share: number) => chance(share),
    /** "3 of 10" below twenty cases, else "37 %". */
    ratio: (k: number, n: number) =>
      n < 20 ? t("figure.ratio", { k, n }) : t("percent", { n: Math.round((k / n) * 100) }).replace(" ", NBSP),
    /** "today", "tomorrow", "yesterday", else "Wed 25 Nov", with the year where it is another. */
    day: (day: Day, today: Day) =>
      near(day, today) ?? (day.slice(0, 4) === today.slice(0, 4) ? shortDay(day) : longDay(day)),
    /** "25 Nov", or "1 Feb 2027" in another year. */
    date: (day: Day, today: Day) => written(day, today),
    /** "Fri" within the week ahead, else the date: for a mark with little room. */
    dayShort: (day: Day, today: Day) => {
      const away = daysBetween(today, day);
      return near(day, today) ?? (away > 1 && away < 7 ? weekday(day) : written(day, today));
    },
    /** "14:00" in the organisation's zone. */
    time: (at: Instant) => clock.format(date(at)),
    /** "today 14:00", "Mon 23 Nov 09:30". */
    moment: (at: Instant, from: Instant) => {
      const day = dayOf(at);
      const today = dayOf(from);
      return `${near(day, today) ?? (day.slice(0, 4) === today.slice(0, 4) ? shortDay(day) : longDay(day))} ${clock.format(date(at))}`;
    },
    /** A length of time in one unit: "25 min", "3 h", "12 d", "7 mo". */
    duration: (length: number) => duration(length),
    /** Whole days as "12 d". */
    days: (n: number) => t("long.days", { n: Math.round(n) }).replace(" ", NBSP),
  };
}

function moneyFormats(locale: string) {
  const made = new Map<string, Intl.NumberFormat>();
  const get = (currency: string, key: string, options: Intl.NumberFormatOptions) => {
    const name = `${currency} ${key}`;
    let format = made.get(name);
    if (!format) {
      format = new Intl.NumberFormat(locale, { style: "currency", currency, currencyDisplay: "narrowSymbol", ...options });
      made.set(name, format);
    }
    return format;
  };
  const major = ({ minor, currency }: Money) => minor / 10 ** digits(currency);
  return {
    full(value: Money) {
      const whole = value.minor % 10 ** digits(value.currency) === 0;
      return get(value.currency, whole ? "whole" : "full", whole ? { maximumFractionDigits: 0 } : {}).format(major(value));
    },
    short(value: Money) {
      const size = Math.abs(major(value));
      const wide = size >= 1_000_000 || (size >= 100_000 && size < 1_000_000);
      const text = get(value.currency, wide ? "short3" : "short2", {
        notation: "compact",
        minimumFractionDigits: 0,
        maximumFractionDigits: 2,
        maximumSignificantDigits: wide ? 3 : 2,
      }).format(major(value));
      return text.replace(/K$/, "k");
    },
  };
}

const digitsOf = new Map<string, number>();

/** How many decimal places the minor unit of a currency stands for. */
export function digits(currency: string): number {
  let n = digitsOf.get(currency);
  if (n === undefined) {
    n = new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;
    digitsOf.set(currency, n);
  }
  return n;
}

function chance(share: number): string {
  const steps = Math.round(share * 20) * 5;
  if (steps < 5) return t("percent.below", { n: 5 }).replace(" ", NBSP);
  if (steps > 95) return t("percent.above", { n: 95 }).replace(" ", NBSP);
  return t("percent", { n: steps }).replace(" ", NBSP);
}

function duration(length: number): string {
  const write = (key: "minutes" | "hours" | "days" | "months" | "years", n: number) =>
    t(`long.${key}`, { n: Math.round(n) }).replace(" ", NBSP);
  const size = Math.abs(length);
  if (size < 90 * MINUTE) return write("minutes", length / MINUTE);
  if (size < 36 * HOUR) return write("hours", length / HOUR);
  if (size < 120 * DAY) return write("days", length / DAY);
  if (size < 730 * DAY) return write("months", length / (30.4375 * DAY));
  return write("years", length / (365.25 * DAY));
}
