// Moving a deal, for every page that shows one.
export { MovePanel, type MoveProps, refresh } from "./panel";
export { NextForm, NextFields, useNext } from "./next";
export { exitsOf, wayOf, won } from "./plan";
