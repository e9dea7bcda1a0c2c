// Their people on this deal, with the way to reach each.
import { Link } from "wouter";
import { Avatar } from "../parts/mark";
import { Icon } from "../parts/icon";
import { Section } from "../parts/say";
import { named, t } from "./t";
import { useDeal } from "./use";

export function DealPeople() {
  const { page } = useDeal();
  const { organisation } = page;
  return (
    <Section
      title={t("people")}
      end={
        organisation?.id && (
          <Link className="link" href={`/organisations/${organisation.id}`}>
            {organisation.name}
          </Link>
        )
      }
    >
      {page.people.length === 0 && (
        <p className="small faint">{page.deal.role ? t("people.role", { role: page.deal.role }) : t("people.none")}</p>
      )}
      <ul className="people-list">
        {page.people.map((one) => (
          <li key={one.person}>
            <Avatar name={one.name} size="large" />
            <div className="grow">
              <Link href={`/people/${one.person}`}>
                <b>{one.name}</b>
              </Link>
              <p className="micro faint cut">{[one.title, one.influence && named("influence", one.influence).toLowerCase()].filter(Boolean).join(" · ")}</p>
            </div>
            {one.phone && (
              <a className="btn icon quiet" href={`tel:${one.phone.replace(/[^+\d]/g, "")}`} aria-label={t("people.call", { who: one.name, phone: one.phone })} title={one.phone}>
                <Icon name="call" />
              </a>
            )}
            {one.email && (
              <a className="btn icon quiet" href={`mailto:${one.email}`} aria-label={t("people.mail", { who: one.name, email: one.email })} title={one.email}>
                <Icon name="mail" />
              </a>
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}
