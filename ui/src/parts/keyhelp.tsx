// The keys of this page, and the switch for those who need single keys off.
import { useState } from "react";
import { t } from "../i18n/t";
import { useActive } from "./act";
import { Kbd } from "./button";
import { Dialog } from "./dialog";
import { Toggle } from "./field";
import { useKept } from "./kept";
import { Section } from "./say";

export default function KeyHelp({ onClose }: { onClose: () => void }) {
  // As it was on the page, before this dialog laid its own layer over it.
  const [acts] = useState(useActive());
  const [off, setOff] = useKept("cairn.keys");
  const listed = acts.filter((act) => act.keys);
  const groups = [
    { name: t("shell.keysHere"), acts: listed.filter((act) => !act.everywhere && act.group !== "go") },
    { name: t("shell.keysEverywhere"), acts: listed.filter((act) => act.everywhere || act.group === "go") },
  ].filter((group) => group.acts.length > 0);
  return (
    <Dialog title={t("shell.keys")} broad onClose={onClose}>
      {groups.map((group) => (
        <Section key={group.name} title={group.name}>
          <ul className="keys">
            {group.acts.map((act) => (
              <li key={act.id}>
                <span>
                  <Kbd keys={act.keys!} />
                </span>
                <span>{act.title}</span>
              </li>
            ))}
          </ul>
        </Section>
      ))}
      <Toggle
        label={t("shell.keysSingle")}
        hint={t("shell.keysSingleHint")}
        value={off !== "off"}
        onChange={(on) => setOff(on ? undefined : "off")}
      />
    </Dialog>
  );
}
