// What can be done quickly from anywhere: `l` logs something on a deal, `n` opens a new
// one. The deal that is open, or whose card has the focus, is filled in.
import { lazy, type ReactNode, Suspense, useMemo, useState } from "react";
import { useLocation } from "wouter";
import { useMay } from "../api/session";
import { useActs } from "../parts/act";
import { QuickContext, type Quick, type QuickDeal } from "./context";
import { t } from "./t";

const Log = lazy(() => import("./log"));
const NewDeal = lazy(() => import("./new"));

type Open = { kind: "log"; deal: string | undefined; known: QuickDeal | undefined } | { kind: "new"; organisation: { id: string; name: string } | undefined };

export function QuickProvider({ children }: { children: ReactNode }) {
  const [open, setOpen] = useState<Open>();
  const quick = useMemo<Quick>(
    () => ({
      log: (known) => setOpen({ kind: "log", known, deal: known?.id ?? dealHere() }),
      make: (organisation) => setOpen({ kind: "new", organisation }),
    }),
    [],
  );
  const [, go] = useLocation();
  const shut = () => setOpen(undefined);
  return (
    <QuickContext value={quick}>
      {children}
      <QuickActs quick={quick} />
      <Suspense>
        {open?.kind === "log" && <Log deal={open.deal} known={open.known} onClose={shut} />}
        {open?.kind === "new" && (
          <NewDeal
            organisation={open.organisation}
            onClose={shut}
            onMade={(id) => {
              shut();
              go(`/deals/${encodeURIComponent(id)}`);
            }}
          />
        )}
      </Suspense>
    </QuickContext>
  );
}

function QuickActs({ quick }: { quick: Quick }) {
  const sells = useMay("sell");
  useActs(
    sells
      ? [
          { id: "log", title: t("log"), keys: "l", icon: "log", words: "call conversation meeting note activity", everywhere: true, run: () => quick.log() },
          { id: "new", title: t("new"), keys: "n", icon: "plus", words: "deal lead opportunity", everywhere: true, run: () => quick.make() },
        ]
      : [],
  );
  return null;
}

/** The deal of this page: alone, beside a list, or the card that has the focus. */
export function dealHere(address: string = location.pathname + location.search, focused: Element | null = document.activeElement): string | undefined {
  const card = focused?.closest("[data-card]")?.getAttribute("data-card");
  if (card) return card;
  const url = new URL(address, "http://cairn.invalid");
  const alone = /^\/deals\/([^/]+)$/.exec(url.pathname)?.[1];
  return alone ? decodeURIComponent(alone) : (url.searchParams.get("deal") ?? undefined);
}
