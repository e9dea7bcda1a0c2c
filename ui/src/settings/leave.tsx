// The end of somebody's access, and who gets what they had. Many deals go over in parts;
// leaving the page ends nothing.
import { useEffect, useRef, useState } from "react";
import { send } from "../api/client";
import type { Done, Member } from "../api/types";
import { stale, useSend } from "../api/use";
import { tMaybe } from "../i18n/t";
import { Button } from "../parts/button";
import { ChoiceField } from "../parts/field";
import { ErrorText, Section } from "../parts/say";
import { sellers } from "./absence";
import { t } from "./t";

type Progress = { left: number | undefined; isDone: boolean };

/** Hands over part after part, as long as the page is there to see it. */
function useHanding(member: Member) {
  const [progress, set] = useState<Progress>();
  const here = useRef(true);
  useEffect(() => {
    here.current = true;
    return () => {
      here.current = false;
    };
  }, []);
  const path = `/api/members/${encodeURIComponent(member.id)}`;
  const hand = useSend(async (key: string, verb: "deactivate" | "hand", to: string) => {
    let done = await send<Done>(`${path}/${verb}`, to ? { to } : {}, { key });
    stale("/api/members");
    while (done.more && here.current) {
      set({ left: done.left, isDone: false });
      done = await send<Done>(`${path}/hand`, to ? { to } : {});
    }
    if (to && !done.more) set({ left: 0, isDone: true });
    stale("/api/members");
    return done;
  });
  return { progress, hand };
}

function Handing({ progress }: { progress: Progress | undefined }) {
  if (!progress) return null;
  return (
    <p className="small" role="status">
      {progress.isDone ? t("leave.handed") : progress.left === undefined ? t("leave.handing.some") : t("leave.handing", { n: progress.left })}
      {!progress.isDone && ` ${t("leave.handing.on")}`}
    </p>
  );
}

/** Ending asks once more; letting somebody in again does not. */
export function Leave({ member, members }: { member: Member; members: readonly Member[] }) {
  const [sure, setSure] = useState(false);
  const [to, setTo] = useState("");
  const { progress, hand } = useHanding(member);
  const back = useSend((key: string) => send<Done>(`/api/members/${encodeURIComponent(member.id)}/reactivate`, {}, { key }));
  const left = member.deals ?? 0;
  const heirs = sellers(members, member.id).map(({ id, name }) => ({ value: id, label: name }));
  const ask = (member.active || left > 0) && heirs.length > 0;
  return (
    <Section title={t(member.active ? "member.end" : "members.left")}>
      <p className="small dim">{t(member.active ? "member.end.lead" : "member.back.lead")}</p>
      {!member.active && left > 0 && !hand.busy && <p className="small">{t("leave.left", { n: left })}</p>}
      {ask && (
        <ChoiceField
          label={t("leave.to")}
          hint={t("leave.to.hint")}
          value={to}
          options={[{ value: "", label: t("leave.to.none") }, ...heirs]}
          onChange={setTo}
          disabled={hand.busy}
        />
      )}
      <Handing progress={progress} />
      <div className="row wrap">
        {!member.active && left > 0 && (
          <Button disabled={!to} busy={hand.busy} onClick={() => void hand.run("hand", to)}>
            {t("leave.hand")}
          </Button>
        )}
        {!member.active && (
          <Button busy={back.busy} onClick={() => void back.run().then((done) => done && stale("/api/members"))}>
            {t("member.back")}
          </Button>
        )}
        {member.active && (
          <Button look="danger" busy={hand.busy} onClick={() => (sure ? void hand.run("deactivate", to).then((done) => done && setSure(false)) : setSure(true))}>
            {sure ? t("member.end.act", { name: member.name }) : t("member.end")}
          </Button>
        )}
        {member.active && sure && (
          <Button look="quiet" onClick={() => setSure(false)}>
            {tMaybe("act.cancel")}
          </Button>
        )}
      </div>
      <ErrorText error={hand.error ?? back.error} />
    </Section>
  );
}
