import { namesOf, words } from "../i18n/t";
import en from "./en.json";

/** The sentences of a movement. */
export const t = words(en);
/** The name of one of a list ("kind", "call"). */
export const named = namesOf(en);
