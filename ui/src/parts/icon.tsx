// Line drawings on a grid of 16, one stroke wide. Decorative: the word beside an icon,
// or the label of its button, is what a screen reader says.
const drawings = {
  today: "M3 4.5h10M3 8h10M3 11.5h6",
  pipeline: "M2.5 3v10M6.2 3v7M9.8 3v8.5M13.5 3v5",
  people: "M6 8a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM1.8 13c.5-2.5 2-3.7 4.2-3.7s3.7 1.2 4.2 3.7M10.6 3.3a2.3 2.3 0 0 1 0 4.4M12 9.7c1.2.5 1.9 1.6 2.2 3.3",
  organisation: "M3 13.5v-11h6v11M9 6h4v7.5M1.8 13.5h12.4M5.2 5h1.6M5.2 7.8h1.6M5.2 10.6h1.6",
  process: "M3.5 5.5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3zM12.5 13.5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3zM5 4h5a2 2 0 0 1 0 4H6a2 2 0 0 0 0 4h5",
  numbers: "M3 13V9M6.5 13V5M10 13V7.5M13.5 13V3",
  plan: "M4 14V2.5M4 3h8l-2 2.7 2 2.8H4",
  forecast: "M2 12.5c3 0 3.5-8.5 6-8.5s3 8.5 6 8.5",
  team: "M8 6.5a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM3.5 12a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3zM12.5 12a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3zM8 6.5V8M4.7 9.4 8 8l3.3 1.4",
  hiring: "M6.5 8a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM2 13.2c.5-2.6 2.1-3.8 4.5-3.8 1 0 1.9.2 2.6.7M12 9.5v4M10 11.5h4",
  settings: "M2.5 4.5h4M9.5 4.5h4M8 6a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3zM2.5 11.5h2M7.5 11.5h6M6 13a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3z",
  search: "M7 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM10 10l3.5 3.5",
  plus: "M8 3v10M3 8h10",
  minus: "M3 8h10",
  close: "M4 4l8 8M12 4l-8 8",
  check: "M3 8.5l3.2 3.2L13 5",
  more: "M3.5 8h.01M8 8h.01M12.5 8h.01",
  right: "M6 4l4 4-4 4",
  left: "M10 4 6 8l4 4",
  down: "M4 6l4 4 4-4",
  up: "M4 10l4-4 4 4",
  arrow: "M3 8h10M9.5 4.5 13 8l-3.5 3.5",
  back: "M13 8H3M6.5 4.5 3 8l3.5 3.5",
  outside: "M6 3.5H3.5v9h9V10M9 3h4v4M13 3 7.5 8.5",
  link: "M6.8 9.2a2.5 2.5 0 0 0 3.6 0l2.2-2.2A2.5 2.5 0 0 0 9 3.4l-.8.8M9.2 6.8a2.5 2.5 0 0 0-3.6 0L3.4 9A2.5 2.5 0 0 0 7 12.6l.8-.8",
  log: "M3 13l.6-2.8L11 2.8l2.2 2.2-7.4 7.4z",
  call: "M4 2.5h2l1 3-1.5 1a7 7 0 0 0 4 4l1-1.5 3 1v2c0 .8-.7 1.5-1.5 1.4C6.5 13 3 9.5 2.6 4c0-.8.6-1.5 1.4-1.5z",
  mail: "M2 4h12v8.5H2zM2 4.5l6 4.5 6-4.5",
  meeting: "M4 3.5h8A1.5 1.5 0 0 1 13.5 5v7a1.5 1.5 0 0 1-1.5 1.5H4A1.5 1.5 0 0 1 2.5 12V5A1.5 1.5 0 0 1 4 3.5zM2.5 6.7h11M5.5 2v2.5M10.5 2v2.5",
  calendar: "M4 3.5h8A1.5 1.5 0 0 1 13.5 5v7a1.5 1.5 0 0 1-1.5 1.5H4A1.5 1.5 0 0 1 2.5 12V5A1.5 1.5 0 0 1 4 3.5zM2.5 6.7h11M5.5 2v2.5M10.5 2v2.5M5.5 9.2h.01M8 9.2h.01M10.5 9.2h.01",
  document: "M4 2h5l3 3v9H4zM9 2v3h3",
  note: "M3 3h10v7l-3 3H3zM10 13v-3h3",
  ask: "M5.6 6a2.4 2.4 0 1 1 3.4 2.2c-.7.3-1 .8-1 1.5M8 12.4v.1",
  money: "M8 13.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11zM10 6a2.3 2.3 0 1 0 0 4M4.9 7.3h3.3M4.9 8.8h3.3",
  person: "M8 8a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM3.5 13.5c.5-2.8 2.2-4.1 4.5-4.1s4 1.3 4.5 4.1",
  flag: "M4 14V2.5M4 3h8l-2 2.7 2 2.8H4",
  history: "M8 13.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11zM8 5v3.2l2 1.3",
  warn: "M8 2.5 14 13H2zM8 6.5v3M8 11.2v.1",
  offline: "M2 2l12 12M3 8.2a7 7 0 0 1 2.6-1.6M8.2 5.9A7 7 0 0 1 13 8.2M5.2 10.4a4 4 0 0 1 5 -.4M8 12.6v.1",
  lock: "M4 7.5h8v6H4zM5.5 7.5V5.3a2.5 2.5 0 0 1 5 0v2.2",
  filter: "M2.5 4h11M4.5 8h7M6.5 12h3",
  board: "M3 3h2.7v10H3zM6.7 3h2.7v7H6.7zM10.3 3H13v8.5h-2.7z",
  table: "M2.5 3.5h11v9h-11zM2.5 6.5h11M6.5 6.5v6",
  undo: "M5.5 3.5 2.5 6.5l3 3M3 6.5h6a3.5 3.5 0 0 1 0 7H6.5",
  trash: "M3 4.5h10M6.2 4.5V3h3.6v1.5M4.3 4.5l.6 9h6.2l.6-9",
  park: "M6 3.5v9M10 3.5v9",
  copy: "M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3",
  download: "M8 2.5v8M4.8 7.5 8 10.7l3.2-3.2M3 13.5h10",
  print: "M4.5 6V2.5h7V6M4.5 11.5h-2V6h11v5.5h-2M4.5 9.5h7v4h-7z",
  keyboard: "M2 4.5h12v7.5H2zM4.5 7h.01M7 7h.01M9.5 7h.01M12 7h.01M5 9.7h6",
  rail: "M2.5 3h11v10h-11zM6 3v10",
  sun: "M8 10.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM8 2v1.2M8 12.8V14M2 8h1.2M12.8 8H14M3.8 3.8l.8.8M11.4 11.4l.8.8M3.8 12.2l.8-.8M11.4 4.6l.8-.8",
  moon: "M13 9.5A5.5 5.5 0 0 1 6.5 3a5.5 5.5 0 1 0 6.5 6.5z",
  screen: "M2.5 3.5h11v7.5h-11zM6 13.5h4",
  leave: "M9.5 3H3.5v10h6M7 8h6.5M11 5.5 13.5 8 11 10.5",
} as const;

