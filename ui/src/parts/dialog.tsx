// Panels and dialogs on the browser's own <dialog>: it keeps the focus within, makes the
// rest inert and gives the focus back. A panel stands at the side and becomes a sheet on
// a phone; a dialog stands in the middle and is for the few things that must be answered.
import { type ReactNode, useEffect, useId, useLayoutEffect, useRef } from "react";
import { t } from "../i18n/t";
import { ActLayer, useActs } from "./act";
import { IconButton } from "./button";
import { useNarrow } from "./float";

type Content = {
  title: ReactNode;
  /** Under the title: what is going to happen, or what this is. */
  lead?: ReactNode;
  /** Beside the close button. */
  tools?: ReactNode;
  /** The acts, the chief one first. */
  footer?: ReactNode;
  broad?: boolean;
  onClose: () => void;
  children: ReactNode;
};

/**
 * Details at the side. It is shown while it is rendered. With `modal={false}` the list
 * beneath can still be used (Esc closes from anywhere); on a phone it is always modal.
 */
export function Panel({ modal = true, ...content }: Content & { modal?: boolean }) {
  const narrow = useNarrow();
  return <Surface {...content} kind="side" modal={modal || narrow} />;
}

/** A question in the middle of the page. It is shown while it is rendered. */
export function Dialog(content: Content) {
  return <Surface {...content} kind="middle" modal />;
}

function Surface({ kind, modal, ...content }: Content & { kind: "side" | "middle"; modal: boolean }) {
  const id = useId();
  const { ref, ...events } = useDialog(modal, content.onClose);
  const inside = (
    <>
      {!modal && <CloseByKey onClose={content.onClose} />}
      <header>
        <h2 id={`${id}title`}>{content.title}</h2>
        <div className="tools">
          {content.tools}
          <IconButton icon="close" label={t("act.close")} onClick={content.onClose} />
        </div>
        {content.lead && <p className="small dim">{content.lead}</p>}
      </header>
      <div className="body">{content.children}</div>
      {content.footer && <footer>{content.footer}</footer>}
    </>
  );
  return (
    <dialog
      ref={ref}
      className={`panel ${kind} ${content.broad ? "broad" : ""}`}
      aria-labelledby={`${id}title`}
      tabIndex={-1}
      {...events}
    >
      {modal ? <ActLayer>{inside}</ActLayer> : inside}
    </dialog>
  );
}

function CloseByKey({ onClose }: { onClose: () => void }) {
  useActs([{ id: "panel.close", title: t("act.back"), keys: "Escape", hidden: true, run: onClose }]);
  return null;
}

/** Opens a <dialog> while it is rendered; give it the returned ref and handlers. */
export function useDialog(modal: boolean, onClose: () => void) {
  const ref = useRef<HTMLDialogElement>(null);
  const latest = useRef(onClose);
  useEffect(() => {
    latest.current = onClose;
  });
  useLayoutEffect(() => {
    const dialog = ref.current;
    if (!dialog) return;
    const before = document.activeElement;
    if (modal) dialog.showModal();
    else dialog.show();
    // A finger would be met by the keyboard over half of what there is to read.
    const coarse = window.matchMedia("(pointer: coarse)").matches;
    const wanted = dialog.querySelector<HTMLElement>(
      coarse ? "[data-focus]" : "[data-focus], .body :is(input, select, textarea):not(:disabled)",
    );
    (wanted ?? dialog).focus({ preventScroll: true });
    return () => {
      dialog.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, [modal]);
  return {
    ref,
    onCancel: (e: { preventDefault: () => void; target: EventTarget; currentTarget: EventTarget }) => {
      if (e.target !== e.currentTarget) return;
      e.preventDefault();
      latest.current();
    },
    onKeyDown: (e: React.KeyboardEvent<HTMLDialogElement>) => {
      if (modal || e.key !== "Escape" || e.defaultPrevented) return;
      e.preventDefault();
      e.stopPropagation();
      latest.current();
    },
    onPointerDown: (e: React.PointerEvent<HTMLDialogElement>) => {
      if (!modal || e.target !== e.currentTarget) return;
      const box = e.currentTarget.getBoundingClientRect();
      const inside = e.clientX >= box.left && e.clientX <= box.right && e.clientY >= box.top && e.clientY <= box.bottom;
      if (!inside) latest.current();
    },
  };
}
