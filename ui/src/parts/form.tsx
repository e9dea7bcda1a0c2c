// A form in place: Enter does it, Esc puts it away and keeps what was typed.
import { type KeyboardEvent, type ReactNode, useEffect, useRef } from "react";
import { ErrorText } from "./say";
import { t } from "../i18n/t";
import { Button, type Look } from "./button";

export function Form(props: {
  /** The named act: "Record their answer". */
  act: string;
  onSubmit: () => void;
  onCancel?: (() => void) | undefined;
  busy?: boolean;
  /** Shown above the buttons; what fields show themselves may be left out. */
  error?: unknown;
  /** Instead of the plain sentence for the error. */
  trouble?: ReactNode;
  disabled?: boolean;
  look?: Look;
  /** More buttons, after the first. */
  more?: ReactNode;
  label?: string;
  className?: string;
  /** Takes the focus when it appears. */
  focus?: boolean;
  children: ReactNode;
}) {
  const box = useRef<HTMLFormElement>(null);
  const { focus = true } = props;
  useEffect(() => {
    if (!focus) return;
    box.current?.querySelector<HTMLElement>("[data-focus], input, select, textarea")?.focus({ preventScroll: false });
  }, [focus]);
  const press = (e: KeyboardEvent<HTMLFormElement>) => {
    if (e.nativeEvent.isComposing || e.defaultPrevented) return;
    if (e.key === "Escape" && props.onCancel) {
      e.preventDefault();
      e.stopPropagation();
      props.onCancel();
    } else if (e.key === "Enter" && (e.metaKey || e.ctrlKey)) {
      e.preventDefault();
      box.current?.requestSubmit();
    }
  };
  return (
    <form
      ref={box}
      className={`form inplace ${props.className ?? ""}`}
      aria-label={props.label}
      noValidate
      onKeyDown={press}
      onSubmit={(e) => {
        e.preventDefault();
        if (!props.busy && !props.disabled) props.onSubmit();
      }}
    >
      {props.children}
      {props.trouble ?? <ErrorText error={props.error} />}
      <div className="row wrap">
        <Button type="submit" look={props.look ?? "primary"} busy={props.busy ?? false} disabled={props.disabled}>
          {props.act}
        </Button>
        {props.more}
        {props.onCancel && (
          <Button look="quiet" onClick={props.onCancel}>
            {t("act.cancel")}
          </Button>
        )}
      </div>
    </form>
  );
}
