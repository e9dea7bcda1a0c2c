// Offers: recording one that was delivered, part by part, and what they said to it.
import { useMemo } from "react";
import { useFormats } from "../api/session";
import type { Offer } from "../api/types";
import { acceptCommands, current, type Draft, filled, offerCommands, offerOf, pickOf } from "../evidence/draft";
import { OfferFields } from "../evidence/offer";
import { AcceptFields } from "../evidence/people";
import { TextField } from "../parts/field";
import { Form } from "../parts/form";
import { Segment } from "../parts/segment";
import { useFormDraft } from "./draft";
import { named, t } from "./t";
import { Trouble, wrong } from "./trouble";
import { useDeal, useRecord } from "./use";
import "../evidence/evidence.css";

type FormProps = { onDone?: (() => void) | undefined; onCancel?: (() => void) | undefined };

/** A new offer: it takes the place of the one that is out. */
export function OfferForm({ onDone, onCancel }: FormProps) {
  const { page } = useDeal();
  const before = current(page) ?? page.deal.offers?.at(-1);
  const empty = useMemo(() => offerOf(page), [page]);
  const [draft, set, sent] = useFormDraft<Draft>("offer", empty);
  const offer = useRecord({
    after: () => {
      sent();
      onDone?.();
    },
  });
  const commands = offerCommands(draft, "delivered");
  return (
    <Form
      act={before ? t("offer.saveNew", { n: (before.number ?? 0) + 1 }) : t("offer.save")}
      label={t("offer.save")}
      busy={offer.busy}
      disabled={commands.length === 0}
      trouble={<Trouble error={offer.error} />}
      onSubmit={() => void offer.run(commands)}
      onCancel={onCancel}
    >
      <OfferFields draft={draft} set={set} page={page} wants="delivered" wrong={(field) => wrong(offer.error, field)} />
    </Form>
  );
}

const outcomes = ["accepted", "declined", "withdrawn"] as const;
type Decided = Draft & { state: (typeof outcomes)[number]; why: string };

/** What became of the offer that is out; accepting it names who did. */
export function DecideForm({ offer, onDone, onCancel }: FormProps & { offer: Offer }) {
  const { page } = useDeal();
  const f = useFormats();
  const empty = useMemo<Decided>(() => ({ state: "accepted", why: "", person: pickOf(page, offer.to) }), [page, offer.to]);
  const [value, set, sent] = useFormDraft<Decided>(`decide:${offer.id}`, empty);
  const decide = useRecord({
    after: () => {
      sent();
      onDone?.();
    },
  });
  const accepts = value.state === "accepted";
  const body = { state: value.state, ...(filled(value.why) && { why: value.why.trim() }) };
  const commands = (accepts ? acceptCommands(value) : [{ verb: "decide_offer", body }]).map(({ verb, body }) => ({ verb, body: { offer: offer.id, ...body } }));
  return (
    <Form
      act={t(`offer.did.${value.state}`)}
      label={t("offer.outcome")}
      busy={decide.busy}
      disabled={commands.length === 0}
      trouble={<Trouble error={decide.error} />}
      onSubmit={() => void decide.run(commands)}
      onCancel={onCancel}
    >
      <p className="small">
        {t("offer.is", { n: offer.number, what: offer.what })}, <b>{f.money(offer.value)}</b>
      </p>
      <Segment
        label={t("offer.outcome")}
        value={value.state}
        onChange={(state) => set({ state })}
        options={outcomes.map((state) => ({ value: state, label: named("offerState", state) }))}
      />
      {accepts ? (
        <AcceptFields draft={value} set={set} page={page} />
      ) : (
        <TextField label={t("offer.why")} optional value={value.why} onChange={(why) => set({ why })} />
      )}
    </Form>
  );
}
