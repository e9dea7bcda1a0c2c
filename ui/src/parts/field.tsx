// Fields: a box with its label above, a hint or what is wrong below. Values belong to
// the caller; a field that reads (number, money) keeps the typed text until it can.
import { type ComponentProps, type ReactNode, useId, useState } from "react";
import { useFormats } from "../api/session";
import { digits, type Money } from "../i18n/format";
import { t } from "../i18n/t";
import { Icon, type IconName } from "./icon";
import { readMoney, readNumber } from "./read";
import type { Option } from "./segment";

/** What every field takes. Fields are needed unless `optional`. */
export type Asked = {
  label: string;
  hint?: ReactNode;
  /** From `error.fields[name]`; ties the sentence to the box for those who hear it. */
  error?: string | undefined;
  optional?: boolean;
  disabled?: boolean;
  /** The label is said and not shown, as in a row of a table. */
  bare?: boolean;
  /** Takes the focus when its dialog opens. */
  focus?: boolean;
};

type Said = {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
  "aria-required": true | undefined;
  "data-focus": true | undefined;
  disabled: boolean | undefined;
};

/** Label, box, hint and error of a field of one's own: the child gets what its input needs. */
export function Ask({ asked, error, children }: { asked: Asked; error?: string | undefined; children: (said: Said) => ReactNode }) {
  const id = useId();
  const wrong = asked.error ?? error;
  const below = wrong ? `${id}e` : asked.hint ? `${id}h` : undefined;
  return (
    <div className="ask">
      <label htmlFor={id} className={asked.bare ? "sr" : undefined}>
        {asked.label}
        {asked.optional && <span className="optional">{t("act.optional")}</span>}
      </label>
      {children({
        id,
        "aria-describedby": below,
        "aria-invalid": wrong ? true : undefined,
        "aria-required": asked.optional ? undefined : true,
        "data-focus": asked.focus || undefined,
        disabled: asked.disabled,
      })}
      {wrong ? (
        <p id={below} className="wrong-text">
          {wrong}
        </p>
      ) : (
        asked.hint && (
          <p id={below} className="hint">
            {asked.hint}
          </p>
        )
      )}
    </div>
  );
}

const box = (said: Said, extra = "") => `field ${extra} ${said["aria-invalid"] ? "wrong" : ""}`;

type Native<T extends "input" | "textarea"> = Pick<
  ComponentProps<T>,
  "placeholder" | "autoComplete" | "maxLength" | "onBlur" | "onKeyDown" | "name" | "spellCheck"
>;

/** One line of text. */
export function TextField({
  value,
  onChange,
  type = "text",
  icon,
  end,
  ...rest
}: Asked &
  Native<"input"> & {
    value: string;
    onChange: (value: string) => void;
    type?: "text" | "email" | "tel" | "url" | "search" | "password";
    icon?: IconName;
    end?: ReactNode;
  }) {
  const [asked, native] = split(rest);
  return (
    <Ask asked={asked}>
      {(said) => (
        <span className={box(said)}>
          {icon && <Icon name={icon} size={12} />}
          <input {...native} {...said} type={type} value={value} onChange={(e) => onChange(e.target.value)} />
          {end}
        </span>
      )}
    </Ask>
  );
}

/** Several lines; grows with what is typed. */
export function TextArea({ value, onChange, rows = 3, ...rest }: Asked & Native<"textarea"> & { value: string; onChange: (value: string) => void; rows?: number }) {
  const [asked, native] = split(rest);
  return (
    <Ask asked={asked}>
      {(said) => (
        <span className={box(said, "area")}>
          <textarea {...native} {...said} rows={rows} value={value} onChange={(e) => onChange(e.target.value)} />
        </span>
      )}
    </Ask>
  );
}

/** Text that is read as something, and written properly when it is left. */
export function ReadField<V>(
  props: Asked & {
    value: V | null;
    onChange: (value: V | null) => void;
    read: (text: string) => V | undefined;
    write: (value: V) => string;
    /** The sentence where the text cannot be read, or why the value will not do. */
    unreadable: string;
    objection?: (value: V) => string | undefined;
    inputMode?: "decimal" | "numeric" | "text";
    placeholder?: string;
    start?: ReactNode;
    end?: ReactNode;
  },
) {
  const { value, onChange, read, write, unreadable, objection, inputMode = "text", placeholder, start, end, ...asked } = props;
  // The typed text holds only for the value that it was read as: a value that comes from
  // elsewhere, as from the calendar, is written in its place.
  const [typed, setTyped] = useState<{ text: string; as: V | null } | null>(null);
  const [left, setLeft] = useState(false);
  const draft = typed && JSON.stringify(typed.as) === JSON.stringify(value) ? typed.text : null;
  const written = value === null ? "" : write(value);
  const bad = draft !== null && draft.trim() !== "" && read(draft) === undefined;
  const objected = value !== null && !bad ? objection?.(value) : undefined;
  const leave = () => {
    setLeft(true);
    if (!bad) setTyped(null);
  };
  return (
    <Ask asked={asked} error={left ? (bad ? unreadable : objected) : undefined}>
      {(said) => (
        <span className={box(said)}>
          {start}
          <input
            {...said}
            type="text"
            inputMode={inputMode}
            autoComplete="off"
            placeholder={placeholder}
            value={draft ?? written}
            onChange={(e) => {
              const text = e.target.value;
              const as = text.trim() === "" ? null : (read(text) ?? null);
              setTyped({ text, as });
              onChange(as);
            }}
            // What is typed takes the place of what stands there.
            onFocus={(e) => e.target.select()}
            onBlur={leave}
            onKeyDown={(e) => e.key === "Enter" && leave()}
          />
          {end}
        </span>
      )}
    </Ask>
  );
}

