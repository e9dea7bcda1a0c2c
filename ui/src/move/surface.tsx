// The panel of a movement: beside the column that the card was dropped on, so that the
// board stays in sight; at the side of other pages; a sheet on a phone.
import { type ReactNode, type RefObject, useId, useLayoutEffect } from "react";
import { t } from "../i18n/t";
import { ActLayer, useActs } from "../parts/act";
import { IconButton } from "../parts/button";
import { useDialog } from "../parts/dialog";
import { useNarrow } from "../parts/float";
import "./move.css";

export type SurfaceProps = {
  title: ReactNode;
  lead?: ReactNode;
  footer?: ReactNode;
  /** What it stands beside; without it, it stands at the side of the page. */
  beside?: HTMLElement | null | undefined;
  onClose: () => void;
  children: ReactNode;
};

const gap = 8;

/** Left and top for a panel of some width beside a column, within a window. */
export function besideOf(
  column: { left: number; right: number; top: number },
  width: number,
  view: { width: number; height: number },
): { left: number; top: number } {
  const right = column.right + gap;
  const left = column.left - gap - width;
  const fits = right + width <= view.width - gap;
  const at = fits ? right : left >= gap ? left : view.width - gap - width;
  return { left: Math.max(gap, at), top: Math.max(gap, Math.min(column.top, view.height * 0.4)) };
}

export function Surface({ title, lead, footer, beside, onClose, children }: SurfaceProps) {
  const narrow = useNarrow();
  const floats = !!beside && !narrow;
  const modal = narrow;
  const id = useId();
  const { ref, ...events } = useDialog(modal, onClose);
  usePlaceBeside(ref, floats ? beside : null);
  const inside = (
    <>
      {!modal && <Escape onClose={onClose} />}
      <header>
        <h2 id={id}>{title}</h2>
        <div className="tools">
          <IconButton icon="close" label={t("act.close")} onClick={onClose} />
        </div>
        {lead && <p className="small dim">{lead}</p>}
      </header>
      <div className="body">{children}</div>
      {footer && <footer>{footer}</footer>}
    </>
  );
  return (
    <dialog
      ref={ref}
      className={`panel side move-panel ${floats ? "beside" : ""}`}
      aria-labelledby={id}
      tabIndex={-1}
      data-no-drag
      {...events}
    >
      {modal ? <ActLayer>{inside}</ActLayer> : inside}
    </dialog>
  );
}

function Escape({ onClose }: { onClose: () => void }) {
  useActs([{ id: "move.close", title: t("act.back"), keys: "Escape", hidden: true, run: onClose }]);
  return null;
}

function usePlaceBeside(ref: RefObject<HTMLDialogElement | null>, column: HTMLElement | null | undefined) {
  useLayoutEffect(() => {
    const box = ref.current;
    if (!box || !column) return;
    const put = () => {
      const { left, top } = besideOf(column.getBoundingClientRect(), box.offsetWidth, {
        width: document.documentElement.clientWidth,
        height: window.innerHeight,
      });
      box.style.left = `${left}px`;
      box.style.top = `${top}px`;
      box.style.maxHeight = `calc(100dvh - ${top + gap}px)`;
    };
    put();
    window.addEventListener("resize", put);
    return () => {
      window.removeEventListener("resize", put);
      for (const name of ["left", "top", "maxHeight"] as const) box.style[name] = "";
    };
  }, [ref, column]);
}
