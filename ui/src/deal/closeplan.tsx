// The close plan: dated milestones with an owner on each side, ticked when done.
import { useState } from "react";
import { useFormats, useToday } from "../api/session";
import type { Milestone } from "../api/types";
import type { Day } from "../i18n/format";
import { IconButton } from "../parts/button";
import { DateField } from "../parts/date-field";
import { TextField } from "../parts/field";
import { Form } from "../parts/form";
import { StepMark } from "../parts/mark";
import { Menu } from "../parts/menu";
import { Section } from "../parts/say";
import { useFormDraft } from "./draft";
import { MemberField, WhoField } from "./fields";
import { t } from "./t";
import { Trouble, wrong } from "./trouble";
import { useDeal, useDealDay, useDo, useName } from "./use";

type Draft = { what: string; due: Day | null; ours: string; theirs: string };
type Body = Partial<Draft> & { milestone?: string; done?: boolean; drop?: boolean };

function usePlan(after?: () => void) {
  return useDo<Body>("plan", {
    shows: (body) => (page) => {
      if (!body.milestone) return page;
      const plan = (page.deal.plan ?? []).flatMap((one) => {
        if (one.id !== body.milestone) return [one];
        if (body.drop) return [];
        const { done: _, ...rest } = one;
        return [{ ...rest, ...(body.due && { due: body.due }), ...(body.what && { what: body.what }), ...(body.done && { done: Date.now() * 1000 }) }];
      });
      return { ...page, deal: { ...page.deal, plan } };
    },
    ...(after && { after }),
  });
}

export function ClosePlan() {
  const { page, fixed } = useDeal();
  const [editing, setEditing] = useState<string | null>(null);
  const plan = page.deal.plan ?? [];
  const live = page.deal.status === "open" && !fixed;
  if (plan.length === 0 && !live) return null;
  return (
    <Section
      title={t("plan")}
      lead={plan.length === 0 ? t("closeplan.lead") : undefined}
      end={
        live &&
        editing !== "new" && (
          <button type="button" className="link" onClick={() => setEditing("new")}>
            {t("add")}
          </button>
        )
      }
    >
      {editing === "new" && <MilestoneForm onDone={() => setEditing(null)} />}
      {plan.length > 0 && (
        <ul className="milestones">
          <li className="h" aria-hidden="true">
            <span />
            <span>{t("closeplan.what")}</span>
            <span>{t("closeplan.theirs")}</span>
            <span>{t("closeplan.ours")}</span>
            <span className="num">{t("closeplan.by")}</span>
            <span />
          </li>
          {plan.map((one) =>
            editing === one.id ? (
              <li key={one.id} className="editing">
                <MilestoneForm milestone={one} onDone={() => setEditing(null)} />
              </li>
            ) : (
              <Line key={one.id} milestone={one} live={live} onEdit={() => setEditing(one.id)} />
            ),
          )}
        </ul>
      )}
    </Section>
  );
}

const bodyOf = ({ id, what, due, ours, theirs }: Milestone): Body => ({ milestone: id, what, due, ours: ours ?? "", theirs: theirs ?? "" });

function Line({ milestone, live, onEdit }: { milestone: Milestone; live: boolean; onEdit: () => void }) {
  const name = useName();
  const f = useFormats();
  const today = useToday();
  const day = useDealDay();
  const save = usePlan();
  const late = !milestone.done && milestone.due < day;
  const tick = () => void save.run({ ...bodyOf(milestone), done: !milestone.done });
  return (
    <li className={milestone.done ? "done" : undefined}>
      {live ? (
        <input type="checkbox" className="check" checked={!!milestone.done} aria-label={t("closeplan.tick", { what: milestone.what })} onChange={tick} />
      ) : (
        <StepMark state={milestone.done ? "done" : late ? "overdue" : "later"} />
      )}
      <span className="what">{milestone.what}</span>
      <span className="theirs">{name(milestone.theirs) || <span className="void">{t("closeplan.nobody")}</span>}</span>
      <span className="ours">{name(milestone.ours) || <span className="faint">–</span>}</span>
      <span className={`num ${late ? "late" : ""}`}>
        {f.date(milestone.due, today)}
        {(milestone.moves ?? 0) > 0 && <span className="micro faint"> {t("closeplan.moves", { n: milestone.moves ?? 0 })}</span>}
      </span>
      {live ? (
        <Menu
          label={milestone.what}
          place={{ align: "end" }}
          trigger={<IconButton icon="more" label={t("menu.of", { what: milestone.what })} className="quiet-more" />}
          items={[
            { id: "edit", label: t("closeplan.edit"), icon: "log", run: onEdit },
            { id: "drop", label: t("closeplan.drop"), icon: "trash", danger: true, run: () => void save.run({ milestone: milestone.id, drop: true }) },
          ]}
        />
      ) : (
        <span />
      )}
      <Trouble error={save.error} />
    </li>
  );
}

function MilestoneForm({ milestone, onDone }: { milestone?: Milestone; onDone: () => void }) {
  const { page } = useDeal();
  const [value, set, sent] = useFormDraft<Draft>(`plan:${milestone?.id ?? "new"}`, {
    what: milestone?.what ?? "",
    due: milestone?.due ?? null,
    ours: milestone?.ours ?? page.deal.owner,
    theirs: milestone?.theirs ?? "",
  });
  const save = usePlan(() => {
    sent();
    onDone();
  });
  return (
    <Form
      act={milestone ? t("closeplan.save") : t("closeplan.add")}
      busy={save.busy}
      disabled={!value.what.trim() || !value.due}
      trouble={<Trouble error={save.error} />}
      onSubmit={() => void save.run({ ...value, ...(milestone && { milestone: milestone.id, done: !!milestone.done }) })}
      onCancel={onDone}
    >
      <div className="pair">
        <TextField label={t("closeplan.what")} value={value.what} onChange={(what) => set({ what })} error={wrong(save.error, "what")} />
        <DateField label={t("closeplan.by")} value={value.due} onChange={(due) => set({ due })} error={wrong(save.error, "due")} />
      </div>
      <div className="pair">
        <WhoField label={t("closeplan.theirs")} value={value.theirs} onChange={(theirs) => set({ theirs })} />
        <MemberField label={t("closeplan.ours")} value={value.ours} none={t("closeplan.noone")} onChange={(ours) => set({ ours })} />
      </div>
    </Form>
  );
}
