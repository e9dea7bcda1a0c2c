// Next steps: what is planned, to be finished, moved or given up; and logging what was
// just done, in a sentence.
import { useState } from "react";
import { useFormats, useToday } from "../api/session";
import type { Planned } from "../api/types";
import { useActs } from "../parts/act";
import { Button, IconButton } from "../parts/button";
import { Icon } from "../parts/icon";
import { StepMark, type StepState } from "../parts/mark";
import { Menu } from "../parts/menu";
import { Section } from "../parts/say";
import { kindIcon } from "./fields";
import { LoggedForm, PlanForm, RescheduleForm } from "./next-form";
import { named, t } from "./t";
import { Trouble } from "./trouble";
import { useDeal, useDealDay, useDo, useName } from "./use";

const markFor = (due: string, today: string): StepState => (due < today ? "overdue" : due === today ? "today" : "later");

/** The planned activities. `planning` is kept by the page, so that the headline can open it. */
export function NextSteps({ planning, onPlanning }: { planning: boolean; onPlanning: (open: boolean) => void }) {
  const { page, fixed } = useDeal();
  const planned = [...(page.deal.planned ?? [])].sort((a, b) => a.due.localeCompare(b.due) || (a.time ?? "").localeCompare(b.time ?? ""));
  const live = page.deal.status === "open" || page.deal.status === "won";
  useActs(live && !fixed ? [{ id: "deal.next", title: t("next.act"), keys: "s", icon: "calendar", words: t("words.next"), run: () => onPlanning(true) }] : []);
  if (!live && planned.length === 0) return null;
  return (
    <div id="deal-next">
      <Section
        title={t("next")}
        end={
          live &&
          !fixed &&
          !planning && (
            <button type="button" className="link" onClick={() => onPlanning(true)}>
              {t("next.plan")}
            </button>
          )
        }
      >
        {planning && <PlanForm onDone={() => onPlanning(false)} onCancel={() => onPlanning(false)} />}
        {planned.length === 0 && !planning && (
          <p className="row small void">
            <StepMark state="none" quiet />
            <b>{t("next.none")}</b>
          </p>
        )}
        <ul className="lines tall">
          {planned.map((one) => (
            <PlannedLine key={one.id} planned={one} fixed={fixed} />
          ))}
        </ul>
      </Section>
    </div>
  );
}

function PlannedLine({ planned, fixed }: { planned: Planned; fixed: boolean }) {
  const { page, plan } = useDeal();
  const name = useName();
  const f = useFormats();
  const today = useToday();
  const [doing, setDoing] = useState<"finish" | "move" | null>(null);
  const cancel = useDo<{ activity: string }>("cancel", {
    shows: () => (now) => ({ ...now, deal: { ...now.deal, planned: (now.deal.planned ?? []).filter(({ id }) => id !== planned.id) } }),
    after: (done) => done.ask_next && plan(),
  });
  const mark = markFor(planned.due, useDealDay());
  const tone = ({ overdue: "late", today: "due", later: "faint", none: "", done: "" } as const)[mark];
  const pending = planned.id === "new";
  return (
    <li>
      <StepMark state={mark} />
      <div>
        <span className="what">
          {named("kind", planned.kind)}
          {planned.text && <>: {planned.text}</>}
        </span>
        <p className={`micro ${tone}`}>
          {[[f.day(planned.due, today), planned.time].filter(Boolean).join(" "), planned.by !== page.deal.owner ? name(planned.by) : ""].filter(Boolean).join(", ")}
        </p>
        {doing === "finish" && (
          <LoggedForm name={`finish:${planned.id}`} finishes={planned} onDone={() => setDoing(null)} onCancel={() => setDoing(null)} />
        )}
        {doing === "move" && <RescheduleForm planned={planned} onDone={() => setDoing(null)} onCancel={() => setDoing(null)} />}
        <Trouble error={cancel.error} />
      </div>
      {!fixed && !pending && doing === null && (
        <span className="row tight-row">
          <IconButton icon="check" label={t("next.finish")} onClick={() => setDoing("finish")} />
          <Menu
            label={t("menu.of", { what: planned.text || named("kind", planned.kind) })}
            place={{ align: "end" }}
            trigger={<IconButton icon="more" label={t("menu.of", { what: planned.text || named("kind", planned.kind) })} />}
            items={[
              { id: "move", label: t("plan.move"), icon: "calendar", run: () => setDoing("move") },
              { id: "cancel", label: t("next.cancel"), icon: "close", danger: true, run: () => void cancel.run({ activity: planned.id }) },
            ]}
          />
        </span>
      )}
    </li>
  );
}

const quick = [
  { kind: "call", outcome: "attempted" },
  { kind: "conversation", outcome: "held" },
  { kind: "meeting", outcome: "held" },
  { kind: "mail", outcome: "" },
  { kind: "note", outcome: "" },
] as const;

/** What was just done: a press for its kind, then a sentence. */
export function QuickLog() {
  const [kind, setKind] = useState<(typeof quick)[number] | null>(null);
  if (kind) {
    return (
      <LoggedForm
        key={kind.kind}
        name={`quick:${kind.kind}`}
        kind={kind.kind}
        outcome={kind.outcome}
        onDone={() => setKind(null)}
        onCancel={() => setKind(null)}
      />
    );
  }
  return (
    <div className="row wrap quick-log" role="group" aria-label={t("log.head")}>
      {quick.map((one) => (
        <Button key={one.kind} onClick={() => setKind(one)}>
          <Icon name={kindIcon(one.kind)} />
          {t(`quick.${one.kind}`)}
        </Button>
      ))}
    </div>
  );
}
