// A deal beside a list: the same as its own page, narrower.
import { useState } from "react";
import { Link } from "wouter";
import type { Day } from "../i18n/format";
import { Panel } from "../parts/dialog";
import { Icon } from "../parts/icon";
import { t } from "./t";
import { DealView } from "./view";

export function DealPanel({ id, asOf: begins, onClose }: { id: string; asOf?: Day | undefined; onClose: () => void }) {
  return <One key={id} id={id} asOf={begins} onClose={onClose} />;
}

function One({ id, asOf: begins, onClose }: { id: string; asOf: Day | undefined; onClose: () => void }) {
  const [asOf, setAsOf] = useState(begins);
  const [step, setStep] = useState("");
  const [name, setName] = useState({ organisation: "", deal: "" });
  return (
    <Panel
      broad
      modal={false}
      title={name.organisation || name.deal || t("deal")}
      lead={name.organisation ? name.deal : undefined}
      tools={
        <Link className="btn icon quiet" href={`/deals/${id}`} aria-label={t("panel.alone")} title={t("panel.alone")}>
          <Icon name="outside" />
        </Link>
      }
      onClose={onClose}
    >
      <DealView id={id} asOf={asOf} onAsOf={setAsOf} step={step} onStep={setStep} onName={setName} />
    </Panel>
  );
}
