// A deal is won: three stones find their place. Once, small, where the person looks.
import type { ReactNode } from "react";
import { Cairn } from "./icon";

export function Celebrate({ children }: { children: ReactNode }) {
  return (
    <div className="celebrate" role="status">
      <Cairn />
      <b>{children}</b>
    </div>
  );
}
