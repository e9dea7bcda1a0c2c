// Days and moments of one organisation, and times as people type them.
import type { Day } from "../i18n/format";

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

/** The last moment of a day in a zone, for "as it stood on that day". */
export function endOfDay(day: Day, zone: string): string {
  const wanted = Date.parse(`${day}T23:59:59Z`);
  // Twice, because the zone's shift is that of the moment that is looked for.
  let at = wanted;
  for (let i = 0; i < 2; i++) at = wanted - shift(at, zone);
  return new Date(at).toISOString();
}

/** By how much a zone's clocks are ahead of UTC at a moment, in milliseconds. */
function shift(at: number, zone: string): number {
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
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  return Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second")) - Math.floor(at / 1000) * 1000;
}
