import { words } from "../i18n/t";
import en from "./en.json";

/** The sentences of overrides. */
export const t = words(en);
