// What the server sends, as pages use it. Times are microseconds UTC, 0 where they are
// not known; days are "2026-03-31" in the company's zone; money is in minor units.
import type { Day, Instant, Money } from "../i18n/format";
import type { Estimate } from "./figure";
import type { Strength } from "./problem";
import type { Checkpoint, EvidenceKind, Exit, Influence, Job, Status, Suggested, Value, Win } from "./process";

export type { Money } from "../i18n/format";
export type { Strength } from "./problem";

/** Something by its id. Where it is empty, there is none. */
export type Ref = { id: string; name: string };

/** Everybody who may sign in. */
export type Somebody = {
  id: string;
  name: string;
  email: string;
  role: "salesperson" | "manager" | "owner" | "admin" | "viewer";
  manager?: string;
  team?: string;
  active: boolean;
  joined: Instant;
  away?: Away[] | null;
  /** Of somebody who has left: who gets their open deals. */
  heir?: string;
};

/** A member as their colleagues see them. */
export type Member = Somebody & {
  /** They are away until this day. */
  absent?: Day;
  /** Who stands in for them today. */
  stands?: string[] | null;
  /** I look after them: I may enter their absences and see their rights. */
  minded?: boolean;
  /** Their open and parked deals, where they were asked for and I see them. */
  deals?: number;
};

/** An absence, both days included, and who stands in. */
export type Away = { from: Day; until: Day; to?: string };

/** How far a role sees. */
export type Reach = "own" | "team" | "tree" | "all";
export type Sight = { salesperson?: Reach; manager?: Reach; viewer?: Reach };

/** A change of whose deals somebody sees. */
export type SightChange = { member: string; owner: string; sees: boolean; deals?: number };

/** What a member may see and do today, and why. */
export type Rights = {
  member: Somebody;
  today: Day;
  reach?: string;
  for?: string[] | null;
  sees: { owner: string; name: string; why: string; for?: string; for_name?: string; manages?: boolean; deals?: number }[];
  does: { name: string; asks?: boolean; doc: string; capability: string; may: boolean; why: string; on?: string }[];
};

/** The company and its manners of counting. */
export type Company = {
  version: number;
  name: string;
  zone: string;
  currency: string;
  locale: string;
  week: number[];
  holidays: Day[] | null;
  fiscal_start: number;
  process: string;
  published: Record<string, string>;
  since: Instant;
  /** What is left out is the narrowest. */
  sight?: Sight;
};

/** `GET /api/session`. */
export type Me = { member: Somebody; can: string[]; manages: boolean; company: Company; today: Day };

/** The answer to a command. */
export type Done = {
  id: string;
  version?: number;
  /** Id of the child that was made: offer, concern, activity. */
  made?: string;
  /** Nothing is planned now: ask for the next step. */
  ask_next?: boolean;
  /** Likely duplicates: a warning. */
  alike?: Hit[];
  /** What a published process changes, in words. */
  changes?: string[];
  dry_run?: boolean;
  /** There are more deals to hand over; how many, where I see them. */
  more?: boolean;
  left?: number;
  /** Whose sight it changes. */
  sight?: SightChange[] | null;
};

/** Something found, or something that may be the same. */
export type Hit = { noun: "deal" | "organisation" | "person"; id: string; name: string; detail?: string; score?: number; step?: string; status?: string };

/** The next step's mark. */
export type NextMark = "overdue" | "today" | "later" | "none";
export type Next = { mark: NextMark; id?: string; kind?: string; due?: Day; time?: string; text?: string };

export type Age = "in_time" | "over" | "far_over" | "unknown";

/** A deal as boards and lists show it. */
export type Card = {
  id: string;
  version: number;
  name: string;
  organisation?: Ref;
  owner: string;
  kind: string;
  process: string;
  step: string;
  status: Status;
  value: Money;
  close_date?: Day;
  source?: string;
  next: Next;
  entered: Instant;
  /** Whole days in the step; -1 where that is not known. */
  days: number;
  age: Age;
  typical: number;
  late: number;
  /** Per cent, the process's own prior for the step. */
  chance: number;
  /** Two letters for each checkpoint: strength i g a, standing m o p d n. */
  marks: string;
  flags?: number;
  debts?: number;
  changed: Instant;
  ended?: Instant;
};

