// Keys by name: "l", "?", "mod+k", "shift+x", "Enter", or a sequence such as "g p".

const mac = () => typeof navigator !== "undefined" && /mac|iphone|ipad/i.test(navigator.platform);

/** How a key is shown: "mod+k" as ⌘K or Ctrl K. */
export function keyLabel(keys: string): string {
  const words: Record<string, string> = {
    Enter: "↵",
    Escape: "Esc",
    ArrowDown: "↓",
    ArrowUp: "↑",
    ArrowLeft: "←",
    ArrowRight: "→",
    Space: "␣",
    mod: mac() ? "⌘" : "Ctrl",
    shift: "⇧",
    alt: mac() ? "⌥" : "Alt",
  };
  return keys
    .split(" ")
    .map((one) => {
      const parts = one.split(/\+(?=.)/).map((part) => words[part] ?? (part.length === 1 && one.length > 1 ? part.toUpperCase() : part));
      return parts.join(parts[0] === "Ctrl" || parts[0] === "Alt" ? " " : "");
    })
    .join(" ");
}

/** The name of a pressed key, or "" for one that is only a modifier or half a letter. */
export function keyName(e: KeyboardEvent): string {
  let key = e.key;
  if (["Shift", "Control", "Alt", "Meta", "AltGraph", "Dead", "Process", "Unidentified"].includes(key)) return "";
  // Where letters are not Latin ones, the place on the keyboard decides.
  if (key.length === 1 && key > "\u007f" && /^Key[A-Z]$/.test(e.code)) key = e.code.slice(3);
  const letter = /^[a-z]$/i.test(key);
  const sign = key.length === 1 && !letter;
  if (key === " ") key = "Space";
  if (letter) key = key.toLowerCase();
  // Many keyboards write [ and ] with AltGr, which arrives as Ctrl+Alt or as Alt.
  const typed = sign && (e.getModifierState?.("AltGraph") || (e.altKey && (e.ctrlKey || mac())));
  let name = "";
  if (!typed && (e.metaKey || e.ctrlKey)) name += "mod+";
  if (!typed && e.altKey) name += "alt+";
  if (e.shiftKey && !sign) name += "shift+";
  return name + key;
}

/** True where keys are text: fields, editors, choices that search as one types. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.closest('[contenteditable=""], [contenteditable="true"]')) return true;
  if (target instanceof HTMLInputElement) {
    return !["checkbox", "radio", "button", "submit", "range", "color", "file"].includes(target.type);
  }
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

/** Follows sequences: feed it key names, it answers with the one that is complete. */
export function sequences(pause = 1200) {
  let held = "";
  let at = 0;
  return (name: string, known: Iterable<string>, time: number): string | undefined => {
    const list = [...known];
    const tries = held && time - at < pause ? [`${held} ${name}`, name] : [name];
    held = "";
    for (const one of tries) {
      if (list.includes(one)) return one;
      if (list.some((keys) => keys.startsWith(`${one} `))) {
        held = one;
        at = time;
        return undefined;
      }
    }
    return undefined;
  };
}
