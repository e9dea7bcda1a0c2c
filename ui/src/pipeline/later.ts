// What a move opens is fetched apart, so that the board itself is there sooner.
import { lazy } from "react";

const loadMove = () => import("../move/panel");
const loadNext = () => import("./next");

export const MovePanel = lazy(() => loadMove().then(({ MovePanel }) => ({ default: MovePanel })));
export const NextPanel = lazy(() => loadNext().then(({ NextPanel }) => ({ default: NextPanel })));

/** Fetches both, so that the first refusal opens at once. */
export const preload = (): void => {
  void loadMove();
  void loadNext();
};
