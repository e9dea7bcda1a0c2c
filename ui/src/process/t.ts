import { words } from "../i18n/t";
import en from "./en.json";

export const t = words(en);
type Key = keyof typeof en;

/** The catalogue's word for a name of the process's language, or the name itself. */
export function named(group: string, name: string): string {
  const key = `${group}.${name}`;
  return key in en ? t(key as Key) : name.replace(/_/g, " ");
}
