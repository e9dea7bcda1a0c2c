// What floats beside something: it stands in the browser's top layer, so that no box
// clips it, and in the document beside its anchor, so that an open dialog owns it.
import {
  cloneElement,
  type HTMLAttributes,
  type ReactElement,
  type ReactNode,
  type RefObject,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
import { keyLabel } from "./key";

/** Where to stand: below the anchor and flush with its start, unless there is no room. */
export type Place = { side?: "bottom" | "top"; align?: "start" | "end" | "center"; gap?: number };

const margin = 8;

/** Left and top for a floating box of some size beside an anchor, within a window. */
export function placed(
  anchor: { left: number; right: number; top: number; bottom: number },
  box: { width: number; height: number },
  view: { width: number; height: number },
  { side = "bottom", align = "start", gap = 4 }: Place = {},
): { left: number; top: number } {
  const below = anchor.bottom + gap;
  const above = anchor.top - gap - box.height;
  const fitsBelow = below + box.height <= view.height - margin;
  const fitsAbove = above >= margin;
  const up = side === "top" ? fitsAbove || !fitsBelow : !fitsBelow && fitsAbove;
  const wish =
    align === "start"
      ? anchor.left
      : align === "end"
        ? anchor.right - box.width
        : (anchor.left + anchor.right - box.width) / 2;
  const clamp = (at: number, size: number, room: number) => Math.max(margin, Math.min(at, room - margin - size));
  return { left: clamp(wish, box.width, view.width), top: clamp(up ? above : below, box.height, view.height) };
}

/** Shows `float` in the top layer beside `anchor`, and keeps it there. */
export function usePlace(anchor: RefObject<HTMLElement | null>, float: RefObject<HTMLElement | null>, place: Place) {
  const { side, align, gap } = place;
  useLayoutEffect(() => {
    const box = float.current;
    if (!box) return;
    box.popover = "manual";
    box.showPopover?.();
    const put = () => {
      if (!anchor.current) return;
      const at = placed(
        anchor.current.getBoundingClientRect(),
        { width: box.offsetWidth, height: box.offsetHeight },
        { width: document.documentElement.clientWidth, height: window.innerHeight },
        { ...(side && { side }), ...(align && { align }), ...(gap !== undefined && { gap }) },
      );
      box.style.left = `${at.left}px`;
      box.style.top = `${at.top}px`;
    };
    put();
    const sized = typeof ResizeObserver === "undefined" ? undefined : new ResizeObserver(put);
    sized?.observe(box);
    window.addEventListener("scroll", put, { capture: true, passive: true });
    window.addEventListener("resize", put);
    return () => {
      sized?.disconnect();
      window.removeEventListener("scroll", put, { capture: true });
      window.removeEventListener("resize", put);
    };
  }, [anchor, float, side, align, gap]);
}

/** Calls back on a press outside of all these elements. */
export function useOutside(inside: RefObject<HTMLElement | null>[], active: boolean, onOutside: () => void) {
  const latest = useRef(onOutside);
  useEffect(() => {
    latest.current = onOutside;
  });
  const refs = useRef(inside);
  useEffect(() => {
    if (!active) return;
    const press = (e: PointerEvent) => {
      if (!refs.current.some((ref) => ref.current?.contains(e.target as Node))) latest.current();
    };
    document.addEventListener("pointerdown", press, { capture: true });
    return () => document.removeEventListener("pointerdown", press, { capture: true });
  }, [active]);
}

/** True while a media query holds. */
export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const media = window.matchMedia(query);
      media.addEventListener("change", listener);
      return () => media.removeEventListener("change", listener);
    },
    () => window.matchMedia(query).matches,
  );
}

/** The width of a phone, as the style sheets have it. */
export const phone = "(max-width: 640px)";

/** True on a phone's width. */
export const useNarrow = () => useMedia(phone);

type Trigger = ReactElement<HTMLAttributes<HTMLElement> & { ref?: RefObject<HTMLElement | null> }>;

/** Something of one's own beside a button: a filter's editor, a calendar. */
export function Popover(props: {
  label: string;
  trigger: Trigger;
  place?: Place;
  children: (close: () => void) => ReactNode;
}) {
  const [open, setOpen] = useState(false);
  const anchor = useRef<HTMLElement>(null);
  const close = () => {
    setOpen(false);
    anchor.current?.focus();
  };
  return (
    <>
      {cloneElement(props.trigger, {
        ref: anchor,
        "aria-haspopup": "dialog",
        "aria-expanded": open,
        onClick: () => setOpen(!open),
      })}
      {open && (
        <Float label={props.label} anchor={anchor} place={props.place ?? {}} onClose={close} onLeave={() => setOpen(false)}>
          {props.children(close)}
        </Float>
      )}
    </>
  );
}

/** The box of a Popover, for those who keep the state themselves. */
export function Float(props: {
  label: string;
  anchor: RefObject<HTMLElement | null>;
  place?: Place;
  onClose: () => void;
  /** A press or focus elsewhere; the focus is not taken back. */
  onLeave: () => void;
  children: ReactNode;
}) {
  const box = useRef<HTMLDivElement>(null);
  usePlace(props.anchor, box, props.place ?? {});
  useOutside([box, props.anchor], true, props.onLeave);
  useEffect(() => {
    const first = box.current?.querySelector<HTMLElement>("[data-focus], input, select, textarea, button, [tabindex='0']");
    if (!box.current?.contains(document.activeElement)) (first ?? box.current)?.focus();
  }, []);
  return (
    <div
      ref={box}
      className="pop"
      role="dialog"
      aria-label={props.label}
      tabIndex={-1}
      onKeyDown={(e) => {
        if (e.key !== "Escape") return;
        e.preventDefault();
        e.stopPropagation();
        props.onClose();
      }}
      onBlur={(e) => {
        const to = e.relatedTarget;
        if (to instanceof Node && !box.current?.contains(to) && !props.anchor.current?.contains(to)) props.onLeave();
      }}
    >
      {props.children}
    </div>
  );
}

/** A word or two about its child, on hover and on focus. Not for what must be read. */
export function Tooltip({ text, keys, children }: { text: string; keys?: string; children: Trigger }) {
  const [open, setOpen] = useState(false);
  const anchor = useRef<HTMLElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const show = (after: number) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setOpen(true), after);
  };
  const hide = () => {
    clearTimeout(timer.current);
    setOpen(false);
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  const { onClick, onFocus, onBlur, onPointerEnter, onPointerLeave } = children.props;
  return (
    <>
      {cloneElement(children, {
        ref: children.props.ref ?? anchor,
        onPointerEnter: (e) => {
          onPointerEnter?.(e);
          if (e.pointerType === "mouse") show(500);
        },
        onPointerLeave: (e) => {
          onPointerLeave?.(e);
          hide();
        },
        onFocus: (e) => {
          onFocus?.(e);
          if (e.currentTarget.matches(":focus-visible")) show(300);
        },
        onBlur: (e) => {
          onBlur?.(e);
          hide();
        },
        onClick: (e) => {
          hide();
          onClick?.(e);
        },
      })}
      {open && <Tip anchor={children.props.ref ?? anchor} text={keys ? `${text}  ${keyLabel(keys)}` : text} />}
    </>
  );
}

function Tip({ anchor, text }: { anchor: RefObject<HTMLElement | null>; text: string }) {
  const box = useRef<HTMLDivElement>(null);
  const id = useId();
  usePlace(anchor, box, { side: "bottom", align: "center", gap: 6 });
  return (
    <div ref={box} id={id} className="tip" role="tooltip">
      {text}
    </div>
  );
}
