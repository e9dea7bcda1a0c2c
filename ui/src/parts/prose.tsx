// Guidance is written in Markdown. This shows the part of it that guidance needs: heads,
// paragraphs, lists, bold, italic, code and links. Text never becomes markup: what is not
// understood is shown as it was written.
import type { ReactNode } from "react";
import "./fact.css";

type Block = { kind: "head" | "text"; text: string } | { kind: "list"; ordered: boolean; items: string[] };

/** Splits a text into its blocks. */
export function blocks(text: string): Block[] {
  const made: Block[] = [];
  let open: Block | undefined;
  for (const line of text.replace(/\r\n?/g, "\n").split("\n")) {
    const head = /^#{1,6}\s+(.+?)\s*#*$/.exec(line);
    const item = /^ {0,3}(?:[-*+]|(\d{1,3})[.)])\s+(.*)$/.exec(line);
    if (line.trim() === "") open = undefined;
    else if (head) {
      made.push({ kind: "head", text: head[1]! });
      open = undefined;
    } else if (item) {
      const ordered = item[1] !== undefined;
      const last = open ?? made.at(-1);
      if (last?.kind === "list" && last.ordered === ordered) {
        last.items.push(item[2]!);
        open = last;
      } else made.push((open = { kind: "list", ordered, items: [item[2]!] }));
    } else if (open?.kind === "list") open.items[open.items.length - 1] += ` ${line.trim()}`;
    else if (open?.kind === "text") open.text += ` ${line.trim()}`;
    else made.push((open = { kind: "text", text: line.trim() }));
  }
  return made;
}

const marks = /\*\*(?<bold>[^*]+(?:\*[^*]+)*)\*\*|\*(?<italic>[^*\s](?:[^*]*[^*\s])?)\*|`(?<code>[^`]+)`|\[(?<words>[^\]]+)\]\((?<to>[^()\s]+)\)/g;

/** The words of one line with their emphasis. */
export function spans(text: string): ReactNode[] {
  const made: ReactNode[] = [];
  let at = 0;
  for (const found of text.matchAll(marks)) {
    const { bold, italic, code, words, to } = found.groups!;
    if (found.index > at) made.push(text.slice(at, found.index));
    at = found.index + found[0].length;
    const key = found.index;
    if (bold !== undefined) made.push(<b key={key}>{spans(bold)}</b>);
    else if (italic !== undefined) made.push(<em key={key}>{spans(italic)}</em>);
    else if (code !== undefined) made.push(<code key={key}>{code}</code>);
    else if (safe(to!)) made.push(<Out key={key} to={to!}>{words}</Out>);
    else made.push(words);
  }
  if (at < text.length) made.push(text.slice(at));
  return made;
}

/** Only what opens a page or a letter; a link that could run anything is only its words. */
const safe = (to: string) => /^(https?:\/\/|mailto:|tel:|\/(?!\/))/i.test(to);

const Out = ({ to, children }: { to: string; children: ReactNode }) => (
  <a className="link" href={to} {...(to.startsWith("/") ? {} : { target: "_blank", rel: "noreferrer" })}>
    {children}
  </a>
);

/** Markdown as text of the page. */
export function Prose({ text }: { text: string }) {
  return (
    <div className="prose">
      {blocks(text).map((block, i) => {
        if (block.kind !== "list") {
          const Text = block.kind === "head" ? "h4" : "p";
          return <Text key={i}>{spans(block.text)}</Text>;
        }
        const List = block.ordered ? "ol" : "ul";
        return (
          <List key={i}>
            {block.items.map((item, j) => (
              <li key={j}>{spans(item)}</li>
            ))}
          </List>
        );
      })}
    </div>
  );
}
