// A month to choose a day from: weeks begin where the locale has them, arrows and Page
// Up move, and each day is said in full.
import { parseDate } from "@internationalized/date";
import {
  Button,
  Calendar as Month,
  CalendarCell,
  CalendarGrid,
  CalendarGridBody,
  CalendarGridHeader,
  CalendarHeaderCell,
  Heading,
  I18nProvider,
} from "react-aria-components";
import { useFormats } from "../api/session";
import type { Day } from "../i18n/format";
import { t } from "../i18n/t";
import { Icon } from "./icon";

export default function Calendar(props: {
  value: Day;
  min?: Day | undefined;
  max?: Day | undefined;
  onChange: (day: Day) => void;
}) {
  const { manner } = useFormats();
  return (
    <I18nProvider locale={manner.locale}>
      <Month
        className="calendar"
        aria-label={t("act.choose")}
        autoFocus
        defaultValue={parseDate(props.value)}
        minValue={props.min ? parseDate(props.min) : null}
        maxValue={props.max ? parseDate(props.max) : null}
        onChange={(day) => props.onChange(day.toString())}
      >
        <header>
          <Heading />
          <Button slot="previous" className="btn icon quiet" aria-label={t("calendar.previous")}>
            <Icon name="left" />
          </Button>
          <Button slot="next" className="btn icon quiet" aria-label={t("calendar.next")}>
            <Icon name="right" />
          </Button>
        </header>
        <CalendarGrid weekdayStyle="short">
          <CalendarGridHeader>{(day) => <CalendarHeaderCell>{day}</CalendarHeaderCell>}</CalendarGridHeader>
          <CalendarGridBody>{(day) => <CalendarCell date={day} />}</CalendarGridBody>
        </CalendarGrid>
      </Month>
    </I18nProvider>
  );
}
