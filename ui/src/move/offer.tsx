// The offer that a move wants recorded: what, for how much, to whom, until when, and the
// parts that answer what the customer needs.
import type { DealPage, OfferLine } from "../api/types";
import { Button, IconButton } from "../parts/button";
import { DateField } from "../parts/date-field";
import { ChoiceField, MoneyField, TextField } from "../parts/field";
import type { InputProps } from "./input";
import { WhoField } from "./input";
import { t } from "./t";

export function OfferInput({ draft, set, page, need, wants }: InputProps & { wants: "delivered" | "answers" | "decision" }) {
  const before = page.deal.offers?.findLast(({ state }) => state === "out");
  const currency = page.deal.value.currency;
  // A new version begins as the one that is out.
  const value = draft.money === undefined ? (before?.value ?? (page.deal.value.minor ? page.deal.value : null)) : draft.money;
  const what = draft.text ?? before?.what ?? "";
  const due = draft.due === undefined ? (before?.due ?? null) : draft.due;
  const lines = draft.lines ?? before?.lines ?? [];
  const put = (change: typeof draft) => set({ text: what, money: value, due, lines, ...change });
  const line = (i: number, change: Partial<OfferLine>) => put({ lines: lines.map((one, j) => (j === i ? { ...one, ...change } : one)) });
  return (
    <>
      <TextField label={t("in.what")} hint={need.point.help} value={what} onChange={(text) => put({ text })} />
      <div className="move-pair">
        <MoneyField label={t("in.value")} currency={currency} value={value} onChange={(money) => put({ money })} />
        <DateField label={t("in.due")} optional={wants === "delivered"} value={due} onChange={(day) => put({ due: day })} />
        <WhoField label={t("in.whom")} draft={draft} set={put} page={page} />
      </div>
      {lines.map((one, i) => (
        <div key={i} className="move-part">
          <TextField label={t("in.part")} value={one.what} onChange={(part) => line(i, { what: part })} />
          <IconButton icon="close" label={t("in.part")} onClick={() => put({ lines: lines.filter((_, j) => j !== i) })} />
          <div className="move-pair">
            <ChoiceField label={t("in.need")} optional={wants !== "answers"} value={one.need ?? null} onChange={(key) => line(i, { need: key })} options={needsOf(page)} />
            <MoneyField label={t("in.value")} currency={currency} value={one.value.minor ? one.value : null} onChange={(money) => line(i, { value: money ?? { minor: 0, currency } })} />
          </div>
        </div>
      ))}
      <div className="move-acts">
        <Button look="quiet" icon="plus" onClick={() => put({ lines: [...lines, { what: "", value: { minor: 0, currency } }] })}>
          {t("in.addLine")}
        </Button>
      </div>
    </>
  );
}

/** What the customer has said so far, for a part of an offer to answer. */
function needsOf(page: DealPage) {
  const answered = page.path.flatMap((step) => step.points).filter((point) => point.given && point.evidence === "answer" && !point.fact);
  return answered.map(({ key, question, given }) => ({ value: key, label: given?.text ? `${question} ${given.text}` : question }));
}