export type Attitude = "for" | "neutral" | "against";

export type Confirmed = { n: number; at: Instant; person?: string; how?: string; words?: string };

/** What was answered at a checkpoint. */
export type Evidence = {
  n: number;
  at: Instant;
  by: string;
  text?: string;
  number?: number;
  money?: Money;
  date?: Day;
  choice?: string;
  ref?: string;
  yes?: Record<string, boolean>;
  person?: string;
  confirmed?: Confirmed;
};

export type Standing = "met" | "open" | "not_applicable" | "passed" | "debt";
export type Pass = { checkpoint: string; strength: string; why: string; by: string; at: Instant; self?: boolean; lapsed?: boolean };
export type Request = { checkpoint: string; why: string; by: string; at: Instant };
export type Approval = Request & { self?: boolean };

/** A checkpoint on a deal: what is asked, how it stands, and the evidence. */
export type Point = Checkpoint & {
  standing: Standing;
  lacks?: "confirmation" | "influence" | "evidence";
  given?: Evidence;
  stale?: boolean;
  pass?: Pass;
  asked?: Request;
  approved?: Approval;
  /** Who may pass it without evidence: nobody, manager, a role, you. */
  passer: string;
  flagged?: boolean;
};

/** A step of a deal's path. */
export type PathStep = {
  key: string;
  name: string;
  job: string;
  action: string;
  purpose: string;
  guidance?: string;
  questions?: string[];
  entry?: string;
  suggested?: Suggested[];
  state: "done" | "here" | "ahead" | "not_used";
  days: number;
  visits: number;
  from?: Instant;
  typical: number;
  late: number;
  points: Point[];
};

/** A person of the customer's side, on a deal. */
export type Contact = {
  person: string;
  influence?: Influence;
  attitude?: Attitude;
  name: string;
  title?: string;
  phone?: string;
  email?: string;
};

export type OfferState = "out" | "superseded" | "accepted" | "declined" | "withdrawn";
export type OfferLine = { what: string; need?: string; value: Money };
export type Offer = {
  id: string;
  n: number;
  number: number;
  to?: string;
  at: Instant;
  what: string;
  value: Money;
  due?: Day;
  lines?: OfferLine[];
  state: OfferState;
  decided?: Instant;
  by?: string;
  accepted?: Instant;
};

export type ConcernState = "open" | "resolved" | "withdrawn" | "accepted";
export type Concern = {
  id: string;
  n: number;
  text: string;
  answer?: string;
  by?: string;
  at: Instant;
  step: string;
  early?: boolean;
  state: ConcernState;
  settled?: Instant;
};

export type Trade = { id: string; give: string; get: string; value: Money; at: Instant };
export type Milestone = { id: string; what: string; due: Day; ours?: string; theirs?: string; done?: Instant; moves?: number };
/** A planned activity: a next step. */
export type Planned = { id: string; kind: string; due: Day; time?: string; text?: string; by: string };
export type End = {
  at: Instant;
  by: string;
  reason?: string;
  others?: string[];
  to?: string;
  step?: string;
  note?: string;
  until?: Day;
  value: Money;
  signed?: string;
};
export type Visit = { step: string; count: number; from: Instant; to?: Instant; how?: string; owner: string; value: Money; facts?: boolean };

/** A deal with all that its events made of it. */
export type Deal = {
  id: string;
  version: number;
  name: string;
  organisation?: string;
  person?: string;
  role?: string;
  owner: string;
  participants?: Record<string, { role?: string; share?: number }>;
  kind: "new" | "expansion" | "renewal";
  process: string;
  step: string;
  status: Status;
  value: Money;
  close_date?: Day;
  /** How often the close date moved later. */
  pushes?: number;
  source?: string;
  method?: string;
  fields?: Record<string, string>;
  opened: Instant;
  entered: Instant;
  qualified: Instant;
  visits: Visit[];
  debts?: string[];
  passed?: Pass[];
  offers?: Offer[];
  concerns?: Concern[];
  trades?: Trade[];
  plan?: Milestone[];
  planned?: Planned[];
  /** When something was last attempted, agreed, held. */
  outcomes?: Record<string, { n: number; at: Instant }>;
  touched: Instant;
  two_way?: Instant;
  end?: End;
  flags?: string[];
  merged?: string;
};

