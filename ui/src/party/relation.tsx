// How somebody stands to us, in a word.
import { tMaybe } from "./t";

export const Relation = ({ of }: { of: string }) => (
  <span className={of === "client" || of === "partner" ? "good" : of === "stranger" ? "" : "faint"}>{tMaybe(`relation.${of}`) ?? of}</span>
);
