// The process as its text, to be read and copied.
import { useRef, useState } from "react";
import { Button } from "../parts/button";
import { t } from "./t";

export function TextView({ text }: { text: string }) {
  const lines = text.replace(/\n$/, "").split("\n");
  const box = useRef<HTMLPreElement>(null);
  const [said, setSaid] = useState<"copied" | "cannot">();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setSaid("copied");
    } catch {
      // Without https there is no clipboard: what is selected can still be copied by key.
      if (box.current) window.getSelection()?.selectAllChildren(box.current);
      setSaid("cannot");
    }
  };
  return (
    <div className="stack process-text">
      <div className="row wrap">
        <span className="small faint grow">{t("text.lead", { n: lines.length })}</span>
        <span className="small dim" role="status">
          {said && t(`text.${said}`)}
        </span>
        <Button icon="copy" onClick={() => void copy()}>
          {t("text.copy")}
        </Button>
      </div>
      <div className="process-scroll" role="region" aria-label={t("text.label")} tabIndex={0}>
        <pre className="numbers" aria-hidden="true">
          {lines.map((_, i) => i + 1).join("\n")}
        </pre>
        <pre ref={box}>{text}</pre>
      </div>
    </div>
  );
}
