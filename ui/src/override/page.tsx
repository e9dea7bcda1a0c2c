// The queue of overrides: what waits for me, and what waits for somebody else.
import { lazy, Suspense } from "react";
import { EmptyPage, ErrorBanner, Section } from "../parts/say";
import { Page } from "../parts/shell";
import { text, useView, view } from "../parts/view";
import { Requests } from "./requests";
import { t } from "./t";
import { useOverrides } from "./use";

const DealPanel = lazy(() => import("../deal/panel").then(({ DealPanel }) => ({ default: DealPanel })));
const address = view({ deal: text() });

export default function Overrides() {
  const { data, error, again } = useOverrides();
  const [v, set] = useView(address);
  const open = (deal: string) => set({ deal }, { push: true });
  const mine = data?.requests.filter((one) => one.mine) ?? [];
  const others = data?.requests.filter((one) => !one.mine) ?? [];
  return (
    <Page title={t("title")} banner={error !== undefined && <ErrorBanner error={error} onRetry={again} />}>
      {data && (
        <div className="override-page">
          {mine.length > 0 && (
            <Section title={t("mine")} lead={t("mine.lead")} end={mine.length}>
              <Requests requests={mine} label={t("mine")} onOpen={open} />
            </Section>
          )}
          {mine.length === 0 && <EmptyPage title={t("none")} text={t("none.text")} example={t("none.example")} />}
          {others.length > 0 && (
            <Section title={t("others")} lead={t("others.lead")} end={others.length}>
              <Requests requests={others} label={t("others")} onOpen={open} />
            </Section>
          )}
        </div>
      )}
      {v.deal && (
        <Suspense>
          <DealPanel id={v.deal} onClose={() => set({ deal: "" })} />
        </Suspense>
      )}
    </Page>
  );
}
