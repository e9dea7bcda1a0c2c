import { fill, tMaybe, words } from "../i18n/t";
import en from "./en.json";

/** The sentences of the settings. */
export const t = words(en);

/** What a role is called. */
export const roleName = (role: string): string => tMaybe(`role.${role}`) ?? role;

/** The sentence of a reason that the server gives; its own word where there is none. */
export function why(key: string, values: Record<string, string> = {}): string {
  const message = (en as Record<string, string | { other: string }>)[key];
  return message === undefined ? key.replace(/^\w+\./, "") : fill(message, values);
}
