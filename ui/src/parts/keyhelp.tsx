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
      {/* What is read has the focus, not the switch below it: a Space must not turn keys off. */}
      <div className="stack" tabIndex={-1} data-focus>
        {groups.map((group) => (
          <Section key={group.name} title={group.name}>
            <ul className="keys">
              {group.acts.map((act) => (
                <li key={act.id}>
                  <span>
                    <Kbd keys={act.keys!} />
                  </span>
                  <span>
                    {act.title}
                    {act.told && <span className="faint"> {act.told}</span>}
                  </span>
                </li>
              ))}
            </ul>
          </Section>
        ))}
      </div>
      <Toggle
        label={t("shell.keysSingle")}
        hint={t("shell.keysSingleHint")}
        value={off !== "off"}
        onChange={(on) => setOff(on ? undefined : "off")}
      />
    </Dialog>
  );
}
