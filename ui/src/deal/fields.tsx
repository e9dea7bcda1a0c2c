// Fields that a deal's forms share: who of their side, what kind of activity, how.
import { useMembers } from "../api/members";
import type { Contact } from "../api/types";
import { ChoiceField } from "../parts/field";
import type { IconName } from "../parts/icon";
import { named, t } from "./t";
import { useDeal } from "./use";

/** The kinds of activity that can be planned; a note is only logged. */
export const kinds = ["call", "conversation", "meeting", "visit", "mail", "task"] as const;
export type Kind = (typeof kinds)[number];

/** The icon of a kind of activity. */
export const kindIcon = (kind: string | undefined): IconName =>
  (({ call: "call", conversation: "call", meeting: "meeting", visit: "meeting", mail: "mail", note: "note", task: "check" }) as Record<string, IconName>)[
    kind ?? ""
  ] ?? "log";

export const kindOptions = (list: readonly string[] = kinds) => list.map((value) => ({ value, label: named("kind", value) }));

/** One of the customer's people on this deal, or nobody named. */
export function WhoField(props: { label: string; value: string; onChange: (id: string) => void }) {
  const { page } = useDeal();
  const options = page.people.map((one) => ({ value: one.person, label: withTitle(one) }));
  if (options.length === 0) return null;
  return <ChoiceField {...props} optional options={[{ value: "", label: t("who.unsaid") }, ...options]} />;
}

/** Several of the customer's people: who took part. */
export function WhoeverField(props: { label: string; value: readonly string[]; onChange: (ids: string[]) => void }) {
  const { page } = useDeal();
  if (page.people.length === 0) return null;
  const toggle = (id: string) =>
    props.onChange(props.value.includes(id) ? props.value.filter((one) => one !== id) : [...props.value, id]);
  return (
    <fieldset className="ask whoever">
      <legend>
        {props.label}
        <span className="optional">{t("optional")}</span>
      </legend>
      <div className="row wrap">
        {page.people.map(({ person, name }) => (
          <label key={person} className="pick-chip">
            <input type="checkbox" className="check" checked={props.value.includes(person)} onChange={() => toggle(person)} />
            {name}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** One of our own people who sell. */
export function MemberField(props: {
  label: string;
  value: string;
  onChange: (id: string) => void;
  without?: readonly string[];
  none?: string;
  error?: string | undefined;
}) {
  const members = useMembers().filter(({ id, active, role }) => active && role !== "admin" && !props.without?.includes(id));
  const options = members.map(({ id, name, team }) => ({ value: id, label: team ? `${name}, ${team}` : name }));
  return (
    <ChoiceField
      label={props.label}
      value={props.value || (props.none === undefined ? null : "")}
      onChange={props.onChange}
      error={props.error}
      optional={props.none !== undefined}
      options={props.none === undefined ? options : [{ value: "", label: props.none }, ...options]}
    />
  );
}

/** "Ida Brandvold, maintenance" */
export const withTitle = ({ name, title }: Pick<Contact, "name" | "title">) => (title ? `${name}, ${title}` : name);
