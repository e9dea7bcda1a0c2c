// A menu of acts or of choices. Arrows move, letters jump, Enter does, Esc goes back to
// the button.
//
//   <Menu trigger={<button className="drop">Filter</button>} label="Filter" items={[...]} />
import {
  cloneElement,
  Fragment,
  type HTMLAttributes,
  type KeyboardEvent,
  type ReactElement,
  type ReactNode,
  type RefObject,
  useEffect,
  useId,
  useRef,
  useState,
} from "react";
import { Kbd } from "./button";
import { type Place, useOutside, usePlace } from "./float";
import { Icon, type IconName } from "./icon";

/** One line. With `checked` it is a choice, and its tick shows. `group` opens a group with that head. */
export type MenuItem = {
  id: string;
  label: string;
  icon?: IconName;
  mark?: ReactNode;
  /** At the right: a count, what a choice would meet. */
  end?: ReactNode;
  keys?: string;
  group?: string;
  rule?: boolean;
  checked?: boolean;
  danger?: boolean;
  disabled?: boolean;
  run: () => void;
};

type Trigger = ReactElement<HTMLAttributes<HTMLElement> & { ref?: RefObject<HTMLElement | null> }>;

export function Menu(props: { label: string; trigger: Trigger; items: readonly MenuItem[]; place?: Place }) {
  const [open, setOpen] = useState<"first" | "last" | null>(null);
  const anchor = useRef<HTMLElement>(null);
  const id = useId();
  return (
    <>
      {cloneElement(props.trigger, {
        ref: anchor,
        "aria-haspopup": "menu",
        "aria-expanded": open !== null,
        "aria-controls": open ? id : undefined,
        onClick: () => setOpen(open ? null : "first"),
        onKeyDown: (e: KeyboardEvent<HTMLElement>) => {
          if (e.key !== "ArrowDown" && e.key !== "ArrowUp") return;
          e.preventDefault();
          setOpen(e.key === "ArrowDown" ? "first" : "last");
        },
      })}
      {open && (
        <MenuBox
          id={id}
          label={props.label}
          items={props.items}
          anchor={anchor}
          start={open}
          place={props.place ?? {}}
          onClose={(back) => {
            setOpen(null);
            if (back) anchor.current?.focus();
          }}
        />
      )}
    </>
  );
}

/** The open menu, for those who keep the state themselves ("Move to…" beside a card). */
export function MenuBox(props: {
  id?: string;
  label: string;
  items: readonly MenuItem[];
  anchor: RefObject<HTMLElement | null>;
  start?: "first" | "last";
  place?: Place;
  onClose: (returnFocus: boolean) => void;
}) {
  const { items, anchor, onClose } = props;
  const box = useRef<HTMLDivElement>(null);
  const search = useRef({ text: "", at: 0 });
  usePlace(anchor, box, props.place ?? {});
  useOutside([box, anchor], true, () => onClose(false));
  const lines = () => [...(box.current?.querySelectorAll<HTMLElement>("[role^=menuitem]") ?? [])];
  const start = props.start ?? "first";
  useEffect(() => {
    const all = lines();
    (all.find((line) => line.getAttribute("aria-checked") === "true") ?? all.at(start === "first" ? 0 : -1))?.focus();
  }, [start]);

  const press = (e: KeyboardEvent) => {
    const all = lines();
    const at = all.indexOf(document.activeElement as HTMLElement);
    const go = (to: number) => all[(to + all.length) % all.length]?.focus();
    if (e.key === "ArrowDown") go(at + 1);
    else if (e.key === "ArrowUp") go(at < 0 ? -1 : at - 1);
    else if (e.key === "Home") go(0);
    else if (e.key === "End") go(-1);
    else if (e.key === "Escape") onClose(true);
    else if (e.key === "Tab") return onClose(true);
    else if (e.key.length === 1 && e.key !== " " && !e.ctrlKey && !e.metaKey && !e.altKey) {
      const s = search.current;
      s.text = (e.timeStamp - s.at < 700 ? s.text : "") + e.key.toLowerCase();
      s.at = e.timeStamp;
      const from = s.text.length === 1 ? at + 1 : Math.max(at, 0);
      const found = all.map((_, i) => (from + i) % all.length).find((i) => all[i]?.textContent?.trim().toLowerCase().startsWith(s.text));
      if (found !== undefined) go(found);
    } else return;
    e.preventDefault();
    e.stopPropagation();
  };

  return (
    <div ref={box} id={props.id} className="menu" role="menu" aria-label={props.label} onKeyDown={press}>
      {items.map((item) => (
        <Fragment key={item.id}>
          {item.rule && <hr />}
          {item.group && (
            <div className="group" role="presentation">
              {item.group}
            </div>
          )}
          <button
            type="button"
            role={item.checked === undefined ? "menuitem" : "menuitemradio"}
            aria-checked={item.checked}
            aria-disabled={item.disabled || undefined}
            className={item.danger ? "danger" : undefined}
            tabIndex={-1}
            onPointerMove={(e) => e.currentTarget.focus({ preventScroll: true })}
            onClick={() => {
              if (item.disabled) return;
              onClose(true);
              item.run();
            }}
          >
            {item.mark ?? (item.icon && <Icon name={item.icon} />)}
            <span>{item.label}</span>
            {(item.end || item.keys || item.checked) && (
              <span className="end row">
                {item.end}
                {item.keys && <Kbd keys={item.keys} />}
                {item.checked && <Icon name="check" size={12} />}
              </span>
            )}
          </button>
        </Fragment>
      ))}
    </div>
  );
}
