// Moving a deal, for every page that shows one.
export type { MoveProps } from "./form";
export { MovePanel, refresh } from "./panel";
export { NextForm, NextFields, useNext } from "./next";
export { exitsOf, wayOf, won } from "./plan";
