import { namesOf, words } from "../i18n/t";
import en from "./en.json";

/** The sentences of the pipeline. */
export const t = words(en);
/** The name of one of a list ("flag", "debts"). */
export const named = namesOf(en);
