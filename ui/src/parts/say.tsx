// What a page says about itself: banners, empty pages, errors in place. There are no
// toasts: a message stands where it belongs until it is no longer true.
import { type ReactNode, useSyncExternalStore } from "react";
import { say } from "../api/problem";
import { t } from "../i18n/t";
import { Button } from "./button";
import { Icon, type IconName } from "./icon";

/** Chips: small words with a meaning of their own. */
export function Chip(props: {
  tone?: "plain" | "line" | "acc" | "late" | "due" | "good" | "void";
  mark?: ReactNode;
  /** Makes the chip a filter that can be taken away; `name` is said with the button. */
  onRemove?: () => void;
  name?: string;
  children: ReactNode;
}) {
  const { tone = "plain" } = props;
  return (
    <span className={`chip ${tone === "plain" ? "" : tone}`}>
      {props.mark}
      {props.children}
      {props.onRemove && (
        <button type="button" aria-label={t("act.remove", { what: props.name ?? "" })} onClick={props.onRemove}>
          <Icon name="close" size={12} />
        </button>
      )}
    </span>
  );
}

/** A line over the page about the page as a whole. */
export function Banner(props: { tone?: "plain" | "due" | "late"; icon?: IconName; children: ReactNode; act?: ReactNode }) {
  const { tone = "plain", icon = "warn" } = props;
  return (
    <div className={`banner ${tone === "plain" ? "" : tone}`} role={tone === "late" ? "alert" : "status"}>
      <Icon name={icon} />
      <span className="grow">{props.children}</span>
      {props.act}
    </div>
  );
}

/** An error over the page, with the way to try again. */
export function ErrorBanner({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  return (
    <Banner tone="late" act={onRetry && <Button onClick={onRetry}>{t("error.retry")}</Button>}>
      {say(error)}
    </Banner>
  );
}

/** An error in place, beside what caused it: in a panel's foot, under a form. */
export function ErrorText({ error }: { error: unknown }) {
  if (error === undefined || error === null) return null;
  return (
    <p className="small late" role="alert">
      {say(error)}
    </p>
  );
}

/** An empty page teaches: what this is for, one act, an example. */
export function EmptyPage(props: { title: string; text: ReactNode; act?: ReactNode; example?: ReactNode }) {
  return (
    <div className="empty">
      <h2>{props.title}</h2>
      <p className="small dim">{props.text}</p>
      {props.act}
      {props.example && <p className="micro faint">{props.example}</p>}
    </div>
  );
}

/** A section's head: a rule below, what it is at the left, how much of it at the right. */
export function Section(props: { title: ReactNode; lead?: ReactNode; end?: ReactNode; children: ReactNode; level?: 2 | 3 }) {
  return (
    <section className="stack">
      <div className="sec">
        <h2>{props.title}</h2>
        {props.lead && <p>{props.lead}</p>}
        {props.end && <span className="end">{props.end}</span>}
      </div>
      {props.children}
    </section>
  );
}

/** True while the browser believes that it is connected. */
export function useOnline(): boolean {
  return useSyncExternalStore(
    (listener) => {
      window.addEventListener("online", listener);
      window.addEventListener("offline", listener);
      return () => {
        window.removeEventListener("online", listener);
        window.removeEventListener("offline", listener);
      };
    },
    () => navigator.onLine,
  );
}
