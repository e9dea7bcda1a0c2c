// An offer: what, for how much, to whom, until when, and the parts that answer what the
// customer needs. With parts, its value is their sum.
import { useFormats } from "../api/session";
import type { DealPage } from "../api/types";
import { Button, IconButton } from "../parts/button";
import { DateField } from "../parts/date-field";
import { ChoiceField, MoneyField, TextField } from "../parts/field";
import { type Draft, type Line, needs, offerOf, sumOf } from "./draft";
import type { Wants } from "./kind";
import type { FieldsProps } from "./part";
import { WhoField } from "./people";
import { t } from "./t";

type OfferProps = FieldsProps & { wants: Wants; wrong?: (field: string) => string | undefined };

export function OfferFields({ draft, set, page, help, wants, wrong }: OfferProps) {
  const f = useFormats();
  // A new version begins as the one that is out.
  const value: Draft = { ...offerOf(page), ...draft };
  const lines = value.lines ?? [];
  const lined = lines.length > 0;
  const currency = (lined ? lines.find((one) => one.value)?.value?.currency : value.money?.currency) ?? (page.deal.value.currency || f.manner.currency);
  const total = lined ? sumOf(lines, currency) : value.money;
  const put = (change: Draft) => set({ ...value, ...change });
  const line = (i: number, change: Partial<Line>) => put({ lines: lines.map((one, j) => (j === i ? { ...one, ...change } : one)) });
  return (
    <>
      <TextField label={t("offer.what")} hint={help} value={value.text ?? ""} onChange={(text) => put({ text })} error={wrong?.("what")} />
      <div className="ask-pair">
        {!lined && <MoneyField label={t("offer.value")} currency={currency} value={value.money ?? null} onChange={(money) => put({ money })} error={wrong?.("value")} />}
        <DateField
          label={t("offer.due")}
          optional={wants === "delivered"}
          focus={wants === "decision"}
          value={value.due ?? null}
          onChange={(due) => put({ due })}
          error={wrong?.("due")}
        />
        <WhoField label={t("offer.to")} optional page={page} value={value.person} onChange={(person) => put({ person })} error={wrong?.("to")} />
      </div>
      {lines.map((one, i) => (
        <Part
          key={i}
          n={i + 1}
          line={one}
          page={page}
          currency={currency}
          optional={wants !== "answers"}
          onChange={(change) => line(i, change)}
          onRemove={() => put({ lines: lines.filter((_, j) => j !== i) })}
        />
      ))}
      <div className="ask-acts">
        <Button look="quiet" icon="plus" onClick={() => put({ lines: [...lines, { what: "", value: lined ? null : (value.money ?? null) }] })}>
          {t(lined ? "offer.more" : "offer.first")}
        </Button>
        {lined && (
          <span className="num">
            {t("offer.total")} <b>{total ? f.money(total) : "–"}</b>
          </span>
        )}
      </div>
    </>
  );
}

function Part(props: { n: number; line: Line; page: DealPage; currency: string; optional: boolean; onChange: (change: Partial<Line>) => void; onRemove: () => void }) {
  const { n, line, page, currency, optional, onChange } = props;
  const said = needs(page).map(({ key, question, given }) => ({ value: key, label: given?.text ? `${question} ${given.text}` : question }));
  return (
    <div className="evidence-part">
      <TextField label={t("offer.part", { n })} value={line.what} onChange={(what) => onChange({ what })} />
      <IconButton icon="close" label={t("offer.remove", { n })} onClick={props.onRemove} />
      <div className="ask-pair">
        <ChoiceField
          label={t("offer.need")}
          optional={optional}
          value={line.need ?? (optional ? "" : null)}
          onChange={(need) => onChange({ need })}
          options={optional ? [{ value: "", label: t("offer.need.none") }, ...said] : said}
        />
        <MoneyField label={t("offer.value")} currency={currency} value={line.value} onChange={(value) => onChange({ value })} />
      </div>
    </div>
  );
}
