// The median time of a step, as a figure that opens; where half have not left yet, only
// what is sure of it.
import { useFormats, useToday } from "../api/session";
import type { Estimate } from "../api/types";
import type { Formats } from "../i18n/format";
import { t, tMaybe } from "../i18n/t";
import { type About, Figure } from "./number";

export function Median(props: { step: string; median: Estimate; definition?: string | undefined; notes?: readonly string[]; onOpen?: () => void }) {
  const { step, median, definition = t("median.definition"), notes = [], onOpen } = props;
  const f = useFormats();
  const today = useToday();
  const about: About = {
    name: t("median.name", { step }),
    definition,
    n: median.n,
    open: median.open,
    ...(median.low !== null ? { interval: rangeWords(f, median) } : {}),
    ...(median.as_of ? { asOf: f.day(f.dayOf(median.as_of), today) } : {}),
    notes: [...(median.warnings ?? []).map((one) => tMaybe(`warning.${one}`) ?? one.replaceAll("_", " ")), ...notes],
  };
  return (
    <Figure about={about} {...(onOpen && { onOpen })}>
      {median.value !== null ? f.days(median.value) : median.low !== null ? t("median.from", { low: f.days(median.low) }) : t("median.none")}
    </Figure>
  );
}

function rangeWords(f: Formats, { low, high }: Estimate): string {
  const from = f.days(low ?? 0);
  return high === null ? t("median.from", { low: from }) : t("median.range", { low: from, high: f.days(high) });
}
