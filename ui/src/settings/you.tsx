// One's own: who one is here and what that allows, the looks, the password.
import { useState } from "react";
import { send, signIn } from "../api/client";
import { ApiError } from "../api/problem";
import { managerOf, useMemberIndex } from "../api/members";
import { useSession } from "../api/session";
import { useSend } from "../api/use";
import { tMaybe } from "../i18n/t";
import { Button } from "../parts/button";
import { TextField, Toggle } from "../parts/field";
import { Form } from "../parts/form";
import { useKept } from "../parts/kept";
import { Section } from "../parts/say";
import { ThemeToggle } from "../parts/theme";
import { t } from "./t";
import en from "./en.json";

export function YouPart() {
  return (
    <div className="settings-columns">
      <div className="stack settings-gap">
        <Who />
        <Looks />
      </div>
      <Password />
    </div>
  );
}

function Who() {
  const { person, rights = [] } = useSession();
  const members = useMemberIndex();
  const me = members.get(person.id);
  const manager = managerOf(members, person.id);
  const may = rights.map((right) => `right.${right}`).filter((key): key is keyof typeof en => key in en);
  return (
    <Section title={t("you.who")}>
      <dl className="facts settings-facts">
        <dt>{t("you.name")}</dt>
        <dd>{person.name}</dd>
        <dt>{t("you.email")}</dt>
        <dd>{me?.email}</dd>
        <dt>{t("you.role")}</dt>
        <dd>{tMaybe(`role.${person.role}`) ?? person.role}</dd>
        {manager && (
          <>
            <dt>{t("you.manager")}</dt>
            <dd>{manager.name}</dd>
          </>
        )}
        {me?.team && (
          <>
            <dt>{t("you.team")}</dt>
            <dd>{me.team}</dd>
          </>
        )}
        <dt>{t("you.rights")}</dt>
        <dd>
          <ul>
            {may.map((key) => (
              <li key={key}>{t(key)}</li>
            ))}
          </ul>
        </dd>
      </dl>
    </Section>
  );
}

function Looks() {
  const [keys, setKeys] = useKept("cairn.keys");
  return (
    <Section title={t("you.looks")}>
      <div className="row wrap">
        <span className="small dim grow">{t("you.theme")}</span>
        <ThemeToggle />
      </div>
      <Toggle label={t("you.keys")} hint={t("you.keys.hint")} value={keys !== "off"} onChange={(on) => setKeys(on ? undefined : "off")} />
    </Section>
  );
}

/** Passwords are never drafts: what is typed here is gone when the page is left. */
function Password() {
  const { person } = useSession();
  const [old, setOld] = useState("");
  const [fresh, setFresh] = useState("");
  const [done, setDone] = useState(false);
  const change = useSend((key: string, body: object) => send(`/api/members/${encodeURIComponent(person.id)}/set_password`, body, { key }));
  const wrong = change.error instanceof ApiError ? change.error.fields : {};
  if (done) {
    return (
      <Section title={t("password")}>
        <p className="small" role="status">
          {t("password.done")}
        </p>
        <div>
          <Button look="primary" onClick={signIn}>
            {t("password.signIn")}
          </Button>
        </div>
      </Section>
    );
  }
  return (
    <Section title={t("password")}>
      <Form
        act={t("password.act")}
        label={t("password")}
        look="plain"
        focus={false}
        busy={change.busy}
        disabled={!old || fresh.length < 8}
        error={wrong.old || wrong.password ? undefined : change.error}
        onSubmit={() => void change.run({ old, password: fresh }).then((answer) => answer !== undefined && setDone(true))}
      >
        <p className="small dim">{t("password.lead")}</p>
        {/* Whoever keeps passwords wants to know whose this is. */}
        <input type="text" className="sr" tabIndex={-1} aria-hidden="true" autoComplete="username" readOnly value={person.name} />
        <TextField label={t("password.old")} type="password" autoComplete="current-password" value={old} onChange={setOld} error={wrong.old} />
        <TextField
          label={t("password.new")}
          type="password"
          autoComplete="new-password"
          hint={t("password.new.hint")}
          maxLength={200}
          value={fresh}
          onChange={setFresh}
          error={wrong.password}
        />
      </Form>
    </Section>
  );
}
