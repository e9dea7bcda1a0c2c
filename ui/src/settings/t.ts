import { tMaybe, words } from "../i18n/t";
import en from "./en.json";

/** The sentences of the settings. */
export const t = words(en);

/** What a role is called. */
export const roleName = (role: string): string => tMaybe(`role.${role}`) ?? role;