/** A number as the organisation writes it. */
export function NumberField(
  props: Asked & { value: number | null; onChange: (value: number | null) => void; min?: number; max?: number; unit?: string },
) {
  const { min, max, unit, ...rest } = props;
  const f = useFormats();
  const low = min ?? Number.NEGATIVE_INFINITY;
  const high = max ?? Number.POSITIVE_INFINITY;
  return (
    <ReadField
      {...rest}
      inputMode="decimal"
      read={(text) => readNumber(text, f.manner.locale)}
      write={f.number}
      unreadable={t("field.number", { example: f.number(1250) })}
      objection={(n) => (n < low || n > high ? t("field.range", { low: bound(f.number, min), high: bound(f.number, max) }) : undefined)}
      end={unit && <span className="unit">{unit}</span>}
    />
  );
}

const bound = (write: (n: number) => string, n: number | undefined) => (n === undefined ? "…" : write(n));

/** Money in one currency: the organisation's, unless told. "60k" will do. */
export function MoneyField(props: Asked & { value: Money | null; onChange: (value: Money | null) => void; currency?: string }) {
  const { currency: asked, ...rest } = props;
  const f = useFormats();
  const currency = props.value?.currency ?? asked ?? f.manner.currency;
  const example = f.money({ minor: 61_500 * 10 ** digits(currency), currency });
  return (
    <ReadField
      {...rest}
      inputMode="decimal"
      read={(text) => readMoney(text, currency, f.manner.locale)}
      write={f.money}
      unreadable={t("field.number", { example })}
      end={props.value === null && <span className="unit">{currency}</span>}
    />
  );
}

/** One of a list: a native select, or radio buttons where each needs its hint. */
export function ChoiceField<V extends string>(
  props: Asked & {
    value: V | null;
    onChange: (value: V) => void;
    options: readonly Option<V>[];
    as?: "select" | "radio";
  },
) {
  const { value, onChange, options, as = "select", ...asked } = props;
  const name = useId();
  if (as === "radio") {
    const wrong = asked.error;
    return (
      <fieldset className="ask" disabled={asked.disabled} aria-describedby={wrong ? `${name}e` : undefined}>
        <legend className={asked.bare ? "sr" : undefined}>{asked.label}</legend>
        {options.map((option) => (
          <label key={option.value} className="radio">
            <input
              type="radio"
              name={name}
              checked={option.value === value}
              disabled={option.disabled}
              onChange={() => onChange(option.value)}
            />
            <span>
              {option.label}
              {option.hint && <span className="micro faint" style={{ display: "block" }}>{option.hint}</span>}
            </span>
          </label>
        ))}
        {wrong ? <p id={`${name}e`} className="wrong-text">{wrong}</p> : asked.hint && <p className="hint">{asked.hint}</p>}
      </fieldset>
    );
  }
  return (
    <Ask asked={asked}>
      {(said) => (
        <span className={box(said, "drops")}>
          <select {...said} value={value ?? ""} onChange={(e) => onChange(e.target.value as V)}>
            {value === null && (
              <option value="" disabled>
                {t("act.choose")}
              </option>
            )}
            {options.map((option) => (
              <option key={option.value} value={option.value} disabled={option.disabled}>
                {option.label}
              </option>
            ))}
          </select>
        </span>
      )}
    </Ask>
  );
}

/** On or off, in force at once. */
export function Toggle(props: { label: ReactNode; hint?: string; value: boolean; onChange: (value: boolean) => void; disabled?: boolean }) {
  const id = useId();
  return (
    <label className="toggle">
      <input
        type="checkbox"
        role="switch"
        checked={props.value}
        disabled={props.disabled}
        aria-describedby={props.hint ? id : undefined}
        onChange={(e) => props.onChange(e.target.checked)}
      />
      <span>
        {props.label}
        {props.hint && (
          <span id={id} className="micro faint" style={{ display: "block" }}>
            {props.hint}
          </span>
        )}
      </span>
    </label>
  );
}

/** The label's part and the input's part of a field's properties. */
function split<P extends Asked>(props: P) {
  const { label, hint, error, optional, disabled, bare, focus, ...native } = props;
  return [{ label, hint, error, optional, disabled, bare, focus } as Asked, native] as const;
}
