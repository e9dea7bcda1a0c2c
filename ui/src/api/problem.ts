// What the server answers when it will not: problem details (RFC 9457). A refusal is a
// problem of its own kind: it lists everything that is missing, and a page shows it as
// a form where the person is.
import { t, tMaybe } from "../i18n/t";

/** How strongly a checkpoint holds. */
export type Strength = "impossible" | "gate" | "advice";

/**
 * One thing that is missing, as the refusal lists it: a checkpoint with all that is known
 * about it, or a field of the command (`why`) that must be filled in.
 */
export type Missing = {
  checkpoint?: string;
  field?: string;
  step?: string;
  question?: string;
  strength?: Strength;
  /** What kind of evidence would do: answer, activity, person, offer, … */
  evidence?: string;
  /** Which part of the evidence is not there: confirmation, influence. */
  detail?: string;
  /** Who may pass it without. */
  passer?: "nobody" | "manager" | "owner" | "you";
  /** The override has been asked for. */
  asked?: { by?: string; at?: number; [more: string]: unknown };
  debt?: boolean;
  /** It in words, for the person. */
  sentence?: string;
};

/** RFC 9457 with the extension members that Cairn adds. */
export type Problem = {
  type?: string;
  title?: string;
  status?: number;
  detail?: string;
  instance?: string;
  /** The rule that refused, such as `P-7`. */
  rule?: string;
  /** The step or exit that was asked for. */
  to?: string;
  missing?: Missing[];
  /** The message's name in the catalogue, and what fills it. */
  key?: string;
  values?: Record<string, string>;
  /** Which input is wrong, and what would be accepted. */
  field?: string;
  remedy?: string;
  errors?: { location?: string; message?: string; value?: unknown }[];
  /** The number of an unexpected failure in the server's log. */
  id?: string;
  [more: string]: unknown;
};

/** Where a request ended: 0 is "no answer arrived". */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  readonly problem: Problem;

  constructor(status: number, problem: Problem, options?: ErrorOptions) {
    super(problem.detail ?? problem.title ?? `status ${status}`, options);
    this.status = status;
    this.problem = problem;
  }

  /** The last word of the problem's type: `refused`, `conflict`, `invalid`, … */
  get kind(): string {
    return this.problem.type?.split(/[/#:]/).pop() ?? "";
  }
  /** The process said no, and says what is missing. */
  get refused(): boolean {
    return this.status === 409 && this.kind === "refused";
  }
  /** Somebody else changed what this decision had read. */
  get conflict(): boolean {
    return this.status === 409 && !this.refused;
  }
  /** No answer came, or the server does not know whether it was done: ask again with the same key. */
  get unknown(): boolean {
    return this.status === 0 || this.kind === "unknown";
  }
  /** All that is missing; empty unless refused. */
  get missing(): Missing[] {
    return this.problem.missing ?? [];
  }
  /** Sentences by the name of the input that is wrong. */
  get fields(): Record<string, string> {
    const found: Record<string, string> = {};
    const { field, detail, remedy, errors } = this.problem;
    if (field) found[field] = remedy ?? detail ?? t("error.invalid");
    for (const error of errors ?? []) {
      const name = error.location?.replace(/^(body|query|path)\.?/, "");
      if (name && !found[name]) found[name] = error.message ?? t("error.invalid");
    }
    return found;
  }
}

/** The sentence for a person: what happened, and what to do where there is something. */
export function say(error: unknown): string {
  if (!(error instanceof ApiError)) return t("error.unexpected");
  if (error.status === 0) return t("error.network");
  if (error.kind === "unknown") return t("error.unknown");
  if (error.status >= 500) {
    return error.problem.id ? t("error.unexpectedWith", { id: error.problem.id }) : t("error.unexpected");
  }
  const { detail, remedy, title } = error.problem;
  const word = detail ?? tMaybe(`error.${error.kind}`) ?? title ?? t("error.invalid");
  return remedy && !word.includes(remedy) ? `${word} ${remedy}` : word;
}
