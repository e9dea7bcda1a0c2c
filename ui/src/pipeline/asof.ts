// The end of a day in the company's zone, as the moment that questions take.
import type { Day } from "../i18n/format";

/** How far a zone's clock is from UTC at a moment, in milliseconds. */
function offset(at: number, zone: string): number {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(at);
  const of = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((part) => part.type === type)?.value);
  const local = Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second"));
  return local - Math.floor(at / 1000) * 1000;
}

/** The last second of a day where the company is, in UTC: "2026-11-20T22:59:59Z". */
export function endOf(day: Day, zone: string): string {
  const wall = Date.parse(`${day}T23:59:59Z`);
  // The offset at the wall's own moment may be that of the other side of a change of clocks.
  const near = wall - offset(wall, zone);
  const at = wall - offset(near, zone);
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}
