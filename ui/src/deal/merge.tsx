// Two deals that are one: the other is found by its words and taken in. The older keeps
// the history; where this one is the younger, it can go into the other.
import { useState } from "react";
import { useLocation } from "wouter";
import { ApiError, get, send } from "../api/client";
import { useFormats } from "../api/session";
import type { DealList, Done } from "../api/types";
import { useSend } from "../api/use";
import { Button } from "../parts/button";
import { Form } from "../parts/form";
import { type Pick, PickField } from "../parts/pick-field";
import { t } from "./t";
import { Trouble, wrong } from "./trouble";
import { refresh, useDeal, useDo } from "./use";

export function MergeForm({ onDone }: { onDone: () => void }) {
  const { page } = useDeal();
  const f = useFormats();
  const [, go] = useLocation();
  const { id, organisation } = page.deal;
  const [other, setOther] = useState<Pick | null>(null);
  const merge = useDo<{ other: string }>("merge", {
    after: (_, body) => {
      refresh(body.other);
      onDone();
    },
  });
  const into = useSend(async (key: string, older: string) => {
    const done = await send<Done>(`/api/deals/${encodeURIComponent(older)}/merge`, { other: id }, { key });
    refresh(older);
    refresh(id);
    go(`/deals/${encodeURIComponent(older)}`);
    return done;
  });
  const search = async (q: string, signal: AbortSignal): Promise<Pick[]> => {
    const { deals } = await get<DealList>("/api/deals", { q, organisation, limit: 8 }, { signal });
    return deals
      .filter((one) => one.id !== id && one.status === "open")
      .map((one) => ({ id: one.id, name: one.name, ...(one.value.minor ? { detail: f.money(one.value) } : {}) }));
  };
  const younger = merge.error instanceof ApiError && merge.error.problem.key === "merge.older";
  return (
    <Form
      act={other ? t("merge.act.of", { other: other.name }) : t("merge.act")}
      label={t("merge")}
      className="boxed"
      busy={merge.busy || into.busy}
      disabled={!other}
      trouble={<Trouble error={into.error ?? merge.error} />}
      onSubmit={() => other && void merge.run({ other: other.id })}
      onCancel={onDone}
      more={
        younger &&
        other && (
          <Button busy={into.busy} onClick={() => void into.run(other.id)}>
            {t("merge.into", { other: other.name })}
          </Button>
        )
      }
    >
      <p className="small dim">{t("merge.lead")}</p>
      <PickField
        label={t("merge.other")}
        hint={page.organisation?.name && t("merge.hint", { organisation: page.organisation.name })}
        value={other}
        search={search}
        onChange={(pick) => {
          merge.clear();
          into.clear();
          setOther(pick);
        }}
        error={younger ? undefined : wrong(merge.error, "other")}
      />
      {other && !younger && <p className="small due">{t("merge.warn", { other: other.name })}</p>}
    </Form>
  );
}
