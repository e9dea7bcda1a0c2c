// A warning, while a name is typed, that somebody may be known already.
import { useEffect, useState } from "react";
import type { Hit } from "../api/types";
import { Icon } from "../parts/icon";
import { findAlike } from "./find";
import { t } from "./t";

const none: readonly Hit[] = [];

/** What is known under a name like this; asked when the typing rests. */
export function useAlike(noun: "organisation" | "person", name: string): readonly Hit[] {
  const [found, set] = useState<{ name: string; hits: readonly Hit[] }>({ name: "", hits: none });
  const wanted = name.trim();
  useEffect(() => {
    if (wanted.length < 2) return;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      findAlike(noun, wanted, stop.signal).then(
        (hits) => set({ name: wanted, hits }),
        () => undefined,
      );
    }, 180);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [noun, wanted]);
  return found.name === wanted ? found.hits : none;
}

/** "Perhaps it is one of these": each can be taken instead. */
export function AlikeNote({ hits, onTake }: { hits: readonly Hit[]; onTake: (hit: Hit) => void }) {
  if (hits.length === 0) return null;
  return (
    <div className="quick-alike" role="status">
      <p className="small">
        <Icon name="warn" size={12} /> {t("alike.head", { n: hits.length })}
      </p>
      <ul>
        {hits.map((hit) => (
          <li key={hit.id}>
            <button type="button" className="link" onClick={() => onTake(hit)}>
              {hit.name}
            </button>
            {hit.detail && <span className="faint"> {hit.detail}</span>}
          </li>
        ))}
      </ul>
    </div>
  );
}
