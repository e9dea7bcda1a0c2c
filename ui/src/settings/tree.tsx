// Everybody in the line as a tree. Somebody is moved by dragging them onto another, by
// arrows with Alt, or by choosing to whom they report; what it means is shown before.
import { draggable, dropTargetForElements } from "@atlaskit/pragmatic-drag-and-drop/element/adapter";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { send } from "../api/client";
import { firstName, useMemberIndex } from "../api/members";
import { useFormats, useMay, useSession, useToday } from "../api/session";
import type { Done, Member } from "../api/types";
import { stale, useSend } from "../api/use";
import { Button, IconButton } from "../parts/button";
import { Dialog } from "../parts/dialog";
import { ChoiceField } from "../parts/field";
import { Icon } from "../parts/icon";
import { Avatar } from "../parts/mark";
import { Banner, Chip, ErrorText } from "../parts/say";
import { useActs } from "../parts/act";
import { type Row, rowsOf, target } from "./line";
import { Meaning, useMeant } from "./sight";
import { roleName, t } from "./t";

const mine = "cairn:member";
const change = (id: string) => `/api/members/${encodeURIComponent(id)}/change`;

type Move = { member: Member; to: string };
type Moved = { member: Member; from: string; to: string };

export function Line({ members, all, onOpen }: { members: readonly Member[]; all: readonly Member[]; onOpen: (id: string) => void }) {
  const may = useMay("administer");
  const owns = useSession().person.role === "owner";
  const [shut, setShut] = useState<ReadonlySet<string>>(new Set());
  const [at, setAt] = useState("");
  const [move, setMove] = useState<Move>();
  const [moved, setMoved] = useState<Moved>();
  const box = useRef<HTMLUListElement>(null);
  const rows = rowsOf(members, shut, all);
  const here = Math.max(rows.findIndex(({ member }) => member.id === at), 0);
  const movable = (member: Member) => may && (member.role !== "owner" || owns);
  const toggle = (id: string, open: boolean) => {
    const next = new Set(shut);
    if (open) next.delete(id);
    else next.add(id);
    setShut(next);
  };
  const focus = (i: number) => {
    const row = rows[Math.min(Math.max(i, 0), rows.length - 1)];
    if (!row) return;
    setAt(row.member.id);
    box.current?.querySelector<HTMLElement>(`[data-member="${CSS.escape(row.member.id)}"]`)?.focus();
  };
  const propose = (member: Member, to: string | undefined) => {
    if (to !== undefined && movable(member)) setMove({ member, to });
  };
  const press = (e: KeyboardEvent<HTMLElement>) => {
    const row = rows[here];
    if (!row || e.target !== e.currentTarget || e.ctrlKey || e.metaKey) return;
    const { member, isOpen, below } = row;
    const parent = rows.findIndex((one) => one.member.id === member.manager);
    if (e.altKey && e.key === "ArrowLeft") propose(member, target(rows, here, "up"));
    else if (e.altKey && e.key === "ArrowRight") propose(member, target(rows, here, "under"));
    else if (e.altKey) return;
    else if (e.key === "ArrowDown") focus(here + 1);
    else if (e.key === "ArrowUp") focus(here - 1);
    else if (e.key === "Home") focus(0);
    else if (e.key === "End") focus(rows.length - 1);
    else if (e.key === "ArrowRight" && below > 0 && !isOpen) toggle(member.id, true);
    else if (e.key === "ArrowRight" && isOpen) focus(here + 1);
    else if (e.key === "ArrowLeft" && isOpen) toggle(member.id, false);
    else if (e.key === "ArrowLeft" && parent >= 0) focus(parent);
    else if (e.key === "Enter") onOpen(member.id);
    else if (e.key === "r") propose(member, member.manager ?? "");
    else return;
    e.preventDefault();
    e.stopPropagation();
  };
  return (
    <div className="stack">
      {may && <p className="micro faint settings-hint">{t("tree.lead")}</p>}
      {moved && <Undo key={`${moved.member.id} ${moved.to}`} moved={moved} onUndone={() => setMoved(undefined)} />}
      <ul ref={box} role="tree" aria-label={t("tree.label")} className="settings-tree">
        {rows.map((row, i) => (
          <Item
            key={row.member.id}
            row={row}
            isHere={i === here}
            may={movable(row.member)}
            canTake={may}
            onPress={press}
            onFocus={() => setAt(row.member.id)}
            onToggle={() => toggle(row.member.id, !row.isOpen)}
            onOpen={() => onOpen(row.member.id)}
            onMove={() => propose(row.member, row.member.manager ?? "")}
            onDrop={(id) => {
              const dropped = all.find((one) => one.id === id);
              if (dropped && (dropped.manager ?? "") !== row.member.id) propose(dropped, row.member.id);
            }}
          />
        ))}
      </ul>
      {may && <Top onDrop={(id) => propose(all.find((one) => one.id === id)!, "")} />}
      {move && (
        <MoveDialog
          key={move.member.id}
          move={move}
          members={all}
          onClose={() => setMove(undefined)}
          onMoved={(done) => {
            setMove(undefined);
            setMoved(done);
            setAt(done.member.id);
          }}
        />
      )}
    </div>
  );
}

