// Saved views: one's own and everybody's. A view is an address, so to open one is to go
// there, and to save one is to keep the query of the moment.
import { useState } from "react";
import { useLocation, useSearch } from "wouter";
import { send } from "../api/client";
import { useMay, useSession } from "../api/session";
import type { Done, SavedView, ViewList } from "../api/types";
import { stale, useAsk, useSend } from "../api/use";
import { Button } from "../parts/button";
import { Dialog } from "../parts/dialog";
import { TextField, Toggle } from "../parts/field";
import { useNarrow } from "../parts/float";
import { Menu, type MenuItem } from "../parts/menu";
import { ErrorText } from "../parts/say";
import { t } from "./t";

/** What of an address is a view: not what is open beside it, and not how far somebody has leafed on a phone. */
export function viewQuery(search: string, narrow = false): string {
  const params = new URLSearchParams(search);
  for (const name of narrow ? ["deal", "step"] : ["deal"]) params.delete(name);
  params.sort();
  return params.toString();
}

export function ViewsDrop({ page }: { page: string }) {
  const asked = useAsk<ViewList>("/api/views");
  const { person } = useSession();
  const shapes = useMay("shape");
  const [path, go] = useLocation();
  const search = useSearch();
  const [saving, setSaving] = useState(false);
  const narrow = useNarrow();
  const now = viewQuery(search, narrow);
  const views = (asked.data?.views ?? []).filter((view) => view.page === page && !view.gone);
  const current = views.find((view) => viewQuery(view.query, narrow) === now);
  const drop = useSend((key: string, view: SavedView) => send<Done>("/api/views", { view: view.id, name: view.name, page, query: view.query, team: view.team, gone: true }, { key }));
  const line = (view: SavedView, group: string | undefined): MenuItem => ({
    id: view.id,
    label: view.name,
    checked: view === current,
    ...(group ? { group } : {}),
    run: () => go(view.query ? `${path}?${view.query}` : path),
  });
  const mine = views.filter((view) => view.owner === person.id && !view.team);
  const team = views.filter((view) => view.team);
  const mayDrop = current && (current.owner === person.id || shapes);
  const items: MenuItem[] = [
    ...mine.map((view, i) => line(view, i === 0 ? t("views.mine") : undefined)),
    ...team.map((view, i) => line(view, i === 0 ? t("views.team") : undefined)),
    ...(views.length === 0 ? [{ id: "none", label: t("views.none"), disabled: true, run: () => undefined }] : []),
    { id: "save", label: t("views.saveAs"), icon: "plus", rule: true, run: () => setSaving(true) },
    ...(mayDrop
      ? [
          {
            id: "drop",
            label: t("views.drop", { name: current.name }),
            icon: "trash" as const,
            danger: true,
            run: () => void drop.run(current).then(() => stale("/api/views")),
          },
        ]
      : []),
  ];
  return (
    <>
      <Menu
        label={t("views")}
        items={items}
        trigger={
          <button type="button" className="drop">
            <span className="cut">{current ? current.name : t("views")}</span>
          </button>
        }
      />
      {saving && <SaveView page={page} query={now} onClose={() => setSaving(false)} />}
    </>
  );
}

function SaveView({ page, query, onClose }: { page: string; query: string; onClose: () => void }) {
  const [name, setName] = useState("");
  const [team, setTeam] = useState(false);
  const save = useSend((key: string) => send<Done>("/api/views", { name: name.trim(), page, query, team }, { key }));
  const act = async () => {
    if (!name.trim() || !(await save.run())) return;
    stale("/api/views");
    onClose();
  };
  return (
    <Dialog
      title={t("views.save")}
      onClose={onClose}
      footer={
        <Button look="primary" busy={save.busy} disabled={!name.trim()} onClick={() => void act()}>
          {t("views.act")}
        </Button>
      }
    >
      <form
        className="stack"
        onSubmit={(e) => {
          e.preventDefault();
          void act();
        }}
      >
        <TextField label={t("views.name")} focus value={name} onChange={setName} maxLength={100} />
        <Toggle label={t("views.forAll")} value={team} onChange={setTeam} />
        <ErrorText error={save.error} />
      </form>
    </Dialog>
  );
}
