// A process as its document shows it: the answers of `GET /api/processes` and its like.
import type { Instant } from "../i18n/format";
import type { Checkpoint, Estimate, Exit, Job, Suggested, Value } from "./types";

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
