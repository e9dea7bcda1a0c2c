import { words } from "../i18n/t";
import en from "./en.json";

/** The sentences of the pipeline. */
export const t = words(en);
type Word = keyof typeof en;

/** The name of one of a list ("flag", "debts"). */
export const named = (list: string, key: string): string => (`${list}.${key}` in en ? t(`${list}.${key}` as Word) : key.replaceAll("_", " "));

/** The sentence for a warning that a figure carries. */
export const tMaybeWarning = (key: string): string => named("warning", key);
