// What went wrong with a command, where it was given. Another's change is told with who
// and what, and what was typed stays.
import { ApiError } from "../api/client";
import { ErrorText } from "../parts/say";
import { t, tMaybe } from "./t";
import { useName } from "./use";

export function Trouble({ error }: { error: unknown }) {
  if (!(error instanceof ApiError) || error.problem.key !== "deal.changed_since") return <ErrorText error={error} />;
  return <Conflict values={error.problem.values as { what?: string; who?: string } | undefined} />;
}

function Conflict({ values }: { values: { what?: string; who?: string } | undefined }) {
  const name = useName();
  const what = values?.what?.split(" ") ?? [];
  const who = values?.who?.split(" ") ?? [];
  const told = what.map((kind, i) =>
    t("conflict.line", { who: actor(who[i], name), what: tMaybe(`did.${kind}`) ?? t("did.other") }),
  );
  return (
    <div className="conflict small" role="alert">
      <p>
        <b>{t("conflict.head")}</b>
      </p>
      <ul>
        {[...new Set(told)].map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <p className="dim">{t("conflict.kept")}</p>
    </div>
  );
}

function actor(id: string | undefined, name: (id: string | undefined) => string): string {
  if (id === "system") return t("actor.system");
  return name(id?.replace(/^local:/, "")) || t("actor.somebody");
}

/** What is wrong with one input, if anything. */
export const wrong = (error: unknown, field: string): string | undefined =>
  error instanceof ApiError ? error.fields[field] : undefined;
