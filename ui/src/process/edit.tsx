// The editor of a process: its text, held against the server while one types. Mistakes
// stand at their lines; what would change is told in words before it is published.
import { useEffect, useMemo, useRef, useState } from "react";
import { send } from "../api/client";
import type { Done, ProcessPage, TemplateList } from "../api/types";
import { useAsk, useSend } from "../api/use";
import { useActs } from "../parts/act";
import { Button } from "../parts/button";
import { TextField, Toggle } from "../parts/field";
import { Icon } from "../parts/icon";
import { useDraft } from "../parts/kept";
import { Menu } from "../parts/menu";
import { ErrorText, Section } from "../parts/say";
import { Page } from "../parts/shell";
import { around, difference, type Run } from "./difference";
import { isSame, type Mistake, mistakesOf } from "./problems";
import { t } from "./t";
import { Changes } from "./versions";

type Checked = { text: string; default: boolean; changes?: string[]; version?: string; mistakes?: Mistake[]; same?: boolean; error?: unknown };

/** Asks the server what it thinks of a text, a little after the last letter. */
function useCheck(page: ProcessPage, text: string, inEffect: boolean): { checked: Checked | undefined; checking: boolean } {
  const [asked, set] = useState<Checked>();
  const same = text === page.text && inEffect === page.default;
  useEffect(() => {
    if (same) return;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      const put = (answer: Partial<Checked>) => !stop.signal.aborted && set({ text, default: inEffect, ...answer });
      send<Done>("/api/processes", { text, default: inEffect }, { dryRun: true, signal: stop.signal }).then(
        (done) => put({ version: done.id, ...(done.changes ? { changes: done.changes } : {}) }),
        (error: unknown) => {
          const mistakes = mistakesOf(error);
          put(mistakes ? { mistakes } : isSame(error) ? { same: true } : { error });
        },
      );
    }, 350);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [text, inEffect, same]);
  const checked = same ? { text, default: inEffect, same } : asked;
  return { checked, checking: checked?.text !== text || checked.default !== inEffect };
}

export function Editor({ page, onClose, onPublished }: { page: ProcessPage; onClose: () => void; onPublished: (version: string) => void }) {
  const [draft, setDraft, sent] = useDraft(`process:${page.process.process}`);
  const text = draft || page.text;
  const [inEffect, setInEffect] = useState(page.default);
  const [note, setNote, noteSent] = useDraft(`process-note:${page.process.process}`);
  const { checked, checking } = useCheck(page, text, inEffect);
  const area = useRef<HTMLTextAreaElement>(null);
  const publish = useSend((key: string, body: object) => send<Done>("/api/processes", body, { key }));
  const ready = !checking && checked?.version !== undefined;
  const act = async () => {
    if (!ready) return;
    const done = await publish.run({ text, default: inEffect, ...(note.trim() ? { note: note.trim() } : {}) });
    if (!done) return;
    sent();
    noteSent();
    onPublished(done.id);
  };
  useActs([
    { id: "process.publish", title: t("edit.publish"), keys: "mod+Enter", icon: "check", everywhere: true, run: () => void act() },
    { id: "process.close", title: t("edit.back"), icon: "back", run: onClose },
  ]);
  return (
    <Page
      title={t("edit.title")}
      lead={<b>{page.process.name}</b>}
      tools={<Begin onText={setDraft} page={page} />}
    >
      <div className="process-edit">
        <Lines value={text} onChange={setDraft} mistakes={checking ? [] : (checked?.mistakes ?? [])} area={area} />
        <aside className="stack">
          <Verdict checked={checked} checking={checking} onLine={(line) => goTo(area.current, text, line)} />
          {ready && <WhatChanges before={page.text} after={text} changes={checked?.changes} />}
          <Section title={t("edit.publish")}>
            <p className="small dim">{t("edit.lead")}</p>
            <Toggle label={t("edit.default")} hint={t("edit.default.hint")} value={inEffect} onChange={setInEffect} />
            <TextField label={t("edit.note")} hint={t("edit.note.hint")} optional value={note} onChange={setNote} maxLength={500} />
            <ErrorText error={publish.error ?? checked?.error} />
            <div className="row wrap">
              <Button look="primary" keys="mod+Enter" busy={publish.busy} disabled={!ready} onClick={() => void act()}>
                {t("edit.publish")}
              </Button>
              <Button onClick={onClose}>{t("edit.back")}</Button>
            </div>
            {draft && (
              <p className="row wrap small faint">
                {t("edit.draft")}
                <button type="button" className="link" onClick={sent}>
                  {t("edit.discard")}
                </button>
              </p>
            )}
          </Section>
        </aside>
      </div>
    </Page>
  );
}

