// The panel of a movement: beside the column that the card was dropped on, so that the
// board stays in sight; at the side of other pages; a sheet on a phone.
import { type ReactNode, type RefObject, useId, useLayoutEffect } from "react";
import { t } from "../i18n/t";
import { ActLayer, useActs } from "../parts/act";
import { IconButton } from "../parts/button";
import { useDialog } from "../parts/dialog";
import { useNarrow } from "../parts/float";
import { tabAround } from "./focus";
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

const wide = 404;
const least = 336;

/** Where a panel stands beside a column: at its right where there is room, else at its left. */
export function besideOf(
  column: { left: number; right: number; top: number },
  view: { width: number; height: number },
): { left: number; top: number; width: number } {
  const after = view.width - gap - (column.right + gap);
  const before = column.left - 2 * gap;
  const top = Math.max(gap, Math.min(column.top, view.height * 0.4));
  if (after >= least) return { left: column.right + gap, top, width: Math.min(wide, after) };
  const width = Math.min(wide, view.width - 2 * gap);
  if (before >= width) return { left: column.left - gap - width, top, width };
  return { left: Math.max(gap, view.width - gap - width), top, width };
}

export function Surface({ title, lead, footer, beside, onClose, children }: SurfaceProps) {
  const narrow = useNarrow();
  const floats = !!beside && !narrow;
  const modal = narrow;
  const id = useId();
  const { ref, onKeyDown, ...events } = useDialog(modal, onClose);
  usePlaceBeside(ref, floats ? beside : null);
  const inside = (
    <>
      {!modal && <Escape onClose={onClose} />}
      <header>
        <h2 id={id}>{title}</h2>
        <div className="tools">
          <IconButton icon="close" label={t("act.close")} onClick={onClose} />
        </div>
        {lead && (
          <p className="small dim" role="status">
            {lead}
          </p>
        )}
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
      onKeyDown={(e) => {
        onKeyDown(e);
        if (!modal) tabAround(e);
      }}
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
      const { left, top, width } = besideOf(column.getBoundingClientRect(), {
        width: document.documentElement.clientWidth,
        height: window.innerHeight,
      });
      box.style.width = `${width}px`;
      box.style.left = `${left}px`;
      box.style.top = `${top}px`;
      box.style.maxHeight = `calc(100dvh - ${top + gap}px)`;
    };
    put();
    window.addEventListener("resize", put);
    return () => {
      window.removeEventListener("resize", put);
      for (const name of ["left", "top", "width", "maxHeight"] as const) box.style[name] = "";
    };
  }, [ref, column]);
}
