// Facts, each changed where it stands: a press opens its field, Enter keeps it, Esc puts
// it back.
//
//   <Facts>
//     <Fact label="Value" edit={(close) => <ValueForm onDone={close} />}>€86,000</Fact>
//   </Facts>
import { type ReactNode, useRef, useState } from "react";
import { t } from "../i18n/t";
import "./fact.css";

export function Facts({ label, children }: { label?: string; children: ReactNode }) {
  return (
    <dl className="facts editable" aria-label={label}>
      {children}
    </dl>
  );
}

export function Fact(props: {
  label: string;
  /** The form that changes it; without, it is only read. `close` gives the focus back. */
  edit?: ((close: () => void) => ReactNode) | undefined;
  /** Nothing is known: the dash says so, and invites. */
  empty?: boolean;
  children: ReactNode;
}) {
  const { label, edit, empty } = props;
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const close = () => {
    setOpen(false);
    setTimeout(() => button.current?.focus());
  };
  if (open && edit) {
    return (
      <>
        <dt>{label}</dt>
        <dd className="editing">{edit(close)}</dd>
      </>
    );
  }
  const value = empty ? <span className="faint">{edit ? t("fact.add") : "–"}</span> : props.children;
  return (
    <>
      <dt>{label}</dt>
      <dd>
        {edit ? (
          <button ref={button} type="button" onClick={() => setOpen(true)}>
            <span className="sr">{t("fact.change", { what: label })}: </span>
            {value}
          </button>
        ) : (
          value
        )}
      </dd>
    </>
  );
}