/** `GET /api/deals/{id}`. */
export type DealPage = {
  deal: Deal;
  organisation?: Ref;
  people: Contact[];
  names: Record<string, string>;
  process: Ref;
  jobs: Job[];
  path: PathStep[];
  win: Win;
  exits: Exit[];
  sources: Value[];
  methods: Value[];
  next: Next;
  /** Per cent, the process's own prior. */
  chance: number;
  days: number;
  mine: boolean;
  manages: boolean;
  /** Days since it was opened; -1 where not known. */
  cycle: number;
  as_of?: Instant;
};

/** One entry of `GET /api/deals/{id}/events`; the body is that of its kind. */
export type Happened = {
  n: number;
  kind: string;
  occurred_at: Instant;
  known_at: Instant;
  recorded_at: Instant;
  backdated?: boolean;
  actor: string;
  actor_name: string;
  body: Record<string, unknown>;
  erased?: boolean;
};
export type Timeline = { events: Happened[]; names: Record<string, string>; next?: number };

/** One thing that a movement lacks. */
export type Lack = {
  checkpoint?: string;
  step?: string;
  question?: string;
  strength?: Strength;
  evidence?: EvidenceKind;
  detail?: string;
  passer?: string;
  asked?: Request;
  debt?: boolean;
  field?: string;
  sentence?: string;
};
export type Refusal = { rule: string; to: string; missing: Lack[] };
/** `GET /api/deals/{id}/moves`: null where a move would pass. */
export type Moves = { version: number; steps: Record<string, Refusal | null>; win: Refusal | null };

export type Relation = string;

export type Organisation = {
  id: string;
  name: string;
  domain?: string;
  sector?: string;
  country?: string;
  city?: string;
  address?: string;
  phone?: string;
  employees?: number;
  revenue?: Money;
  parent?: string;
  relation: Relation;
  owner?: string;
  since: Instant;
  fields?: Record<string, string>;
  version: number;
  withdrawn?: boolean;
  merged_into?: string;
};
export type OrganisationRow = Organisation & { open: number };
export type OrganisationList = { organisations: OrganisationRow[]; next?: string; count: number };
export type OrganisationPage = { organisation: Organisation; people: Person[]; deals: Card[]; names: Record<string, string> };

export type Person = {
  id: string;
  name: string;
  organisation?: string;
  title?: string;
  emails?: string[];
  phones?: string[];
  relation: Relation;
  owner?: string;
  since: Instant;
  consent?: string;
  consent_at?: Instant;
  consent_source?: string;
  fields?: Record<string, string>;
  version: number;
  withdrawn?: boolean;
  merged_into?: string;
  erased?: boolean;
};
export type PersonList = { people: Person[]; names: Record<string, string>; next?: string; count: number };
export type PersonPage = { person: Person; organisation?: Ref; deals: Card[] };

/** `GET /api/members`. */
export type Members = { members: Member[] };

/** A step of the board, with its figures. */
export type BoardColumn = {
  step: string;
  name: string;
  job: string;
  action: string;
  count: number;
  sums: Money[];
  /** Deals longer in the step than the process calls late. */
  over: number;
  undated?: number;
  median: Estimate;
  typical: number;
  late: number;
};
/** `GET /api/board`: the open deals by step. */
export type BoardPage = {
  process: Ref;
  jobs: Job[];
  columns: BoardColumn[];
  cards: Card[];
  /** Some columns have more cards than were sent. */
  more?: boolean;
  as_of?: Instant;
};

/** `GET /api/deals`. */
export type DealList = { deals: Card[]; next?: string; count: number };

/** A saved view: its query is the address that shows it. */
export type SavedView = { id: string; version: number; name: string; page: string; query: string; owner: string; team: boolean; gone?: boolean };
/** `GET /api/views`. */
export type ViewList = { views: SavedView[] };

/** `GET /api/alike`: what is already known under a similar name. */
export type Alike = { alike: Hit[] };
/** `GET /api/search`. */
export type SearchAnswer = { hits: Hit[] };

/** What a figure means, one line of `GET /api/figures`. */
export type Definition = { id: string; name: string; text: string; unit: string; source: string };

export type * from "./figure";
export type * from "./process";
