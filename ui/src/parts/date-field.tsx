// A day: typed as people say it ("fri", "16 Dec", "+3"), or taken from a calendar.
import { useRef, useState } from "react";
import { useFormats, useToday } from "../api/session";
import { addDays, type Day } from "../i18n/format";
import { t } from "../i18n/t";
import { Calendar } from "./calendar";
import { type Asked, ReadField } from "./field";
import { Float } from "./float";
import { Icon } from "./icon";
import { readDay } from "./read";

export function DateField(props: Asked & { value: Day | null; onChange: (value: Day | null) => void; min?: Day; max?: Day }) {
  const { min, max, ...rest } = props;
  const f = useFormats();
  const today = useToday();
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  const outside = (day: Day) => (min !== undefined && day < min) || (max !== undefined && day > max);
  // A field that ends today is about what has been.
  const past = max !== undefined && max <= today;
  const bound = (day: Day | undefined) => (day ? f.date(day, today) : "…");
  return (
    <>
      <ReadField
        {...rest}
        read={(text) => readDay(text, today, f.manner.locale, past)}
        write={(day) => f.day(day, today)}
        unreadable={t(past ? "field.datePast" : "field.date", { example: f.date(addDays(today, past ? -14 : 14), today) })}
        objection={(day) => (outside(day) ? t("field.range", { low: bound(min), high: bound(max) }) : undefined)}
        end={
          <button
            ref={button}
            type="button"
            aria-label={t("field.calendar")}
            aria-haspopup="dialog"
            aria-expanded={open}
            disabled={props.disabled}
            onClick={() => setOpen(!open)}
          >
            <Icon name="calendar" size={12} />
          </button>
        }
      />
      {open && (
        <Float label={props.label} anchor={button} place={{ align: "end" }} onClose={close} onLeave={() => setOpen(false)}>
          <Calendar
            value={props.value}
            min={min}
            max={max}
            onChange={(day) => {
              props.onChange(day);
              close();
            }}
          />
        </Float>
      )}
    </>
  );
}
