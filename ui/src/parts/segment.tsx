// A choice of a few side by side, and tabs. Both take one stop of the Tab key; arrows
// move within.
import { type KeyboardEvent, type ReactNode, useId } from "react";
import { Link } from "wouter";
import { Icon, type IconName } from "./icon";

/** One choice. */
export type Option<V extends string = string> = { value: V; label: string; icon?: IconName; hint?: string; disabled?: boolean };

/** Moves along a row of elements by arrows, Home and End, and chooses what it meets. */
function rove(e: KeyboardEvent<HTMLElement>) {
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[e.key];
  const all = [...e.currentTarget.querySelectorAll<HTMLElement>("[data-rove]:not(:disabled)")];
  const at = all.indexOf(document.activeElement as HTMLElement);
  const to = e.key === "Home" ? 0 : e.key === "End" ? all.length - 1 : step ? (at + step + all.length) % all.length : -1;
  const next = all[to];
  if (!next) return;
  e.preventDefault();
  next.focus();
  next.click();
}

/** Where Tab stops: at what is chosen, and at the first that can be while nothing is. */
function stopOf<V extends string>(options: readonly Option<V>[], value: V): V | undefined {
  const open = options.filter(({ disabled }) => !disabled);
  return (open.find((option) => option.value === value) ?? open[0])?.value;
}

/** One of a few: board or table, won or lost. */
export function Segment<V extends string>(props: {
  label: string;
  options: readonly Option<V>[];
  value: V;
  onChange: (value: V) => void;
}) {
  const stop = stopOf(props.options, props.value);
  return (
    <span className="seg" role="radiogroup" aria-label={props.label} onKeyDown={rove}>
      {props.options.map((option) => (
        <button
          key={option.value}
          type="button"
          role="radio"
          data-rove
          aria-checked={option.value === props.value}
          tabIndex={option.value === stop ? 0 : -1}
          disabled={option.disabled}
          onClick={() => props.onChange(option.value)}
        >
          {option.icon && <Icon name={option.icon} size={12} />}
          {option.label}
        </button>
      ))}
    </span>
  );
}

/** Tabs over one panel, whose content is the child. */
export function Tabs<V extends string>(props: {
  label: string;
  options: readonly Option<V>[];
  value: V;
  onChange: (value: V) => void;
  children: ReactNode;
}) {
  const id = useId();
  const stop = stopOf(props.options, props.value);
  return (
    <div className="stack">
      <div className="tabs" role="tablist" aria-label={props.label} onKeyDown={rove}>
        {props.options.map((option) => (
          <button
            key={option.value}
            id={`${id}${option.value}`}
            type="button"
            role="tab"
            data-rove
            aria-selected={option.value === props.value}
            aria-controls={option.value === props.value ? `${id}panel` : undefined}
            tabIndex={option.value === stop ? 0 : -1}
            disabled={option.disabled}
            onClick={() => props.onChange(option.value)}
          >
            {option.icon && <Icon name={option.icon} size={12} />}
            {option.label}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}panel`} aria-labelledby={`${id}${props.value}`} tabIndex={-1}>
        {props.children}
      </div>
    </div>
  );
}

/** Tabs that are addresses: organisations and people, the parts of settings. */
export function LinkTabs(props: { label: string; links: readonly { href: string; label: string }[]; current: string }) {
  return (
    <nav className="tabs" aria-label={props.label}>
      {props.links.map(({ href, label }) => (
        <Link key={href} href={href} aria-current={href === props.current ? "page" : undefined}>
          {label}
        </Link>
      ))}
    </nav>
  );
}
