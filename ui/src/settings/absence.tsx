// The absences of a member: what is entered, and a new one with who stands in.
import { useState } from "react";
import { send } from "../api/client";
import { ApiError } from "../api/problem";
import { firstName, useMemberIndex } from "../api/members";
import { useFormats, useToday } from "../api/session";
import type { Away, Done, Member } from "../api/types";
import { stale, useSend } from "../api/use";
import type { Day } from "../i18n/format";
import { Button } from "../parts/button";
import { DateField } from "../parts/date-field";
import { ChoiceField } from "../parts/field";
import { Form } from "../parts/form";
import { useDraftOf } from "../parts/kept";
import { ErrorText, Section } from "../parts/say";
import { Meaning, useMeant } from "./sight";
import { t } from "./t";

/** Who can take over what another does: whoever is here and sells. */
export const sellers = (members: readonly Member[], besides: string): Member[] =>
  members.filter(({ id, active, role }) => active && id !== besides && (role === "salesperson" || role === "manager" || role === "owner"));

type Fields = { from: Day | null; until: Day | null; to: string };
const empty: Fields = { from: null, until: null, to: "" };

export function Absence({ member, members }: { member: Member; members: readonly Member[] }) {
  const today = useToday();
  const [value, set, sent] = useDraftOf<Fields>(`away:${member.id}`, empty);
  const path = `/api/members/${encodeURIComponent(member.id)}`;
  const body = value.until ? { until: value.until, ...(value.from ? { from: value.from } : {}), ...(value.to ? { to: value.to } : {}) } : null;
  const meant = useMeant(`${path}/away`, value.to ? body : null);
  const enter = useSend((key: string, body: object) => send<Done>(`${path}/away`, body, { key }));
  const wrong = enter.error instanceof ApiError ? enter.error.fields : {};
  const away = member.away ?? [];
  const ahead = away.filter(({ until }) => until >= today);
  const past = away.length - ahead.length;
  return (
    <Section title={t("away.title")} end={past > 0 && <span className="micro faint">{t("away.past", { n: past })}</span>}>
      <p className="small dim">{t("away.lead", { name: firstName(member.name) })}</p>
      {ahead.length === 0 && <p className="small faint">{t("away.none")}</p>}
      <ul className="stack">
        {ahead.map((one) => (
          <Entered key={one.from} away={one} path={path} />
        ))}
      </ul>
      <Form
        act={t("away.act")}
        label={t("away.title")}
        look="plain"
        focus={false}
        busy={enter.busy}
        disabled={!body}
        error={Object.keys(wrong).length > 0 ? undefined : enter.error}
        onSubmit={() =>
          body &&
          void enter.run(body).then((done) => {
            if (!done) return;
            sent();
            stale("/api/members");
          })
        }
      >
        <div className="settings-days2">
          <DateField label={t("away.from")} optional value={value.from} onChange={(from) => set({ from })} error={wrong.from} />
          <DateField label={t("away.until")} value={value.until} onChange={(until) => set({ until })} error={wrong.until} />
        </div>
        <ChoiceField
          label={t("away.to")}
          value={value.to}
          options={[{ value: "", label: t("away.to.none") }, ...sellers(members, member.id).map(({ id, name }) => ({ value: id, label: name }))]}
          onChange={(to) => set({ to })}
          error={wrong.to}
        />
        {value.to && body && <Meaning meant={meant} />}
      </Form>
    </Section>
  );
}

function Entered({ away, path }: { away: Away; path: string }) {
  const f = useFormats();
  const today = useToday();
  const members = useMemberIndex();
  const [gone, setGone] = useState(false);
  const end = useSend((key: string) => send<Done>(`${path}/back`, { from: away.from }, { key }));
  if (gone) return null;
  return (
    <li className="row wrap">
      <span className="small">
        {away.from === away.until ? t("away.day", { from: f.date(away.from, today) }) : t("away.days", { from: f.date(away.from, today), until: f.date(away.until, today) })}
      </span>
      <span className="small faint grow">{away.to ? t("away.with", { name: members.get(away.to)?.name ?? "" }) : t("away.alone")}</span>
      <Button
        look="quiet"
        busy={end.busy}
        onClick={() =>
          void end.run().then((done) => {
            if (!done) return;
            setGone(true);
            stale("/api/members");
          })
        }
      >
        {t(away.from <= today ? "away.end" : "away.drop")}
      </Button>
      <ErrorText error={end.error} />
    </li>
  );
}
