// A warning that somebody may be known already, each to be taken instead.
import type { Hit } from "../api/types";
import { Icon } from "../parts/icon";
import { t } from "./t";

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