/** What was moved, and the way back. */
function Undo({ moved, onUndone }: { moved: Moved; onUndone: () => void }) {
  const index = useMemberIndex();
  const back = useSend((key: string) => send<Done>(change(moved.member.id), { manager: moved.from }, { key }));
  const undo = () =>
    void back.run().then((done) => {
      if (!done) return;
      onUndone();
      stale("/api/members");
    });
  useActs([{ id: "member.undo", title: t("move.undo"), keys: "mod+z", icon: "undo", run: undo }]);
  return (
    <>
      <Banner
        icon="check"
        act={
          <Button icon="undo" keys="mod+z" busy={back.busy} onClick={undo}>
            {t("move.undo")}
          </Button>
        }
      >
        {moved.to ? t("move.done", { name: moved.member.name, to: index.get(moved.to)?.name ?? "" }) : t("move.done.top", { name: moved.member.name })}
      </Banner>
      <ErrorText error={back.error} />
    </>
  );
}

function useTarget(onDrop: (id: string) => void, may: boolean, self?: string) {
  const ref = useRef<HTMLLIElement & HTMLParagraphElement>(null);
  const [over, setOver] = useState(false);
  const latest = useRef(onDrop);
  useEffect(() => {
    latest.current = onDrop;
  });
  useEffect(() => {
    const element = ref.current;
    if (!element || !may) return;
    return dropTargetForElements({
      element,
      canDrop: ({ source }) => source.data.kind === mine && source.data.id !== self,
      onDragEnter: () => setOver(true),
      onDragLeave: () => setOver(false),
      onDrop: ({ source }) => {
        setOver(false);
        latest.current(String(source.data.id));
      },
    });
  }, [may, self]);
  return { ref, over };
}

/** Where somebody is dropped who is to report to nobody. */
function Top({ onDrop }: { onDrop: (id: string) => void }) {
  const { ref, over } = useTarget(onDrop, true);
  return (
    <p ref={ref} className="settings-top micro faint" data-over={over || undefined}>
      {t("tree.top")}
    </p>
  );
}

type ItemProps = {
  row: Row;
  isHere: boolean;
  may: boolean;
  canTake: boolean;
  onPress: (e: KeyboardEvent<HTMLElement>) => void;
  onFocus: () => void;
  onToggle: () => void;
  onOpen: () => void;
  onMove: () => void;
  onDrop: (id: string) => void;
};

