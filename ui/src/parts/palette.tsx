// Find, go, do: everything that can be done here, every page, and what the server knows
// by these words. The list answers at once; what is found arrives below it.
import { type KeyboardEvent, useEffect, useId, useMemo, useState } from "react";
import { useLocation } from "wouter";
import { t } from "../i18n/t";
import { type Act, ActLayer, useActive } from "./act";
import { Kbd } from "./button";
import { useDialog } from "./dialog";
import { fuzzy } from "./fuzzy";
import { Icon, type IconName } from "./icon";

/** Something that a search found. */
export type Found = { id: string; title: string; detail?: string; icon?: IconName; href: string };
/** Asks for what is called so. It is called as one types, and aborted when it is overtaken. */
export type Search = (words: string, signal: AbortSignal) => Promise<readonly Found[]>;

type Line = {
  id: string;
  title: string;
  detail?: string | undefined;
  icon?: IconName | undefined;
  keys?: string | undefined;
  at: ReadonlySet<number>;
  run: () => void;
};
type Group = { name: string; lines: Line[] };

/** The open palette; shown while it is rendered. */
export default function Palette({ search, onClose }: { search?: Search | undefined; onClose: () => void }) {
  // What can be done is what could be done on the page beneath.
  const [acts] = useState(useActive());
  const [words, setWords] = useState("");
  const [picked, setPicked] = useState(0);
  const { found, looking } = useFound(words, search);
  const [, go] = useLocation();
  const id = useId();

  const groups = useMemo<Group[]>(
    () =>
      [
        { name: t("palette.do"), lines: lines(acts, "do", words) },
        { name: t("palette.go"), lines: lines(acts, "go", words) },
        {
          name: t("palette.find"),
          lines: found.map((one) => ({ ...one, at: fuzzy(words, one.title)?.at ?? new Set(), run: () => go(one.href) })),
        },
      ].filter((group) => group.lines.length > 0),
    [acts, words, found, go],
  );
  const all = groups.flatMap((group) => group.lines);
  const at = Math.min(picked, Math.max(0, all.length - 1));

  const run = (line: Line | undefined) => {
    if (!line) return;
    onClose();
    // After the palette has given back the focus, so that a panel can take it.
    setTimeout(line.run);
  };
  const press = (e: KeyboardEvent) => {
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + 8, PageUp: at - 8 }[e.key];
    if (to !== undefined) setPicked(to < 0 ? (e.key === "ArrowUp" ? all.length - 1 : 0) : to >= all.length ? (e.key === "ArrowDown" ? 0 : all.length - 1) : to);
    else if (e.key === "Enter" && !e.nativeEvent.isComposing) run(all[at]);
    else return;
    e.preventDefault();
  };
  const dialog = useDialog(true, onClose);
  useEffect(() => {
    document.getElementById(`${id}${at}`)?.scrollIntoView?.({ block: "nearest" });
  }, [id, at]);

  return (
    <dialog {...dialog} className="panel middle palette" aria-label={t("shell.find")}>
      <ActLayer>
        <div className="in">
          <Icon name="search" />
          <input
            data-focus
            type="text"
            role="combobox"
            aria-label={t("shell.find")}
            aria-expanded={all.length > 0}
            aria-controls={`${id}list`}
            aria-activedescendant={all.length ? `${id}${at}` : undefined}
            aria-autocomplete="list"
            autoComplete="off"
            spellCheck={false}
            placeholder={t("shell.find")}
            value={words}
            onChange={(e) => {
              setWords(e.target.value);
              setPicked(0);
            }}
            onKeyDown={press}
          />
          <Kbd keys="Escape" />
        </div>
        <Results groups={groups} at={at} id={id} onPick={setPicked} onRun={run} />
        {all.length === 0 && (
          <p className="none">{looking ? t("palette.searching") : t("palette.none", { words })}</p>
        )}
        <p className="sr" role="status">
          {words && !looking ? t("palette.found", { n: all.length }) : ""}
        </p>
      </ActLayer>
    </dialog>
  );
}

function Results(props: { groups: Group[]; at: number; id: string; onPick: (i: number) => void; onRun: (line: Line) => void }) {
  let index = -1;
  return (
    <ul id={`${props.id}list`} role="listbox" aria-label={t("shell.find")} hidden={props.groups.length === 0}>
      {props.groups.map((group) => (
        <li key={group.name} role="group" aria-label={group.name}>
          <div className="g" aria-hidden="true">
            {group.name}
          </div>
          <ul role="presentation">
            {group.lines.map((line) => {
              const i = ++index;
              return (
                <li
                  key={line.id}
                  id={`${props.id}${i}`}
                  role="option"
                  aria-selected={i === props.at}
                  onPointerMove={() => i !== props.at && props.onPick(i)}
                  onClick={() => props.onRun(line)}
                >
                  <Icon name={line.icon ?? "right"} />
                  <b className="cut">
                    <Marked text={line.title} at={line.at} />
                  </b>
                  {line.detail && <span className="detail cut">{line.detail}</span>}
                  <span className="end">
                    {line.keys && <Kbd keys={line.keys} />}
                    {i === props.at && <Kbd keys="Enter" />}
                  </span>
                </li>
              );
            })}
          </ul>
        </li>
      ))}
    </ul>
  );
}

/** The letters that were met, marked. */
function Marked({ text, at }: { text: string; at: ReadonlySet<number> }) {
  if (at.size === 0) return text;
  return [...text].map((letter, i) => (at.has(i) ? <mark key={i}>{letter}</mark> : letter));
}

/** Before anything is typed: what this page can do, log and new, then what is everywhere. */
function nearness({ id, everywhere, keys }: Act): number {
  if (!everywhere) return 0;
  return id === "new" || id === "log" ? 1 : keys ? 2 : 3;
}

function lines(acts: readonly Act[], group: "do" | "go", words: string): Line[] {
  return acts
    .filter((act) => !act.hidden && act.told === undefined && (act.group ?? "do") === group)
    .flatMap((act) => {
      const met = fuzzy(words, [act.title, act.detail, act.words].filter(Boolean).join(" "));
      return met ? [{ act, met }] : [];
    })
    .sort((a, b) => (words.trim() ? b.met.score - a.met.score : nearness(a.act) - nearness(b.act)))
    .slice(0, 30)
    .map(({ act, met }) => ({
      id: act.id,
      title: act.title,
      detail: act.detail,
      icon: act.icon,
      keys: act.keys,
      at: met.at,
      run: act.run,
    }));
}

/** Asks a little after the last letter; keeps the last answer until the next is here. */
function useFound(words: string, search: Search | undefined): { found: readonly Found[]; looking: boolean } {
  const [state, set] = useState<{ words: string; found: readonly Found[] }>({ words: "", found: [] });
  const wanted = words.trim();
  useEffect(() => {
    if (!search || wanted.length < 2) return;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      search(wanted, stop.signal).then(
        (found) => set({ words: wanted, found }),
        () => stop.signal.aborted || set({ words: wanted, found: [] }),
      );
    }, 90);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [wanted, search]);
  const asks = search !== undefined && wanted.length >= 2;
  return { found: asks ? state.found : [], looking: asks && state.words !== wanted };
}