/** Other texts to begin with. What was typed is taken away by nothing but this. */
function Begin({ page, onText }: { page: ProcessPage; onText: (text: string) => void }) {
  const templates = useAsk<TemplateList>("/api/templates").data?.templates ?? [];
  return (
    <Menu
      label={t("edit.begin")}
      items={[
        { id: "current", label: t("edit.current"), icon: "history", run: () => onText(page.text) },
        ...templates.map(({ key, name, text }, i) => ({
          id: key,
          label: name,
          icon: "process" as const,
          run: () => onText(text),
          ...(i === 0 ? { group: t("edit.templates") } : {}),
        })),
      ]}
      trigger={
        <button type="button" className="drop">
          {t("edit.begin")}
        </button>
      }
    />
  );
}

/** The text with its line numbers; a line with a mistake has its mark beside its number. */
function Lines(props: { value: string; onChange: (text: string) => void; mistakes: readonly Mistake[]; area: React.RefObject<HTMLTextAreaElement | null> }) {
  const { value, mistakes } = props;
  const lines = value.split("\n");
  const longest = lines.reduce((most, line) => Math.max(most, line.length), 60);
  const wrong = useMemo(() => new Map(mistakes.map(({ line, words }) => [line, words])), [mistakes]);
  return (
    <div className="process-scroll editing">
      <div className="numbers" aria-hidden="true">
        {lines.map((_, i) => (
          <span key={i} className={wrong.has(i + 1) ? "wrong" : undefined} title={wrong.get(i + 1)}>
            {i + 1}
          </span>
        ))}
      </div>
      <textarea
        ref={props.area}
        aria-label={t("edit.label")}
        aria-invalid={mistakes.length > 0 || undefined}
        aria-describedby={mistakes.length > 0 ? "process-mistakes" : undefined}
        rows={lines.length + 1}
        cols={longest + 2}
        wrap="off"
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="off"
        value={value}
        onChange={(e) => props.onChange(e.target.value)}
      />
    </div>
  );
}

/** Puts the caret at the beginning of a line and shows it. */
function goTo(area: HTMLTextAreaElement | null, text: string, line: number) {
  if (!area) return;
  const before = text.split("\n").slice(0, Math.max(0, line - 1));
  const at = before.reduce((sum, one) => sum + one.length + 1, 0);
  const end = text.indexOf("\n", at);
  area.focus({ preventScroll: true });
  area.setSelectionRange(at, end < 0 ? text.length : end);
  const box = area.closest(".process-scroll");
  const height = area.scrollHeight / Math.max(1, text.split("\n").length + 1);
  box?.scrollTo({ top: Math.max(0, (line - 5) * height), left: 0 });
}

function Verdict({ checked, checking, onLine }: { checked: Checked | undefined; checking: boolean; onLine: (line: number) => void }) {
  const mistakes = checked?.mistakes ?? [];
  const state = checking ? "checking" : mistakes.length > 0 ? "wrong" : checked?.same ? "same" : checked?.version ? "holds" : "checking";
  return (
    <div className="stack">
      <p className={`process-verdict ${state}`} role="status">
        <Icon name={state === "wrong" ? "warn" : state === "checking" ? "history" : "check"} />
        <b>{t(`edit.${state}`, { n: mistakes.length })}</b>
      </p>
      {!checking && mistakes.length > 0 && (
        <ol className="process-mistakes" id="process-mistakes">
          {mistakes.map(({ line, words }, i) => (
            <li key={i}>
              {mistakes[i - 1]?.line === line ? (
                <span />
              ) : (
                <button type="button" className="link" onClick={() => onLine(line)}>
                  {line > 0 ? t("edit.line", { n: line }) : t("edit.whole")}
                </button>
              )}
              <span>{words}</span>
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}

/** In words first; line by line for those who read the text. */
function WhatChanges({ before, after, changes }: { before: string; after: string; changes: string[] | undefined }) {
  const runs = useMemo(() => difference(before, after), [before, after]);
  const count = (kind: Run["kind"]) => runs.reduce((n, run) => (run.kind === kind ? n + run.lines.length : n), 0);
  return (
    <Section title={t("edit.changes")}>
      {changes && (changes.length > 0 ? <Changes changes={changes} /> : <p className="small faint">{t("edit.changes.none")}</p>)}
      <details className="process-lines">
        <summary>
          {t("edit.lines")} <span className="faint">{t("edit.lines.n", { more: count("new"), less: count("gone") })}</span>
        </summary>
        <div className="process-diff" role="region" aria-label={t("edit.lines")} tabIndex={0}>
          {around(runs).map((run, i, all) =>
            run.lines.map((line, j) => (
              <pre key={`${i}.${j}`} className={`${run.kind} ${j === 0 && all[i - 1]?.kind === "same" && run.kind === "same" ? "apart" : ""}`}>
                <span className="n" aria-hidden="true">
                  {run.kind === "gone" ? run.was + j : run.now + j}
                </span>
                <span aria-hidden="true">{run.kind === "gone" ? "−" : run.kind === "new" ? "+" : " "}</span>
                {run.kind !== "same" && <span className="sr">{t(run.kind === "gone" ? "edit.gone" : "edit.added")}: </span>}
                {line}
              </pre>
            )),
          )}
        </div>
      </details>
    </Section>
  );
}
