// What stands between the deal and its next step, and what is wrong with it: short lists
// whose lines lead to where it is put right.
import { useFormats, useToday } from "../api/session";
import type { Lack, Moves, PathStep, Point, Strength } from "../api/types";
import { CheckMark, StepMark } from "../parts/mark";
import { Section } from "../parts/say";
import { onward, wall } from "./head";
import { t } from "./t";
import { useDeal, useDealDay } from "./use";

export function Lacks({ moves }: { moves: Moves | undefined }) {
  const { page, show, go } = useDeal();
  const { to, action } = onward(page);
  const no = wall(moves, to);
  if (page.deal.status !== "open" || no === undefined) return null;
  return (
    <Section title={t("lacks.head", { action })} end={no === null ? t("lacks.nothing") : t("lacks.n", { n: no.missing.length })}>
      {no === null ? (
        <p className="small">
          <button type="button" className="link" onClick={() => go(to)}>
            {action}
          </button>{" "}
          <span className="dim">{t("lacks.free")}</span>
        </p>
      ) : (
        <ul className="lines">
          {no.missing.map((lack) => (
            <li key={lack.checkpoint ?? lack.field}>
              <CheckMark strength={(lack.strength ?? "impossible") as Strength} state="open" size="large" tone="need" />
              <button type="button" onClick={() => (lack.step ? show(lack.step, lack.checkpoint) : go(to))}>
                {lack.question ?? lack.sentence ?? lack.field}
              </button>
              <span className="faint">{word(lack)}</span>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

function word(lack: Lack): string {
  if (lack.debt) return t("point.debt");
  if (lack.asked) return t("lacks.asked");
  if (lack.detail === "confirmation" || lack.detail === "influence") return t(`lacks.short.${lack.detail}`);
  return lack.strength ? t(`strength.${lack.strength}`) : "";
}

type Wrong = { key: string; mark: "overdue" | "none" | "today"; text: string; end?: string; run?: () => void };

/** What does not hold: taken back, owed, passed without, nothing planned, quiet, moved. */
export function Wrongs() {
  const { page, show } = useDeal();
  const f = useFormats();
  const today = useToday();
  const day = useDealDay();
  const { deal } = page;
  const all: { step: PathStep; point: Point }[] = page.path.flatMap((step) => step.points.map((point) => ({ step, point })));
  const to = (step: PathStep, point: Point) => () => show(step.key, point.key);
  const list: Wrong[] = [
    ...all.filter(({ point }) => point.flagged).map(({ step, point }): Wrong => ({ key: `f${point.key}`, mark: "overdue", text: t("wrong.flag", { what: point.question }), run: to(step, point) })),
    ...all.filter(({ point }) => point.standing === "passed").map(({ step, point }): Wrong => ({ key: `p${point.key}`, mark: "today", text: point.question, end: t("wrong.passed"), run: to(step, point) })),
  ];
  const debts = all.filter(({ point }) => point.standing === "debt");
  if (debts[0]) list.push({ key: "debts", mark: "none", text: t("wrong.debts", { n: debts.length }), run: to(debts[0].step, debts[0].point) });
  if (deal.status === "open" && !page.people.some(({ influence }) => influence === "decides" || influence === "signs") && page.people.length > 0) {
    list.push({ key: "decider", mark: "none", text: t("wrong.decider"), run: () => document.getElementById("deal-team")?.scrollIntoView({ block: "center" }) });
  }
  if ((deal.pushes ?? 0) > 0 && deal.status === "open") list.push({ key: "pushes", mark: "overdue", text: t("wrong.pushes", { n: deal.pushes ?? 0 }) });
  if (deal.status === "open" && deal.close_date && deal.close_date < day) {
    list.push({ key: "close", mark: "overdue", text: t("wrong.close"), end: f.date(deal.close_date, today) });
  }
  if (list.length === 0) return null;
  return (
    <Section title={t("wrong.head")} end={list.length}>
      <ul className="lines">
        {list.map(({ key, mark, text, end, run }) => (
          <li key={key}>
            <StepMark state={mark} quiet />
            {run ? (
              <button type="button" onClick={run}>
                {text}
              </button>
            ) : (
              <span>{text}</span>
            )}
            {end && <span className="faint">{end}</span>}
          </li>
        ))}
      </ul>
    </Section>
  );
}
