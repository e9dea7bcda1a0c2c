// The versions of a process, the latest first, each with what it changed in words.
import { useFormats, useToday } from "../api/session";
import type { ProcessVersion } from "../api/types";
import { Chip } from "../parts/say";
import { t } from "./t";

export function Versions({ versions, shown, onShow }: { versions: readonly ProcessVersion[]; shown: string; onShow: (version: string) => void }) {
  const f = useFormats();
  const today = useToday();
  return (
    <div className="stack">
      <p className="small dim">{t("versions.lead")}</p>
      <ol className="process-versions">
        {versions.map((one) => (
          <li key={one.version}>
            <div className="row wrap">
              <b>{t("version", { version: one.version })}</b>
              <span className="small faint">{t("versions.published", { day: f.date(f.dayOf(one.published), today) })}</span>
              {one.default && <Chip tone="good">{t("version.inEffect")}</Chip>}
              <span className="grow" />
              {one.version === shown ? (
                <span className="small faint">{t("versions.shown")}</span>
              ) : (
                <button type="button" className="link" onClick={() => onShow(one.version)}>
                  {t("versions.open")}
                  <span className="sr"> {t("version", { version: one.version })}</span>
                </button>
              )}
            </div>
            {one.changes && one.changes.length > 0 ? (
              <Changes changes={one.changes} />
            ) : (
              <p className="small faint">{t("versions.first")}</p>
            )}
          </li>
        ))}
      </ol>
    </div>
  );
}

/** Differences in words. */
export const Changes = ({ changes }: { changes: readonly string[] }) => (
  <ul className="process-changes">
    {changes.map((one, i) => (
      <li key={i}>{one}</li>
    ))}
  </ul>
);
