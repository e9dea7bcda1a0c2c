// Buttons name the act in the glossary's words: "Send the offer", never "Submit".
import type { ComponentProps, ReactNode } from "react";
import { Link } from "wouter";
import { Icon, type IconName } from "./icon";
import { keyLabel } from "./key";
import { Tooltip } from "./float";

/** `plain` is bordered; one `primary` in a view; `quiet` has no border. */
export type Look = "plain" | "primary" | "quiet" | "danger";

type Common = { look?: Look; icon?: IconName; keys?: string; children: ReactNode };

const classes = (look: Look, extra = "") => `btn ${look === "plain" ? "" : look} ${extra}`;

/** A button. `keys` shows the key that does the same; `busy` keeps it from a second press. */
export function Button({
  look = "plain",
  icon,
  keys,
  busy = false,
  className,
  children,
  onClick,
  type = "button",
  ...rest
}: Common & { busy?: boolean } & ComponentProps<"button">) {
  return (
    <button
      {...rest}
      type={type}
      className={classes(look, className)}
      onClick={busy ? undefined : onClick}
      aria-busy={busy || undefined}
      aria-disabled={busy || undefined}
    >
      {icon && <Icon name={icon} />}
      {children}
      {keys && <Kbd keys={keys} className="wide" quiet />}
    </button>
  );
}

/** An address that looks like a button. */
export function ButtonLink({ look = "plain", icon, keys, href, children }: Common & { href: string }) {
  return (
    <Link className={classes(look)} href={href}>
      {icon && <Icon name={icon} />}
      {children}
      {keys && <Kbd keys={keys} className="wide" quiet />}
    </Link>
  );
}

/** A button that is only an icon; its label is said and shown on hover. */
export function IconButton({
  icon,
  label,
  look = "quiet",
  keys,
  className,
  ...rest
}: { icon: IconName; label: string; look?: Look; keys?: string } & Omit<ComponentProps<"button">, "children">) {
  return (
    <Tooltip text={label} {...(keys ? { keys } : {})}>
      <button type="button" {...rest} className={classes(look, `icon ${className ?? ""}`)} aria-label={label}>
        <Icon name={icon} />
      </button>
    </Tooltip>
  );
}

/** A key as it is engraved: `mod+k` is ⌘K or Ctrl K, `g p` stays two. `quiet` is not said. */
export function Kbd({ keys, className, quiet }: { keys: string; className?: string; quiet?: boolean }) {
  return (
    <kbd className={className} aria-hidden={quiet || undefined}>
      {keyLabel(keys)}
    </kbd>
  );
}
