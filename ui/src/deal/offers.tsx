// Offers: the one that is out with its lines and what they answer, and those before it.
import { useState } from "react";
import { useFormats, useToday } from "../api/session";
import type { Offer } from "../api/types";
import { Button } from "../parts/button";
import { Chip, Section } from "../parts/say";
import { current } from "../evidence/draft";
import { DecideForm, OfferForm } from "./offer-form";
import { named, t } from "./t";
import { useDeal, useDealDay, useName } from "./use";

export function Offers() {
  const { page, fixed } = useDeal();
  const f = useFormats();
  const today = useToday();
  const day = useDealDay();
  const name = useName();
  const [doing, setDoing] = useState<"new" | "decide" | null>(null);
  const [older, setOlder] = useState(false);
  const offer = current(page);
  const before = [...(page.deal.offers ?? [])].reverse().filter((one) => one !== offer);
  const live = page.deal.status === "open" && !fixed;
  const close = () => setDoing(null);
  return (
    <Section
      title={t("offers")}
      lead={offer ? undefined : t("offers.none")}
      end={
        live &&
        doing === null && (
          <button type="button" className="link" onClick={() => setDoing("new")}>
            {offer ? t("offers.new") : t("add")}
          </button>
        )
      }
    >
      {doing === "new" && <OfferForm onDone={close} onCancel={close} />}
      {offer && (
        <>
          <div className="offer-head small">
            <b className="grow">{offer.what}</b>
            <Chip tone={offer.state === "accepted" ? "good" : "acc"}>{named("offerState", offer.state)}</Chip>
          </div>
          <p className="micro faint">
            {[
              t("offers.number", { n: offer.number }),
              f.date(f.dayOf(offer.at), today),
              offer.to && t("offers.to", { who: name(offer.to) }),
              offer.state === "accepted" && offer.by ? t("offers.by", { who: offer.by }) : "",
            ]
              .filter(Boolean)
              .join(", ")}
            {offer.state === "out" && (
              <span className={offer.due && offer.due < day ? "late" : offer.due ? undefined : "due"}>
                {" · "}
                {offer.due ? t("offers.due", { day: f.day(offer.due, today) }) : t("offers.undated")}
              </span>
            )}
          </p>
          <OfferTable offer={offer} />
          {live && doing !== "decide" && (
            <div className="row">
              {offer.state === "out" && <Button onClick={() => setDoing("decide")}>{t("offers.decide")}</Button>}
            </div>
          )}
          {doing === "decide" && <DecideForm offer={offer} onDone={close} onCancel={close} />}
        </>
      )}
      {before.length > 0 && (
        <>
          <button type="button" className="link small" aria-expanded={older} onClick={() => setOlder(!older)}>
            {t("offers.before", { n: before.length })}
          </button>
          {older && (
            <ul className="lines">
              {before.map((one) => (
                <li key={one.id}>
                  <span className="faint">{one.number}</span>
                  <span>
                    {one.what}
                    <span className="micro faint"> {f.date(f.dayOf(one.at), today)}, {named("offerState", one.state).toLowerCase()}</span>
                  </span>
                  <span className="num">{f.money(one.value)}</span>
                </li>
              ))}
            </ul>
          )}
        </>
      )}
      {!offer && before.length === 0 && doing === null && <p className="small faint">{t("offers.empty")}</p>}
    </Section>
  );
}

function OfferTable({ offer }: { offer: Offer }) {
  const { page } = useDeal();
  const f = useFormats();
  const question = (key: string) => page.path.flatMap(({ points }) => points).find((point) => point.key === key)?.question ?? key;
  if (!offer.lines?.length) {
    return (
      <p className="row small">
        <span className="grow faint">{t("offers.total")}</span>
        <b className="num">{f.money(offer.value)}</b>
      </p>
    );
  }
  return (
    <table className="t">
      <thead>
        <tr>
          <th>{t("offers.line")}</th>
          <th>{t("offers.answers")}</th>
          <th className="num">{t("offers.value")}</th>
        </tr>
      </thead>
      <tbody>
        {offer.lines.map((line, i) => (
          <tr key={i}>
            <td>{line.what}</td>
            <td className={line.need ? "faint" : "due"}>{line.need ? question(line.need) : t("offers.noNeed")}</td>
            <td className="num">{f.money(line.value)}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <td colSpan={2}>{t("offers.total")}</td>
          <td className="num">{f.money(offer.value)}</td>
        </tr>
      </tfoot>
    </table>
  );
}
