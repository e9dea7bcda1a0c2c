// The deals of an organisation or a person: the open ones first, then how others ended.
import { useMemo } from "react";
import { Link, useLocation } from "wouter";
import { useMembers } from "../api/members";
import { useFormats, useToday } from "../api/session";
import type { Card } from "../api/types";
import { useAsk } from "../api/use";
import { StepMark } from "../parts/mark";
import { Section } from "../parts/say";
import { t } from "./t";

type Steps = { process: { steps: { key: string; name: string }[] } };

export function DealsOf({ cards, act, empty }: { cards: readonly Card[]; act?: React.ReactNode; empty: string }) {
  const f = useFormats();
  const today = useToday();
  const [, go] = useLocation();
  const members = useMembers();
  const steps = useAsk<Steps>(cards[0] ? `/api/processes/${encodeURIComponent(cards[0].process)}` : null).data?.process.steps;
  const list = useMemo(
    () => [...cards].sort((a, b) => Number(a.status !== "open") - Number(b.status !== "open") || (b.ended ?? b.changed) - (a.ended ?? a.changed)),
    [cards],
  );
  const open = list.filter(({ status }) => status === "open").length;
  const name = (key: string) => steps?.find((step) => step.key === key)?.name ?? "";
  return (
    <Section title={t("deals")} lead={cards.length > 0 ? t("deals.open", { n: open }) : undefined} end={act}>
      {list.length === 0 ? (
        <p className="small faint">{empty}</p>
      ) : (
        <table className="t party-deals">
          <thead>
            <tr>
              <th>{t("deals.deal")}</th>
              <th>{t("deals.step")}</th>
              <th className="party-wide">{t("deals.next")}</th>
              <th className="party-wide">{t("fact.owner")}</th>
              <th className="num">{t("deals.value")}</th>
            </tr>
          </thead>
          <tbody>
            {list.map((card) => (
              <tr key={card.id} className="opens" onClick={(e) => (e.target as HTMLElement).closest("a") || go(`/deals/${card.id}`)}>
                <th scope="row" className="name">
                  <Link href={`/deals/${card.id}`}>{card.name}</Link>
                </th>
                <td>{card.status === "open" ? name(card.step) : <Ended card={card} />}</td>
                <td className="party-wide">
                  {card.status === "open" && (
                    <span className="row">
                      <StepMark state={card.next.mark} />
                      {card.next.due ? f.dayShort(card.next.due, today) : <span className="void">{t("next.none")}</span>}
                    </span>
                  )}
                </td>
                <td className="party-wide">{members.find(({ id }) => id === card.owner)?.name}</td>
                <td className="num">{card.value.minor ? f.money(card.value) : <span className="faint">–</span>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Section>
  );
}

function Ended({ card }: { card: Card }) {
  const f = useFormats();
  const today = useToday();
  const words = t(`status.${card.status}` as "status.won");
  return (
    <span className={card.status === "won" ? "good" : "faint"}>
      {words}
      {card.ended ? `, ${f.date(f.dayOf(card.ended), today)}` : ""}
    </span>
  );
}
