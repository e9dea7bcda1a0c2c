// The buying team: who has how much say, and how they stand to us. A person is moved over
// the grid by the arrows, or by the menu behind their name.
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useLocation } from "wouter";
import type { Attitude, Contact, Influence } from "../api/types";
import { Button } from "../parts/button";
import { Avatar } from "../parts/mark";
import { Menu, type MenuItem } from "../parts/menu";
import { Section } from "../parts/say";
import { attitudes, influences, InvolveForm } from "./involve";
import { named, t } from "./t";
import { Trouble } from "./trouble";
import { useDeal, useDo } from "./use";

type Place = { influence: Influence | ""; attitude: Attitude | "" };
const columns: readonly (Attitude | "")[] = ["against", "", "neutral", "for"];

/** Where an arrow takes a person; undefined where the grid ends. */
export function beside(at: Place, key: string): Place | undefined {
  const rows: readonly (Influence | "")[] = [...influences, ""];
  const step = (list: readonly string[], now: string, by: number) => list[list.indexOf(now) + by];
  const [row, column] = [
    key === "ArrowUp" ? step(rows, at.influence, -1) : key === "ArrowDown" ? step(rows, at.influence, 1) : at.influence,
    key === "ArrowLeft" ? step(columns, at.attitude, -1) : key === "ArrowRight" ? step(columns, at.attitude, 1) : at.attitude,
  ];
  if (row === undefined || column === undefined || (row === at.influence && column === at.attitude)) return undefined;
  return { influence: row as Influence | "", attitude: column as Attitude | "" };
}

const placeOf = ({ influence, attitude }: Contact): Place => ({ influence: influence ?? "", attitude: attitude ?? "" });

export function Team() {
  const { page, fixed } = useDeal();
  const [adding, setAdding] = useState(false);
  const [held, setHeld] = useState<string>();
  const involve = useDo<{ person: string; end?: boolean } & Partial<Place>>("involve", {
    shows: ({ person, end, influence, attitude }) => (now) => ({
      ...now,
      people: end
        ? now.people.filter((one) => one.person !== person)
        : now.people.map((one) => {
            if (one.person !== person) return one;
            const { influence: _, attitude: __, ...rest } = one;
            return { ...rest, ...(influence && { influence }), ...(attitude && { attitude }) };
          }),
    }),
  });
  const place = (person: string, to: Place) => {
    setHeld(person);
    void involve.run({ person, ...to });
  };
  const rows = [...influences.filter((row) => row !== "signs" || page.people.some(({ influence }) => influence === "signs")), ""].filter(
    (row) => row !== "" || page.people.some(({ influence }) => !influence),
  ) as (Influence | "")[];
  const unknown = !page.people.some(({ influence }) => influence === "decides" || influence === "signs");
  return (
    <div id="deal-team">
      <Section
        title={t("team")}
        lead={t("team.lead")}
        end={
          <>
            {t("team.n", { n: page.people.length })}{" "}
            {!fixed && !adding && (
              <button type="button" className="link" onClick={() => setAdding(true)}>
                {t("add")}
              </button>
            )}
          </>
        }
      >
        {adding && <InvolveForm onDone={() => setAdding(false)} />}
        {page.people.length === 0 && !adding ? (
          <div className="empty">
            <h3>{t("team.empty")}</h3>
            <p className="small dim">{t("team.empty.text")}</p>
            {!fixed && <Button onClick={() => setAdding(true)}>{t("team.first")}</Button>}
          </div>
        ) : (
          page.people.length > 0 && (
            <div className="scroll-x" tabIndex={-1}>
              <table className="map">
                <thead>
                  <tr>
                    <td />
                    {columns.map((column) => (
                      <th key={column} scope="col">
                        {named("attitude", column) || t("team.unknown")}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {rows.map((row) => (
                    <tr key={row}>
                      <th scope="row">{named("influence", row) || t("team.unknown")}</th>
                      {columns.map((column) => (
                        <td key={column}>
                          {page.people
                            .filter((one) => (one.influence ?? "") === row && (one.attitude ?? "") === column)
                            .map((one) => (
                              <Somebody key={one.person} contact={one} held={held === one.person} onPlace={place} onEnd={() => void involve.run({ person: one.person, end: true })} />
                            ))}
                          {unknown && row === "decides" && column === "" && page.deal.status === "open" && (
                            <button type="button" className="p unknown" disabled={fixed} onClick={() => setAdding(true)}>
                              <Avatar />
                              <span>
                                <b>{t("team.decider")}</b>
                              </span>
                            </button>
                          )}
                        </td>
                      ))}
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )
        )}
        <Trouble error={involve.error} />
      </Section>
    </div>
  );
}

function Somebody(props: { contact: Contact; held: boolean; onPlace: (person: string, to: Place) => void; onEnd: () => void }) {
  const { contact, held, onPlace, onEnd } = props;
  const { fixed } = useDeal();
  const at = placeOf(contact);
  const [, go] = useLocation();
  const cell = useRef<HTMLDivElement>(null);
  // A person that moved is drawn anew in another cell: the focus goes with them.
  useEffect(() => {
    if (held) cell.current?.querySelector<HTMLElement>("button")?.focus({ preventScroll: true });
  }, [held]);
  const box = (
    <button type="button" className="p" disabled={fixed} title={fixed ? undefined : t("team.hint")}>
      <Avatar name={contact.name} />
      <span>
        <b>{contact.name}</b> {contact.title && <span className="d">{contact.title}</span>}
        <span className="sr"> {says(contact)}</span>
      </span>
    </button>
  );
  if (fixed) return box;
  const items: MenuItem[] = [
    ...influences.map<MenuItem>((one, i) => ({ id: one, label: named("influence", one), checked: contact.influence === one, run: () => onPlace(contact.person, { ...at, influence: one }), ...(i === 0 && { group: t("team.influence") }) })),
    ...attitudes.map<MenuItem>((one, i) => ({ id: `a${one}`, label: named("attitude", one), checked: contact.attitude === one, run: () => onPlace(contact.person, { ...at, attitude: one }), ...(i === 0 && { group: t("team.attitude"), rule: true }) })),
    { id: "unknown", label: t("team.notKnown"), checked: !contact.attitude, run: () => onPlace(contact.person, { ...at, attitude: "" }) },
    { id: "open", label: t("team.open"), icon: "person", rule: true, run: () => go(`/people/${contact.person}`) },
    { id: "end", label: t("team.end"), icon: "close", danger: true, run: onEnd },
  ];
  const press = (e: KeyboardEvent) => {
    if ((e.target as HTMLElement).closest("[role=menu]") || !(e.key.startsWith("Arrow") && (e.altKey || e.key === "ArrowLeft" || e.key === "ArrowRight"))) return;
    const to = beside(at, e.key);
    e.preventDefault();
    e.stopPropagation();
    if (to) onPlace(contact.person, to);
  };
  return (
    <div ref={cell} onKeyDownCapture={press}>
      <Menu label={contact.name} items={items} trigger={box} />
    </div>
  );
}

/** Where they stand in the grid, for those who hear it. */
const says = ({ influence, attitude }: Contact): string =>
  [influence ? named("influence", influence).toLowerCase() : "", attitude ? named("attitude", attitude).toLowerCase() : ""].filter(Boolean).join(", ");
