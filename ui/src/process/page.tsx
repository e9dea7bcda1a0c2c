// The process as a living document: what every deal goes through, why, and how long it
// takes here; its text, its versions, and for those who shape it, its editor.
import { lazy, Suspense, useCallback, useEffect, useMemo } from "react";
import { useLocation } from "wouter";
import { useChanges } from "../api/changes";
import { useFormats, useMay, useToday } from "../api/session";
import type { ProcessList, ProcessPage } from "../api/types";
import { stale, useAsk } from "../api/use";
import { t as shared } from "../i18n/t";
import { useActs } from "../parts/act";
import { Button, IconButton } from "../parts/button";
import { CheckMark } from "../parts/mark";
import { Menu } from "../parts/menu";
import { Banner, Chip, ErrorBanner } from "../parts/say";
import { Segment } from "../parts/segment";
import { Page } from "../parts/shell";
import { oneOf, text, useView, view } from "../parts/view";
import { Ends, Lists } from "./ends";
import { ProcessMap } from "./map";
import { StepChapter } from "./step";
import { t } from "./t";
import { TextView } from "./text";
import { useProcess } from "./use";
import { Versions } from "./versions";
import "./text.css";
import "./process.css";

const Editor = lazy(() => import("./edit").then(({ Editor }) => ({ default: Editor })));

const shows = ["document", "text", "versions", "edit"] as const;
const address = view({ id: text("current"), show: oneOf(shows, "document") });

export default function ProcessDocument() {
  const [v, set] = useView(address);
  const { data, error, again } = useProcess(v.id);
  const shapes = useMay("shape");
  useChanges(
    ({ noun }) => {
      if (noun === "company" || noun === "process") stale("/api/processes");
    },
    () => stale("/api/processes"),
  );
  const edits = v.show === "edit" && shapes;
  useActs([
    ...(shapes ? [{ id: "process.edit", title: t("edit"), icon: "log" as const, words: "yaml publish", run: () => set({ show: "edit" }, { push: true }) }] : []),
  ]);
  if (edits && data) {
    return (
      <Suspense>
        <Editor
          page={data}
          onClose={() => set({ show: "document" })}
          onPublished={(version) => {
            stale("/api/processes");
            set({ id: version, show: "versions" });
          }}
        />
      </Suspense>
    );
  }
  const shown = (
    <Segment
      label={t("view")}
      value={v.show === "edit" ? "document" : v.show}
      onChange={(show) => set({ show }, { push: true })}
      options={[
        { value: "document", label: t("view.document") },
        { value: "text", label: t("view.text") },
        { value: "versions", label: t("view.versions") },
      ]}
    />
  );
  return (
    <Page
      title={t("title")}
      lead={data?.process.name}
      tools={
        <>
          <span className="wide">{shown}</span>
          <Which shown={data?.version} onChoose={(id) => set({ id, show: "document" }, { push: true })} />
          <IconButton icon="print" label={t("print")} className="wide" onClick={() => window.print()} />
          {shapes && (
            <Button className="wide" onClick={() => set({ show: "edit" }, { push: true })}>
              {t("edit")}
            </Button>
          )}
        </>
      }
      banner={
        <>
          {error !== undefined && <ErrorBanner error={error} onRetry={again} />}
          {data && !isNewest(data) && (
            <Banner icon="history" act={<Button onClick={() => set({ id: data.process.process })}>{t("version.newest")}</Button>}>
              {t("version.old")}
            </Banner>
          )}
        </>
      }
    >
      <div className="only-narrow process-views">{shown}</div>
      {!data && !error && (
        <p className="sr" role="status">
          {t("loading")}
        </p>
      )}
      {data && v.show === "document" && <Document page={data} />}
      {data && v.show === "text" && <TextView text={data.text} />}
      {data && v.show === "versions" && (
        <Versions versions={data.versions} shown={data.version} onShow={(id) => set({ id, show: "document" }, { push: true })} />
      )}
    </Page>
  );
}

/** The latest of its own process. */
const isNewest = ({ version, versions }: ProcessPage): boolean => versions[0]?.version === version || versions.length === 0;

function Meta({ page }: { page: ProcessPage }) {
  const f = useFormats();
  const today = useToday();
  return (
    <p className="process-meta">
      {page.default && <Chip tone="good">{t("version.inEffect")}</Chip>}
      {t("version", { version: page.version })}, {t("versions.published", { day: f.date(f.dayOf(page.published), today) })}
    </p>
  );
}

/** The processes of this company, where there is more than one. */
function Which({ shown, onChoose }: { shown: string | undefined; onChoose: (id: string) => void }) {
  const list = useAsk<ProcessList>("/api/processes").data?.processes;
  const newest = useMemo(() => {
    const byKey = new Map<string, { key: string; name: string; versions: string[] }>();
    for (const { key, name, version } of list ?? []) {
      const known = byKey.get(key);
      if (known) known.versions.push(version);
      else byKey.set(key, { key, name, versions: [version] });
    }
    return [...byKey.values()];
  }, [list]);
  if (newest.length < 2) return null;
  const here = newest.find(({ versions }) => shown && versions.includes(shown));
  return (
    <Menu
      label={t("choose")}
      items={newest.map(({ key, name }) => ({ id: key, label: name, checked: key === here?.key, run: () => onChoose(key) }))}
      trigger={
        <button type="button" className="drop">
          {here?.name ?? t("choose")}
        </button>
      }
    />
  );
}

function Document({ page }: { page: ProcessPage }) {
  const { process } = page;
  const [, go] = useLocation();
  const figures = useMemo(() => new Map(page.figures.map((one) => [one.step, one])), [page.figures]);
  const deals = useCallback(
    (step: string) => go(`/pipeline?step=${encodeURIComponent(step)}${page.default ? "" : `&process=${encodeURIComponent(process.process)}`}`),
    [go, page.default, process.process],
  );
  // The step that the address names is there only now.
  useEffect(() => {
    if (location.hash) document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
  }, []);
  const numbers = new Map(process.steps.filter(({ skip, retired }) => !skip && !retired).map(({ key }, i) => [key, i + 1]));
  return (
    <div className="process">
      {process.about && <p className="process-about">{process.about}</p>}
      <Meta page={page} />
      <ProcessMap process={process} figures={figures} />
      <Legend />
      {process.jobs.map((job) => (
        <section key={job.key} className="process-job" aria-labelledby={`job-${job.key}`}>
          <header>
            <h2 id={`job-${job.key}`}>{job.name}</h2>
            {job.question && <p>{job.question}</p>}
          </header>
          {process.steps
            .filter((step) => step.job === job.key)
            .map((step) => (
              <StepChapter key={step.key} process={process} step={step} figures={figures.get(step.key)} number={numbers.get(step.key) ?? 0} onDeals={deals} />
            ))}
        </section>
      ))}
      <Ends process={process} />
      <Lists process={process} />
    </div>
  );
}

/** What the three shapes mean. */
function Legend() {
  return (
    <dl className="process-legend" aria-label={t("legend")}>
      {(["impossible", "gate", "advice"] as const).map((strength) => (
        <div key={strength}>
          <dt>
            <CheckMark strength={strength} state="open" name={shared(`strength.${strength}`)} />
            {t(`legend.${strength}`)}
          </dt>
          <dd>{t(`legend.${strength}.text`)}</dd>
        </div>
      ))}
    </dl>
  );
}
