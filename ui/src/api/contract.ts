// The types that pages use are written by hand, to be read; the server's own document
// says what it sends. Here the compiler holds one against the other: a field that a page
// reads and the server does not send is an error that names the field.
import type { components } from "./schema";
import type * as T from "./types";

type S = components["schemas"];

/** The names of what a hand-written type has and the server's does not; never, where all is well. */
type Absent<Hand, Sent> = Hand extends readonly (infer H)[]
  ? Sent extends readonly (infer X)[]
    ? Absent<NonNullable<H>, NonNullable<X>>
    : "not a list"
  : Hand extends object
    ? { [K in keyof Hand]-?: K extends keyof Sent ? Absent<NonNullable<Hand[K]>, NonNullable<Sent[K]>> : K }[keyof Hand]
    : never;

type Holds<Hand, Sent> = [Absent<Hand, Sent>] extends [never] ? true : Absent<Hand, Sent>;

/** One line for each answer that a page reads. */
export const contract: {
  me: Holds<T.Me, S["Me"]>;
  done: Holds<T.Done, S["Done"]>;
  board: Holds<T.BoardPage, S["BoardPage"]>;
  deals: Holds<T.DealList, S["DealList"]>;
  deal: Holds<T.DealPage, S["DealPage"]>;
  happened: Holds<Omit<T.Happened, "body">, S["Happened"]>;
  moves: Holds<Pick<T.Moves, "version">, S["Moves"]>;
  missing: Holds<T.Lack, S["Missing"]>;
  organisations: Holds<T.OrganisationList, S["OrganisationList"]>;
  organisation: Holds<T.OrganisationPage, S["OrganisationPage"]>;
  people: Holds<T.PersonList, S["PersonList"]>;
  person: Holds<T.PersonPage, S["PersonPage"]>;
  members: Holds<T.Members, S["Members"]>;
  rights: Holds<T.Rights, S["Rights"]>;
  views: Holds<T.ViewList, S["ViewList"]>;
  alike: Holds<T.Alike, S["Alike"]>;
  found: Holds<T.SearchAnswer, S["Found"]>;
  process: Holds<T.ProcessPage, S["ProcessPage"]>;
  processes: Holds<T.ProcessList, S["ProcessList"]>;
  templates: Holds<T.TemplateList, S["TemplateList"]>;
} = {
  me: true,
  done: true,
  board: true,
  deals: true,
  deal: true,
  happened: true,
  moves: true,
  missing: true,
  organisations: true,
  organisation: true,
  people: true,
  person: true,
  members: true,
  rights: true,
  views: true,
  alike: true,
  found: true,
  process: true,
  processes: true,
  templates: true,
};
