import { words } from "../i18n/t";
import en from "./en.json";

/** The sentences of the day. */
export const t = words(en);
type Word = keyof typeof en;

/** The name of one of a list ("kind", "call"). */
export const named = (list: string, key: string): string => (`${list}.${key}` in en ? t(`${list}.${key}` as Word) : key.replaceAll("_", " "));
