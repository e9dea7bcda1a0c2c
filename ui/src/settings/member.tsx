// One member: what they are here, the address at which they choose a password, and the
// end of their access.
import { useRef, useState } from "react";
import { Link } from "wouter";
import { send } from "../api/client";
import { ApiError } from "../api/problem";
import { useFormats, useMay, useSession, useToday } from "../api/session";
import type { Done, Member } from "../api/types";
import { stale, useSend } from "../api/use";
import { now } from "../i18n/format";
import { tMaybe } from "../i18n/t";
import { Button } from "../parts/button";
import { Dialog, Panel } from "../parts/dialog";
import { ChoiceField, TextField } from "../parts/field";
import { Form } from "../parts/form";
import { useDraftOf } from "../parts/kept";
import { ErrorText, Section } from "../parts/say";
import { Absence } from "./absence";
import { Leave } from "./leave";
import { roleName, t } from "./t";

const roles = ["salesperson", "manager", "owner", "admin", "viewer"] as const;
type Fields = { name: string; email: string; role: Member["role"]; manager: string; team: string };
const noFields: Fields = { name: "", email: "", role: "salesperson", manager: "", team: "" };

/** Whom somebody may report to: nobody of their own line, which would run in a circle. */
export function chiefs(members: readonly Member[], id: string | undefined): Member[] {
  const above = new Map(members.map((one) => [one.id, one.manager]));
  const isBelow = (at: string): boolean => {
    const seen = new Set<string>();
    for (let one: string | undefined = at; one && !seen.has(one); one = above.get(one)) {
      if (one === id) return true;
      seen.add(one);
    }
    return false;
  };
  return members.filter((one) => one.active && (id === undefined || !isBelow(one.id)));
}

const refresh = () => {
  stale("/api/members");
  stale("/api/session");
};
const fieldsOf = (error: unknown): Record<string, string> => (error instanceof ApiError ? error.fields : {});

function MemberFields(props: { value: Fields; set: (change: Partial<Fields>) => void; members: readonly Member[]; id?: string; wrong: Record<string, string>; disabled: boolean }) {
  const { value, set, members, id, wrong, disabled } = props;
  const owns = useSession().person.role === "owner";
  const offered = roles.filter((role) => owns || role !== "owner" || value.role === "owner");
  return (
    <>
      <TextField label={t("member.name")} autoComplete="off" value={value.name} onChange={(name) => set({ name })} error={wrong.name} disabled={disabled} />
      <TextField
        label={t("member.email")}
        hint={t("member.email.hint")}
        type="email"
        autoComplete="off"
        value={value.email}
        onChange={(email) => set({ email })}
        error={wrong.email}
        disabled={disabled}
      />
      <ChoiceField
        as="radio"
        label={t("member.role")}
        value={value.role}
        options={offered.map((role) => ({ value: role, label: roleName(role), hint: t(`role.${role}.hint`) }))}
        onChange={(role) => set({ role })}
        error={wrong.role}
        disabled={disabled}
      />
      <ChoiceField
        label={t("member.manager")}
        hint={t("member.manager.hint")}
        value={value.manager}
        options={[{ value: "", label: t("members.nobody") }, ...chiefs(members, id).map((one) => ({ value: one.id, label: one.name }))]}
        onChange={(manager) => set({ manager })}
        error={wrong.manager}
        disabled={disabled}
      />
      <TextField label={t("member.team")} optional autoComplete="off" value={value.team} onChange={(team) => set({ team })} error={wrong.team} disabled={disabled} />
    </>
  );
}

export function NewMember({ members, onClose, onAdded }: { members: readonly Member[]; onClose: () => void; onAdded: (id: string) => void }) {
  const [value, set, sent] = useDraftOf<Fields>("member", noFields);
  const add = useSend((key: string, body: object) => send<Done>("/api/members", body, { key }));
  const wrong = fieldsOf(add.error);
  return (
    <Dialog title={t("member.new")} lead={t("member.new.lead")} onClose={onClose}>
      <Form
        act={t("member.add")}
        label={t("member.new")}
        busy={add.busy}
        disabled={!value.name.trim() || !value.email.trim()}
        error={Object.keys(wrong).length > 0 ? undefined : add.error}
        onCancel={onClose}
        onSubmit={() =>
          void add.run({ ...value, manager: value.manager || undefined, team: value.team.trim() || undefined }).then((done) => {
            if (!done) return;
            sent();
            refresh();
            onAdded(done.id);
          })
        }
      >
        <MemberFields value={value} set={set} members={members} wrong={wrong} disabled={false} />
      </Form>
    </Dialog>
  );
}

