// Making one of two that are the same, and taking away what was entered by mistake.
import { useState } from "react";
import { useLocation } from "wouter";
import { Button } from "../parts/button";
import { Dialog } from "../parts/dialog";
import { TextArea } from "../parts/field";
import { Form } from "../parts/form";
import { type Pick, PickField } from "../parts/pick-field";
import { ErrorText } from "../parts/say";
import { useAlike } from "./alike";
import { findOrganisations, findPeople } from "./search";
import { t } from "./t";
import { hrefOf, type Noun, useVerb, wrong } from "./use";

type Props = { noun: Noun; party: { id: string; name: string }; onClose: () => void };

/** Merges another into this one: its deals, people and history go on here. */
export function MergeDialog({ noun, party, onClose }: Props) {
  const [other, setOther] = useState<Pick | null>(null);
  const alike = useAlike(noun, party.name, {}).filter(({ id }) => id !== party.id);
  const merge = useVerb(noun, party.id, "merge", undefined, onClose);
  const search = async (words: string, signal: AbortSignal) =>
    (await (noun === "organisation" ? findOrganisations : findPeople())(words, signal)).filter(({ id }) => id !== party.id);
  return (
    <Dialog title={t("merge.title", { name: party.name })} lead={t(`merge.lead.${noun}`)} onClose={onClose}>
      <Form
        act={other ? t("merge.do", { name: other.name }) : t("merge.act")}
        busy={merge.busy}
        disabled={!other}
        trouble={<ErrorText error={merge.error} />}
        onSubmit={() => other && void merge.run({ other: other.id })}
        onCancel={onClose}
      >
        <PickField label={t("merge.other")} value={other} search={search} onChange={setOther} error={wrong(merge.error, "other")} />
        {!other && alike.length > 0 && (
          <div className="stack small">
            <span className="dim">{t("merge.alike")}</span>
            <div className="row wrap">
              {alike.map(({ id, name, detail }) => (
                <Button key={id} onClick={() => setOther({ id, name })}>
                  {name}
                  {detail && <span className="faint">{detail}</span>}
                </Button>
              ))}
            </div>
          </div>
        )}
        {other && <p className="small due">{t("merge.warn", { other: other.name, name: party.name })}</p>}
      </Form>
    </Dialog>
  );
}

/** Withdraws what was entered by mistake. */
export function WithdrawDialog({ noun, party, onClose }: Props) {
  const [why, setWhy] = useState("");
  const [, go] = useLocation();
  const withdraw = useVerb(noun, party.id, "withdraw", undefined, () => go(hrefOf(noun, "").replace(/\/$/, "")));
  return (
    <Dialog title={t("withdraw.title", { name: party.name })} lead={t("withdraw.lead")} onClose={onClose}>
      <Form act={t("withdraw.do")} look="danger" busy={withdraw.busy} trouble={<ErrorText error={withdraw.error} />} onSubmit={() => void withdraw.run({ ...(why && { why }) })} onCancel={onClose}>
        <TextArea label={t("withdraw.why")} optional rows={2} value={why} onChange={setWhy} />
      </Form>
    </Dialog>
  );
}
