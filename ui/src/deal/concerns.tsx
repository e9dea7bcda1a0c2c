// Concerns: questions before an offer is out, objections after. Each is settled where it
// stands, and can be opened again.
import { useState } from "react";
import { useFormats, useToday } from "../api/session";
import type { Concern } from "../api/types";
import { Button } from "../parts/button";
import { StepMark } from "../parts/mark";
import { Section } from "../parts/say";
import { ConcernForm, SettleForm } from "./concern-form";
import { named, t } from "./t";
import { Trouble } from "./trouble";
import { useDeal, useDo, useName } from "./use";

export function Concerns() {
  const { page, fixed } = useDeal();
  const [raising, setRaising] = useState(false);
  const all = [...(page.deal.concerns ?? [])].sort((a, b) => Number(a.state !== "open") - Number(b.state !== "open") || b.at - a.at);
  const offered = (page.deal.offers?.length ?? 0) > 0;
  const live = page.deal.status === "open" && !fixed;
  return (
    <Section
      title={t(offered ? "concerns.objections" : "concerns.questions")}
      lead={offered ? undefined : t("concerns.lead")}
      end={
        live &&
        !raising && (
          <button type="button" className="link" onClick={() => setRaising(true)}>
            {t("add")}
          </button>
        )
      }
    >
      {raising && <ConcernForm onDone={() => setRaising(false)} />}
      {all.length === 0 && !raising && <p className="small faint">{t(offered ? "concerns.none" : "concerns.noneYet")}</p>}
      <ul className="lines tall">
        {all.map((concern) => (
          <ConcernLine key={concern.id} concern={concern} live={live} />
        ))}
      </ul>
    </Section>
  );
}

function ConcernLine({ concern, live }: { concern: Concern; live: boolean }) {
  const name = useName();
  const f = useFormats();
  const today = useToday();
  const [settling, setSettling] = useState(false);
  const reopen = useDo<{ concern: string; state: "open" }>("settle", {
    shows: () => (page) => ({
      ...page,
      deal: { ...page.deal, concerns: (page.deal.concerns ?? []).map((one) => (one.id === concern.id ? { ...one, state: "open" as const } : one)) },
    }),
  });
  const open = concern.state === "open";
  const said = [name(concern.by), f.date(f.dayOf(concern.at), today), concern.early ? t("concerns.early") : ""].filter(Boolean).join(", ");
  return (
    <li>
      <StepMark state={open ? "today" : "done"} quiet />
      <div>
        {concern.text}
        <p className="micro faint">{said}</p>
        {concern.answer && <p className="micro dim">{concern.answer}</p>}
        {settling && <SettleForm concern={concern} onDone={() => setSettling(false)} />}
        <Trouble error={reopen.error} />
      </div>
      {live && open && !settling ? (
        <Button look="quiet" onClick={() => setSettling(true)}>
          {t("concern.settle.open")}
        </Button>
      ) : live && !open ? (
        <button type="button" className="reopen faint" title={t("concern.reopen")} onClick={() => void reopen.run({ concern: concern.id, state: "open" })}>
          {named("settled", concern.state).toLowerCase()}
        </button>
      ) : (
        <span className={open ? "due" : "faint"}>{open ? t("concern.open") : named("settled", concern.state).toLowerCase()}</span>
      )}
    </li>
  );
}
