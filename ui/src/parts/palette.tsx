// Find, go, do: what the server knows by these words, every page, and everything that can
// be done here. What can be done answers at once; what is found arrives above it, and Enter
// waits for that.
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from "react";
import { useLocation } from "wouter";
import { t } from "../i18n/t";
import { type Act, ActLayer, useActive } from "./act";
import { Kbd } from "./button";
import { useDialog } from "./dialog";
import { actMet, isMeant, met, ranked } from "./order";
import { Icon, type IconName } from "./icon";

/** Something that a search found. */
export type Found = {
  id: string;
  title: string;
  /** With whom it is: it may be found by that as well. */
  detail?: string;
  /** Where it stands, in a word or two. */
  state?: string;
  /** It is over: won, lost, parked. */
  over?: boolean;
  icon?: IconName;
  href: string;
};
/** Asks for what is called so. It is called as one types, and aborted when it is overtaken. */
export type Search = (words: string, signal: AbortSignal) => Promise<readonly Found[]>;

type Line = {
  id: string;
  title: string;
  detail?: string | undefined;
  state?: string | undefined;
  icon?: IconName | undefined;
  keys?: string | undefined;
  at: ReadonlySet<number>;
  /** Of the detail. */
  beside?: ReadonlySet<number>;
  /** Its own words were typed. */
  meant?: boolean;
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

  const groups = useMemo<Group[]>(() => {
    const doing = { name: t("palette.do"), lines: lines(acts, "do", words) };
    const going = { name: t("palette.go"), lines: lines(acts, "go", words) };
    const finding = {
      name: t("palette.find"),
      lines: ranked(words, found).map((one) => ({ ...one, at: met(words, one.title), beside: met(words, one.detail ?? ""), run: () => go(one.href) })),
    };
    // A group whose first line is what was typed comes first.
    const meant = [doing, going].filter((group) => group.lines[0]?.meant);
    const rest = [finding, doing, going].filter((group) => !meant.includes(group));
    return [...meant, ...rest].filter((group) => group.lines.length > 0);
  }, [acts, words, found, go]);
  const all = groups.flatMap((group) => group.lines);
  const at = Math.min(picked, Math.max(0, all.length - 1));

  const run = (line: Line | undefined) => {
    if (!line) return;
    onClose();
    // After the palette has given back the focus, so that a panel can take it.
    setTimeout(line.run);
  };
  // Enter while it is still being looked for takes what is found, not what happens to be first till then.
  const [waits, wait] = useState(false);
  const early = looking && picked === 0 && !all[0]?.meant;
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  const first = all[at];
  useEffect(() => {
    if (!waits || looking) return;
    wait(false);
    latest.current(first);
  }, [waits, looking, first]);
  const press = (e: KeyboardEvent) => {
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + 8, PageUp: at - 8 }[e.key];
    if (to !== undefined) setPicked(to < 0 ? (e.key === "ArrowUp" ? all.length - 1 : 0) : to >= all.length ? (e.key === "ArrowDown" ? 0 : all.length - 1) : to);
    else if (e.key === "Enter" && !e.nativeEvent.isComposing) {
      if (early) wait(true);
      else run(all[at]);
    }
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
              wait(false);
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
                  {line.detail && (
                    <span className="detail cut">
                      <Marked text={line.detail} at={line.beside ?? none} />
                    </span>
                  )}
                  <span className="end">
                    {line.state}
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

const none: ReadonlySet<number> = new Set();

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
      const met = actMet(act, words);
      return met ? [{ act, met, meant: isMeant(act, words) }] : [];
    })
    .sort((a, b) => (words.trim() ? Number(b.meant) - Number(a.meant) || b.met.score - a.met.score : nearness(a.act) - nearness(b.act)))
    .slice(0, 30)
    .map(({ act, met, meant }) => ({
      meant,
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
