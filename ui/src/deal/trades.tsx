// Trades: nothing is given without something in return.
import { useState } from "react";
import { useFormats } from "../api/session";
import type { Money } from "../api/types";
import { MoneyField, TextField } from "../parts/field";
import { Form } from "../parts/form";
import { Section } from "../parts/say";
import { useFormDraft } from "./draft";
import { t } from "./t";
import { Trouble, wrong } from "./trouble";
import { useDeal, useDo } from "./use";

type Draft = { give: string; get: string; value: Money | null };
const empty: Draft = { give: "", get: "", value: null };

export function Trades() {
  const { page, fixed } = useDeal();
  const f = useFormats();
  const [adding, setAdding] = useState(false);
  const [value, set, sent] = useFormDraft<Draft>("trade", empty);
  const trades = page.deal.trades ?? [];
  const live = page.deal.status === "open" && !fixed;
  const trade = useDo<Draft>("trade", {
    after: () => {
      sent();
      setAdding(false);
    },
  });
  if (trades.length === 0 && !adding && (!live || !page.deal.offers?.length)) return null;
  return (
    <Section
      title={t("trades")}
      lead={t("trades.lead")}
      end={
        live &&
        !adding && (
          <button type="button" className="link" onClick={() => setAdding(true)}>
            {t("add")}
          </button>
        )
      }
    >
      {adding && (
        <Form
          act={t("trades.save")}
          busy={trade.busy}
          disabled={!value.give.trim() || !value.get.trim()}
          trouble={<Trouble error={trade.error} />}
          onSubmit={() => void trade.run(value)}
          onCancel={() => setAdding(false)}
        >
          <div className="pair">
            <TextField label={t("trades.give")} value={value.give} onChange={(give) => set({ give })} error={wrong(trade.error, "give")} />
            <TextField label={t("trades.get")} value={value.get} onChange={(get) => set({ get })} error={wrong(trade.error, "get")} />
          </div>
          <MoneyField label={t("trades.value")} optional currency={page.deal.value.currency} value={value.value} onChange={(money) => set({ value: money })} />
        </Form>
      )}
      {trades.length > 0 && (
        <table className="t">
          <thead>
            <tr>
              <th>{t("trades.given")}</th>
              <th>{t("trades.got")}</th>
              <th className="num">{t("trades.worth")}</th>
            </tr>
          </thead>
          <tbody>
            {trades.map((one) => (
              <tr key={one.id}>
                <td>{one.give}</td>
                <td>{one.get}</td>
                <td className="num">{one.value.minor ? f.money(one.value) : ""}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Section>
  );
}