export function MemberPanel({ member, members, onClose }: { member: Member; members: readonly Member[]; onClose: () => void }) {
  const may = useMay("administer");
  const owns = useSession().person.role === "owner";
  const me = useSession().person.id === member.id;
  const f = useFormats();
  const today = useToday();
  // Only owners look after owners; the server says so as well.
  const mine = may && (member.role !== "owner" || owns);
  return (
    <Panel
      title={member.name}
      lead={[tMaybe(`role.${member.role}`), member.joined ? t("member.joined", { day: f.date(f.dayOf(member.joined), today) }) : "", me ? t("member.self") : ""].filter(Boolean).join(" · ")}
      onClose={onClose}
    >
      <div className="stack settings-gap">
        <Edit member={member} members={members} disabled={!mine} />
        {mine && member.active && <Invite member={member} />}
        {member.active && member.minded && <Absence member={member} members={members} />}
        {mine && !me && <Leave member={member} members={members} />}
        {member.minded && (
          <Section title={t("tab.rights")}>
            <Link href={`/settings/members/${encodeURIComponent(member.id)}/rights`} className="small">
              {t("rights.link")}
            </Link>
          </Section>
        )}
      </div>
    </Panel>
  );
}

function Edit({ member, members, disabled }: { member: Member; members: readonly Member[]; disabled: boolean }) {
  const before: Fields = { name: member.name, email: member.email, role: member.role, manager: member.manager ?? "", team: member.team ?? "" };
  const [value, set, sent] = useDraftOf<Fields>(`member:${member.id}`, before);
  const change = Object.fromEntries((Object.keys(before) as (keyof Fields)[]).filter((key) => before[key] !== value[key]).map((key) => [key, value[key]]));
  const isChanged = Object.keys(change).length > 0;
  const save = useSend((key: string, body: object) => send<Done>(`/api/members/${encodeURIComponent(member.id)}/change`, body, { key }));
  const wrong = fieldsOf(save.error);
  return (
    <Form
      act={t("member.save")}
      label={member.name}
      focus={false}
      busy={save.busy}
      disabled={disabled || !isChanged}
      error={Object.keys(wrong).some((key) => key in before) ? undefined : save.error}
      {...(isChanged ? { onCancel: sent } : {})}
      onSubmit={() =>
        void save.run(change).then((done) => {
          if (!done) return;
          sent();
          refresh();
        })
      }
    >
      <MemberFields value={value} set={set} members={members} id={member.id} wrong={wrong} disabled={disabled} />
    </Form>
  );
}

type Invitation = { address: string; mailed: boolean; expires: number };

/** The address is shown once; it is kept nowhere, not even here. */
function Invite({ member }: { member: Member }) {
  const f = useFormats();
  const [made, setMade] = useState<Invitation>();
  const [copied, setCopied] = useState(false);
  const box = useRef<HTMLElement>(null);
  const invite = useSend((key: string) => send<Invitation>(`/api/members/${encodeURIComponent(member.id)}/invite`, undefined, { key }));
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(made?.address ?? "");
      setCopied(true);
    } catch {
      // Without https there is no clipboard: what is selected can still be copied by key.
      if (box.current) window.getSelection()?.selectAllChildren(box.current);
    }
  };
  return (
    <Section title={t("member.invite")}>
      <p className="small dim">{t("member.invite.lead")}</p>
      {made && !made.address ? (
        <p className="small">{t("member.invite.mailed", { email: member.email, day: f.moment(made.expires, now()) })}</p>
      ) : made ? (
        <>
          <code ref={box} className="settings-address" tabIndex={0} aria-label={t("member.invite.address", { name: member.name })}>
            {made.address}
          </code>
          <div className="row wrap">
            <Button icon="copy" onClick={() => void copy()}>
              {t(copied ? "member.invite.copied" : "member.invite.copy")}
            </Button>
            <span className="small faint">{t("member.invite.until", { day: f.moment(made.expires, now()) })}</span>
          </div>
        </>
      ) : (
        <div>
          <Button icon="mail" busy={invite.busy} onClick={() => void invite.run().then(setMade)}>
            {t("member.invite.act")}
          </Button>
        </div>
      )}
      <ErrorText error={invite.error} />
    </Section>
  );
}
