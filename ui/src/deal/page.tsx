// A deal, alone at its address.
import { useState } from "react";
import { useParams } from "wouter";
import { Page } from "../parts/shell";
import { day, text, useView, view } from "../parts/view";
import { t } from "./t";
import { DealView } from "./view";

const address = view({ as_of: day(), step: text() });

export default function DealAlone() {
  const { id = "" } = useParams<{ id: string }>();
  return <One key={id} id={id} />;
}

function One({ id }: { id: string }) {
  const [{ as_of, step }, set] = useView(address);
  const [name, setName] = useState({ organisation: "", deal: "" });
  const title = name.organisation || name.deal || t("deal");
  return (
    <Page title={title} lead={name.organisation ? name.deal : undefined} crumb={{ label: t("crumb"), href: "/pipeline" }}>
      <DealView
        id={id}
        asOf={as_of}
        onAsOf={(as_of) => set({ as_of }, { push: true })}
        step={step}
        onStep={(step) => set({ step })}
        onName={setName}
      />
    </Page>
  );
}
