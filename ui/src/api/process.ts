// A process as its document shows it: the answers of `GET /api/processes` and its like.
import type { Instant } from "../i18n/format";
import type { Estimate } from "./figure";
import type { Strength } from "./problem";

export type Status = "open" | "won" | "lost" | "no_decision" | "disqualified" | "parked" | "withdrawn";
export type Influence = "decides" | "signs" | "influences" | "uses";

/** One choice of a list. */
export type Value = { key: string; name: string; retired?: boolean };
export type Job = { key: string; name: string; question?: string };
export type Exit = { key: Status; name: string; jobs?: string[]; reasons?: Value[]; dated?: boolean };
export type Win = { name: string; action: string };
/** A suggested act of a step. */
export type Suggested = { kind: string; name?: string; count?: number; minutes?: number };

export type EvidenceKind =
  | "answer"
  | "activity"
  | "person"
  | "offer"
  | "concerns"
  | "document"
  | "confirmation"
  | "score"
  | "rule";

/** A question of the process at the end of a step. */
export type Checkpoint = {
  key: string;
  question: string;
  strength: Strength;
  evidence: EvidenceKind;
  buyer?: boolean;
  help?: string;
  half?: string;
  answer?: "text" | "number" | "money" | "date" | "choice";
  choices?: Value[];
  fact?: "source" | "method" | "value" | "close_date";
  confirmed?: boolean;
  outcome?: "attempted" | "planned" | "agreed" | "held";
  influence?: Influence[];
  offer?: "delivered" | "answers" | "decision" | "accepted";
  concerns?: "none_open" | "raised";
  criteria?: { key: string; name: string; points: number }[];
  threshold?: number;
  rule?: string;
  when?: string;
  valid?: string;
  implied_by?: string[];
  approver?: string;
  retired?: boolean;
};

/** A process as its text writes it. */
export type ProcessStep = {
  key: string;
  name: string;
  job: string;
  covers: string[];
  action: string;
  purpose: string;
  guidance?: string;
  questions?: string[];
  entry?: string;
  exit: Checkpoint[] | null;
  activities?: Suggested[];
  typical: number;
  late: number;
  chance: number;
  skills?: string[];
  attributes?: string[];
  repeat?: string;
  returns?: string[];
  skip?: boolean;
  retired?: boolean;
};
export type Process = {
  process: string;
  name: string;
  frame: string;
  about?: string;
  jobs: Job[];
  steps: ProcessStep[];
  win: { name: string; action: string };
  exits: Exit[];
  sources?: Value[];
  methods?: Value[];
};
export type ProcessVersion = { version: string; key: string; name: string; published: Instant; default: boolean; changes?: string[] };
export type StepFigures = { step: string; open: number; median: Estimate };
export type ProcessPage = {
  version: string;
  process: Process;
  text: string;
  published: Instant;
  default: boolean;
  versions: ProcessVersion[];
  figures: StepFigures[];
};
export type ProcessList = { processes: ProcessVersion[] };
export type Template = { key: string; name: string; about: string; text: string };
export type TemplateList = { templates: Template[] };
