// A field that finds: an organisation, a person, an owner. Type, choose with the arrows,
// or make a new one of what was typed.
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { t } from "../i18n/t";
import { Ask, type Asked } from "./field";
import { usePlace } from "./float";
import { Icon, type IconName } from "./icon";

/** Something that can be picked. */
export type Pick = { id: string; name: string; detail?: string };

export function PickField(
  props: Asked & {
    value: Pick | null;
    onChange: (value: Pick | null) => void;
    /** The best few for these words; for "" the usual ones. */
    search: (words: string, signal: AbortSignal) => Promise<readonly Pick[]>;
    /** Offers to make what was typed. */
    onNew?: (name: string) => void;
    icon?: IconName;
    placeholder?: string;
  },
) {
  const { value, onChange, search, onNew, icon, placeholder, ...asked } = props;
  const [words, setWords] = useState<string | null>(null);
  const [at, setAt] = useState(0);
  const found = usePicks(words, search);
  const anchor = useRef<HTMLSpanElement>(null);
  const id = useId();

  const fresh = words?.trim() ?? "";
  const known = found?.some((pick) => pick.name.toLowerCase() === fresh.toLowerCase());
  const offers = onNew && fresh && found && !known ? 1 : 0;
  const count = (found?.length ?? 0) + offers;
  const shut = () => {
    setWords(null);
    setAt(0);
  };
  const choose = (i: number) => {
    const pick = found?.[i];
    if (pick) onChange(pick);
    else if (offers && i === count - 1) onNew?.(fresh);
    else return;
    shut();
  };
  const press = (e: KeyboardEvent) => {
    if (e.nativeEvent.isComposing) return;
    if (e.key === "ArrowDown" || e.key === "ArrowUp") {
      if (words === null) setWords("");
      else if (count) setAt((at + (e.key === "ArrowDown" ? 1 : -1) + count) % count);
    } else if (e.key === "Enter" && words !== null && count) choose(at);
    else if (e.key === "Escape" && words !== null) shut();
    else return;
    e.preventDefault();
    e.stopPropagation();
  };

  return (
    <Ask asked={asked}>
      {(said) => (
        <span ref={anchor} className={`field ${said["aria-invalid"] ? "wrong" : ""}`}>
          {icon && <Icon name={icon} size={12} />}
          <input
            {...said}
            role="combobox"
            autoComplete="off"
            spellCheck={false}
            aria-autocomplete="list"
            aria-expanded={words !== null && count > 0}
            aria-controls={words === null ? undefined : `${id}list`}
            aria-activedescendant={words !== null && count ? `${id}${at}` : undefined}
            placeholder={placeholder}
            value={words ?? value?.name ?? ""}
            onChange={(e) => {
              setWords(e.target.value);
              setAt(0);
              if (value) onChange(null);
            }}
            onClick={() => words === null && !value && setWords("")}
            onBlur={shut}
            onKeyDown={press}
          />
          {value && !asked.disabled && (
            <button type="button" aria-label={t("act.remove", { what: value.name })} onClick={() => onChange(null)}>
              <Icon name="close" size={12} />
            </button>
          )}
          {words !== null && found && (
            <Picks id={id} label={asked.label} anchor={anchor}>
              {found.map((pick, i) => (
                <PickLine key={pick.id} id={`${id}${i}`} on={i === at} onPick={() => choose(i)} name={pick.name} detail={pick.detail} />
              ))}
              {offers > 0 && (
                <PickLine id={`${id}${count - 1}`} on={at === count - 1} onPick={() => choose(count - 1)} name={t("field.new", { what: fresh })} />
              )}
              {count === 0 && <div className="group">{t("field.none")}</div>}
            </Picks>
          )}
        </span>
      )}
    </Ask>
  );
}

function Picks(props: { id: string; label: string; anchor: React.RefObject<HTMLElement | null>; children: React.ReactNode }) {
  const box = useRef<HTMLDivElement>(null);
  usePlace(props.anchor, box, {});
  return (
    <div ref={box} id={`${props.id}list`} className="menu" role="listbox" aria-label={props.label}>
      {props.children}
    </div>
  );
}

function PickLine(props: { id: string; on: boolean; onPick: () => void; name: string; detail?: string | undefined }) {
  return (
    <div
      id={props.id}
      role="option"
      aria-selected={props.on}
      className={props.on ? "on" : undefined}
      // Before the field loses the focus, which would shut the list.
      onPointerDown={(e) => {
        e.preventDefault();
        props.onPick();
      }}
    >
      <span className="cut">{props.name}</span>
      {props.detail && <span className="end">{props.detail}</span>}
    </div>
  );
}

function usePicks(words: string | null, search: (words: string, signal: AbortSignal) => Promise<readonly Pick[]>) {
  const [found, set] = useState<readonly Pick[]>();
  const latest = useRef(search);
  useEffect(() => {
    latest.current = search;
  });
  useEffect(() => {
    if (words === null) return;
    const stop = new AbortController();
    const timer = setTimeout(
      () =>
        latest.current(words.trim(), stop.signal).then(
          (picks) => stop.signal.aborted || set(picks),
          () => stop.signal.aborted || set([]),
        ),
      words ? 90 : 0,
    );
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [words]);
  return words === null ? undefined : found;
}
