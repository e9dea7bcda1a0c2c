import { namesOf, words } from "../i18n/t";
import en from "./en.json";

export const t = words(en);
/** The catalogue's word for a name of the process's language, or the name itself. */
export const named = namesOf(en);
