// What a command would mean for who sees what, before it is done: it is asked without
// being carried out.
import { useEffect, useState } from "react";
import { send } from "../api/client";
import { useMemberIndex } from "../api/members";
import type { Done, SightChange } from "../api/types";
import { ErrorText } from "../parts/say";
import { told } from "./line";
import { t } from "./t";

export type Meant = { sight: readonly SightChange[] | undefined; error: unknown };
const nothing: Meant = { sight: undefined, error: undefined };

/** Asks what a command would change; null asks nothing. */
export function useMeant(path: string, body: object | null): Meant {
  const text = body === null ? "" : JSON.stringify(body);
  const asked = `${path} ${text}`;
  const [known, set] = useState<Meant & { asked: string }>({ ...nothing, asked: "" });
  useEffect(() => {
    if (!text) return;
    const stop = new AbortController();
    send<Done>(path, JSON.parse(text), { dryRun: true, signal: stop.signal }).then(
      (done) => set({ sight: done.sight ?? [], error: undefined, asked }),
      (error: unknown) => stop.signal.aborted || set({ sight: undefined, error, asked }),
    );
    return () => stop.abort();
  }, [path, text, asked]);
  return text && known.asked === asked ? known : nothing;
}

/** It in sentences, or the reason for which it cannot be. */
export function Meaning({ meant: { sight, error } }: { meant: Meant }) {
  const members = useMemberIndex();
  if (error) return <ErrorText error={error} />;
  const sentences = sight && told(sight, (id) => members.get(id)?.name ?? "");
  return (
    <div className="settings-meaning small" role="status">
      <h3>{t("move.sight")}</h3>
      {!sentences && <p className="faint">{t("move.sight.asking")}</p>}
      {sentences?.length === 0 && <p className="dim">{t("move.sight.none")}</p>}
      {sentences && sentences.length > 0 && (
        <ul>
          {sentences.map((one) => (
            <li key={one}>{one}</li>
          ))}
        </ul>
      )}
    </div>
  );
}