/** The drawings there are. */
export type IconName = keyof typeof drawings;
/** All names, for the gallery. */
export const iconNames = Object.keys(drawings) as IconName[];

/** One drawing at 12, 16 or 20 px in the colour of the text around it. */
export function Icon({ name, size = 16, className = "" }: { name: IconName; size?: 12 | 16 | 20; className?: string }) {
  return (
    <svg className={`i${size === 16 ? "" : ` i${size}`} ${className}`} viewBox="0 0 16 16" aria-hidden="true">
      <path d={drawings[name]} {...(name === "more" ? { strokeWidth: 2.2 } : {})} />
    </svg>
  );
}

/** The three stones. `title` where it stands alone. */
export function Cairn({ title }: { title?: string }) {
  return (
    <svg viewBox="0 0 18 18" {...(title ? { role: "img", "aria-label": title } : { "aria-hidden": true })}>
      <path
        fill="currentColor"
        d="M2.1 13.1c0-1.2 1.3-1.8 3.3-1.9 2.6-.2 5.4-.2 7.5.2 1.9.3 3 .9 3 2 0 1.4-1.8 2.2-6.9 2.2s-6.9-.9-6.9-2.5z"
      />
      <path
        fill="currentColor"
        d="M4.3 8.4c.1-1.1 1.5-1.6 3.2-1.7 2-.1 4.1 0 5.3.5 1 .4 1.3 1 1 1.7-.4 1-2 1.4-4.9 1.4S4.2 9.6 4.3 8.4z"
      />
      <path fill="currentColor" d="M6.7 4.1c.2-1 1.1-1.6 2.4-1.6s2.3.6 2.3 1.5-.9 1.7-2.4 1.7-2.5-.6-2.3-1.6z" />
    </svg>
  );
}
