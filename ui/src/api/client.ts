// The one way to the server: JSON both ways, problem details as ApiError.
//
//   const deal = await get<Deal>("/api/deals/" + id);
//   await send("/api/deals/" + id + "/move", { to: "proposing", version: deal.version });
//
// A command carries a key of its own. When no answer comes, the same command is sent
// again with the same key, and the server does it once however often it arrives.
import { ApiError, type Problem } from "./problem";

export { ApiError, say, type Missing, type Problem, type Strength } from "./problem";

/** Options of a question. */
export type Asking = { signal?: AbortSignal | undefined };
/** Options of a command. `key` continues an earlier attempt; `dryRun` asks what would happen. */
export type Sending = Asking & { key?: string; dryRun?: boolean; method?: "POST" | "PUT" | "PATCH" | "DELETE" };

/** Pauses before the second and the third attempt of a command, in milliseconds. */
const pauses = [300, 1500];

/** A random UUID. `crypto.randomUUID` is missing on plain http, where many run Cairn at first. */
export function newKey(): string {
  const b = crypto.getRandomValues(new Uint8Array(16));
  b[6] = (b[6]! & 0x0f) | 0x40;
  b[8] = (b[8]! & 0x3f) | 0x80;
  const hex = Array.from(b, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** Asks. Undefined query values are left out; arrays repeat the name. */
export async function get<T>(path: string, query?: Query, asking: Asking = {}): Promise<T> {
  return once<T>(path + searchOf(query), { method: "GET", signal: asking.signal ?? null });
}

/** An answer, with the tag by which the server knows it again; "" where it gave none. */
export type Tagged<T> = { body: T; tag: string };

/** Asks for what one may have already: while it has not changed, it does not travel again. */
export async function getTagged<T>(address: string, had: Tagged<T> | undefined, asking: Asking = {}): Promise<Tagged<T>> {
  const init = { method: "GET", signal: asking.signal ?? null, ...(had?.tag ? { headers: { "If-None-Match": had.tag } } : {}) };
  const response = await answered(address, init);
  if (response.status === 304 && had) return had;
  return { body: await bodyOf<T>(response, init), tag: response.headers.get("ETag") ?? "" };
}

/** Does a command, and asks again when the outcome is unknown. Throws ApiError. */
export async function send<T = unknown>(path: string, body?: unknown, sending: Sending = {}): Promise<T> {
  const headers = { "Idempotency-Key": sending.key ?? newKey() };
  const address = path + (sending.dryRun ? (path.includes("?") ? "&" : "?") + "dry_run=true" : "");
  const init: RequestInit = { method: sending.method ?? "POST", headers, signal: sending.signal ?? null };
  if (body !== undefined) init.body = JSON.stringify(body);
  for (let attempt = 0; ; attempt++) {
    try {
      return await once<T>(address, init);
    } catch (error) {
      const pause = pauses[attempt];
      if (pause === undefined || !(error instanceof ApiError) || !again(error)) throw error;
      await wait(pause, sending.signal);
    }
  }
}

/** Values of a query: what is undefined, null or empty is left out. */
export type Query = Record<string, string | number | boolean | readonly string[] | undefined | null>;

/** A query as text with its question mark, or nothing. */
export function searchOf(query?: Query): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value === undefined || value === null || value === "") continue;
    for (const one of Array.isArray(value) ? value : [value]) params.append(name, String(one));
  }
  const text = params.toString();
  return text && `?${text}`;
}

const again = (error: ApiError) => error.unknown || [502, 503, 504].includes(error.status);

async function once<T>(address: string, init: RequestInit): Promise<T> {
  return bodyOf<T>(await answered(address, init), init);
}

/** The answer, unless it is a failure. */
async function answered(address: string, init: RequestInit): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set("Accept", "application/json");
  // Another site's form cannot set a header: with the cookie's SameSite this is the
  // whole defence against forged requests.
  headers.set("X-Cairn", "1");
  if (init.body !== undefined) headers.set("Content-Type", "application/json");
  let response: Response;
  try {
    response = await fetch(address, { ...init, headers, credentials: "same-origin" });
  } catch (cause) {
    if (init.signal?.aborted) throw cause;
    throw new ApiError(0, { title: "no answer" }, { cause });
  }
  if (response.status === 401) signIn();
  if (!response.ok && response.status !== 304) throw new ApiError(response.status, await problem(response));
  return response;
}

async function bodyOf<T>(response: Response, init: RequestInit): Promise<T> {
  if (response.status === 204) return undefined as T;
  try {
    return (await response.json()) as T;
  } catch (cause) {
    if (init.signal?.aborted) throw cause;
    throw new ApiError(0, { title: "half an answer" }, { cause });
  }
}

async function problem(response: Response): Promise<Problem> {
  const type = response.headers.get("Content-Type") ?? "";
  if (!type.includes("json")) return { title: response.statusText, status: response.status };
  try {
    return (await response.json()) as Problem;
  } catch {
    return { title: response.statusText, status: response.status };
  }
}

/** Goes to the sign-in page, which returns here. Drafts are kept in the browser. */
export function signIn(): void {
  if (location.pathname === "/sign-in") return;
  location.assign(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`);
}

/** Ends the session. Where that fails the person stays, and sees that they are still here. */
export async function signOut(): Promise<void> {
  await send("/sign-out");
  location.assign("/sign-in");
}

/** Waits, or rejects as soon as the signal aborts. */
export function wait(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, ms);
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    signal?.addEventListener("abort", stop, { once: true });
  });
}