function Item({ row, isHere, may, canTake, onPress, onFocus, onToggle, onOpen, onMove, onDrop }: ItemProps) {
  const { member, level, size, at, below, isOpen } = row;
  const { ref, over } = useTarget(onDrop, canTake, member.id);
  useEffect(() => {
    const element = ref.current;
    if (!element || !may) return;
    return draggable({ element, getInitialData: () => ({ kind: mine, id: member.id }) });
  }, [ref, may, member.id]);
  return (
    <li
      ref={ref}
      role="treeitem"
      data-member={member.id}
      data-over={over || undefined}
      tabIndex={isHere ? 0 : -1}
      aria-level={level}
      aria-setsize={size}
      aria-posinset={at}
      aria-expanded={below > 0 ? isOpen : undefined}
      style={{ paddingInlineStart: `calc(var(--s4) + ${level - 1} * var(--indent))` }}
      onKeyDown={onPress}
      onFocus={(e) => e.target === e.currentTarget && onFocus()}
    >
      {below > 0 ? (
        // The row itself says that it is open, and the arrows fold it: this is for the hand.
        <button type="button" className="settings-fold" tabIndex={-1} aria-hidden="true" title={t(isOpen ? "tree.shut" : "tree.open", { name: member.name })} onClick={onToggle}>
          <Icon name={isOpen ? "down" : "right"} size={12} />
        </button>
      ) : (
        <span className="settings-fold" />
      )}
      <button type="button" className="settings-who" tabIndex={-1} onClick={onOpen}>
        <Avatar name={member.name} />
        <span className={`cut ${member.active ? "" : "faint"}`}>{member.name}</span>
        <span className="small faint cut">{roleName(member.role)}</span>
        {member.team && <span className="small faint cut settings-wide">{member.team}</span>}
      </button>
      <State member={member} />
      {member.deals !== undefined && member.deals > 0 && <span className="small faint settings-count">{t("tree.deals", { n: member.deals })}</span>}
      {may && <IconButton icon="process" label={t("tree.move", { name: member.name })} tabIndex={isHere ? 0 : -1} onClick={onMove} />}
    </li>
  );
}

function State({ member }: { member: Member }) {
  const f = useFormats();
  const today = useToday();
  const index = useMemberIndex();
  if (!member.active) return <Chip tone="due">{t("members.left")}</Chip>;
  if (!member.absent) return null;
  const names = (member.stands ?? []).map((id) => firstName(index.get(id)?.name ?? ""));
  return (
    <span className="row settings-state">
      <Chip tone="line">{t("tree.away", { day: f.date(member.absent, today) })}</Chip>
      {names.length > 0 && <span className="small faint cut settings-wide">{t("tree.stands", { names: names.join(", ") })}</span>}
    </span>
  );
}

function MoveDialog({ move, members, onClose, onMoved }: { move: Move; members: readonly Member[]; onClose: () => void; onMoved: (moved: Moved) => void }) {
  const { member } = move;
  const before = member.manager ?? "";
  const [to, setTo] = useState(move.to);
  const meant = useMeant(change(member.id), to === before ? null : { manager: to });
  const act = useSend((key: string) => send<Done>(change(member.id), { manager: to }, { key }));
  const above = members.find(({ id }) => id === to);
  return (
    <Dialog
      title={t("move.title", { name: member.name })}
      lead={t("move.lead")}
      onClose={onClose}
      footer={
        <div className="row wrap">
          <Button
            look="primary"
            busy={act.busy}
            disabled={to === before || meant.sight === undefined}
            onClick={() =>
              void act.run().then((done) => {
                if (!done) return;
                stale("/api/members");
                onMoved({ member, from: before, to });
              })
            }
          >
            {above ? t("move.act", { name: firstName(member.name), to: firstName(above.name) }) : t("move.act.top", { name: firstName(member.name) })}
          </Button>
        </div>
      }
    >
      <div className="stack">
        <ChoiceField
          label={t("move.to")}
          value={to}
          focus
          options={[
            { value: "", label: t("members.nobody") },
            ...members.filter((one) => one.active && one.id !== member.id).map((one) => ({ value: one.id, label: `${one.name}, ${roleName(one.role)}` })),
          ]}
          onChange={(id) => {
            setTo(id);
            act.clear();
          }}
        />
        {to === before ? <p className="small faint">{t("move.same")}</p> : <Meaning meant={meant} />}
        <ErrorText error={act.error} />
      </div>
    </Dialog>
  );
}
