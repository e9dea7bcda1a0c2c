// Likely duplicates, while somebody types: the same one twice costs more than a glance.
import { useEffect, useState } from "react";
import { get } from "../api/client";
import type { Hit } from "../api/types";
import { Icon } from "../parts/icon";
import { t } from "./t";
import "./party.css";

/** What is already known under a similar name. */
export function useAlike(noun: "organisation" | "person", name: string, more: { email?: string; domain?: string; organisation?: string }): readonly Hit[] {
  const [alike, set] = useState<readonly Hit[]>([]);
  const { email, domain, organisation } = more;
  useEffect(() => {
    const words = name.trim();
    if (words.length < 2) {
      set([]);
      return;
    }
    const stop = new AbortController();
    const timer = setTimeout(() => {
      get<{ alike: Hit[] }>("/api/alike", { noun, name: words, email, domain, organisation }, { signal: stop.signal }).then(
        (found) => set(found.alike),
        () => stop.signal.aborted || set([]),
      );
    }, 250);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [noun, name, email, domain, organisation]);
  return alike;
}

/** The warning, with each of them to be taken instead. `more` are those that the server named when it was asked to add. */
export function Alike(props: { noun: "organisation" | "person"; name: string; email?: string; domain?: string; organisation?: string; without?: string; more?: readonly Hit[]; onPick: (hit: Hit) => void }) {
  const { noun, name, email, domain, organisation, without } = props;
  const typed = useAlike(noun, name, { ...(email && { email }), ...(domain && { domain }), ...(organisation && { organisation }) });
  const more = props.more ?? [];
  const found = [...more, ...typed.filter(({ id }) => !more.some((hit) => hit.id === id))].filter(({ id }) => id !== without);
  return (
    <div role="status">
      {found.length > 0 && (
        <div className="alike small">
          <p className="row">
            <Icon name="warn" size={12} />
            {t(noun === "person" ? "alike.person" : "alike.organisation")}
          </p>
          <ul>
            {found.map((hit) => (
              <li key={hit.id}>
                <button type="button" className="link" onClick={() => props.onPick(hit)}>
                  {hit.name}
                </button>
                {hit.detail && <span className="faint"> {hit.detail}</span>}
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}
