// The end of a day in the company's zone, as the moment that questions take.
import type { Day } from "./format";

/** By how much a zone's clocks are ahead of UTC at a moment, in milliseconds. */
function ahead(at: number, zone: string): number {
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
  const wall = Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second"));
  return wall - Math.floor(at / 1000) * 1000;
}

/** The last second of a day where the company is, in UTC: "2026-11-20T22:59:59Z". */
export function endOfDay(day: Day, zone: string): string {
  const wall = Date.parse(`${day}T23:59:59Z`);
  // Twice: at the wall's own moment the clocks may be on the other side of a change.
  const near = wall - ahead(wall, zone);
  const at = wall - ahead(near, zone);
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}
