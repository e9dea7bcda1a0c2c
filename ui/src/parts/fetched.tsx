// A part of the program that is fetched when it is first needed. React's own lazy parts
// wait a third of a second once they have shown that they wait, however soon what was
// fetched is there; these are shown with the next frame.
//
//   const { Part, fetch } = fetched(() => import("./pipeline/page"), <Loading />);
import { type ComponentType, type ReactNode, useEffect, useState } from "react";

export type Fetched = { Part: ComponentType; fetch: () => Promise<void> };

export function fetched(load: () => Promise<{ default: ComponentType }>, waiting: ReactNode): Fetched {
  let Loaded: ComponentType | undefined;
  const fetch = async () => {
    Loaded = (await load()).default;
  };
  function Part() {
    const [known, know] = useState<{ Loaded?: ComponentType | undefined; error?: unknown }>({ Loaded });
    const waits = !known.Loaded;
    useEffect(() => {
      if (!waits) return;
      let left = false;
      fetch().then(
        () => left || know({ Loaded }),
        (error: unknown) => left || know({ error }),
      );
      return () => void (left = true);
    }, [waits]);
    if (known.error) throw known.error;
    return known.Loaded ? <known.Loaded /> : waiting;
  }
  return { Part, fetch };
}
