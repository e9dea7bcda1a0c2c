// What stands around every page: the rail (tabs at the foot of a phone), the bar with the
// page's name and tools, find, log and new.
//
// Log and new are acts with the ids `log` and `new`: whoever can do them offers them with
// useActs, and the bar shows the button while they are on offer.
import { createContext, lazy, type ReactNode, Suspense, useContext, useEffect, useState } from "react";
import { Link, useLocation } from "wouter";
import { signOut } from "../api/client";
import { useSession } from "../api/session";
import { t, tMaybe } from "../i18n/t";
import { type Act, useActs, usePageActs } from "./act";
import { Button } from "./button";
import { Cairn, Icon, type IconName } from "./icon";
import { keyLabel } from "./key";
import { useKept } from "./kept";
import { Avatar } from "./mark";
import { Menu, type MenuItem } from "./menu";
import type { Search } from "./palette";
import { Banner, useOnline } from "./say";
import { useTheme } from "./theme";

const Palette = lazy(() => import("./palette"));
const KeyHelp = lazy(() => import("./keyhelp"));

/** A page that the rail leads to. `under` are addresses that belong to it. */
export type Destination = { id: string; href: string; label: string; icon: IconName; keys?: string; under?: readonly string[] };

export function Shell(props: { pages: readonly Destination[]; search?: Search; children: ReactNode }) {
  const [rail, setRail] = useKept("cairn.rail");
  const [open, setOpen] = useState<"palette" | "keys" | null>(null);
  const [, go] = useLocation();
  useTheme();
  const slim = rail === "slim";
  const fold = () => setRail(slim ? undefined : "slim");
  useActs([
    ...props.pages.map<Act>((page) => ({
      id: `go.${page.id}`,
      group: "go",
      title: page.label,
      icon: page.icon,
      run: () => go(page.href),
      ...(page.keys ? { keys: page.keys } : {}),
    })),
    { id: "find", title: t("shell.find"), keys: "mod+k", icon: "search", hidden: true, everywhere: true, run: () => setOpen("palette") },
    { id: "keys", title: t("shell.keysOfThisPage"), keys: "?", icon: "keyboard", everywhere: true, run: () => setOpen("keys") },
    { id: "rail", title: slim ? t("shell.unfold") : t("shell.fold"), icon: "rail", keys: "mod+.", everywhere: true, run: fold },
  ]);
  return (
    <div className={`app ${slim ? "slim" : ""}`}>
      <a className="btn skip" href="#page">
        {t("shell.skip")}
      </a>
      <Rail pages={props.pages} slim={slim} onFold={fold} onKeys={() => setOpen("keys")} />
      <div className="main">
        <FindContext value={() => setOpen("palette")}>{props.children}</FindContext>
      </div>
      <BottomTabs pages={props.pages} onKeys={() => setOpen("keys")} />
      <Suspense>
        {open === "palette" && <Palette search={props.search} onClose={() => setOpen(null)} />}
        {open === "keys" && <KeyHelp onClose={() => setOpen(null)} />}
      </Suspense>
    </div>
  );
}

const FindContext = createContext<() => void>(() => {});

/** True where an address is this page's. */
export function isAt(page: Destination, path: string): boolean {
  return [page.href, ...(page.under ?? [])].some((start) => path === start || path.startsWith(`${start}/`));
}

function Rail(props: { pages: readonly Destination[]; slim: boolean; onFold: () => void; onKeys: () => void }) {
  const { organisation, counts } = useSession();
  const [path] = useLocation();
  return (
    <nav className="rail" aria-label={t("shell.main")}>
      <div className="brand">
        <Cairn />
        <b>Cairn</b>
        <span className="cut">{organisation.name}</span>
      </div>
      {props.pages.map((page) => (
        <Link
          key={page.id}
          href={page.href}
          aria-current={isAt(page, path) ? "page" : undefined}
          title={props.slim ? page.label : undefined}
        >
          <Icon name={page.icon} />
          <span>{page.label}</span>
          {counts?.[page.id] ? <span className="n">{counts[page.id]}</span> : null}
        </Link>
      ))}
      <div className="foot">
        <button type="button" className="fold" onClick={props.onFold} aria-expanded={!props.slim} title={`${props.slim ? t("shell.unfold") : t("shell.fold")}  ${keyLabel("mod+.")}`}>
          <Icon name="rail" />
          <span>{props.slim ? t("shell.unfold") : t("shell.fold")}</span>
        </button>
        <You onKeys={props.onKeys} />
      </div>
    </nav>
  );
}

function You({ onKeys }: { onKeys: () => void }) {
  const { person } = useSession();
  const items = useYouItems(onKeys);
  return (
    <Menu
      label={t("shell.you")}
      place={{ side: "top" }}
      items={items}
      trigger={
        <button type="button" className="me">
          <Avatar name={person.name} size="large" />
          <span>
            <b className="cut">{person.name}</b>
            <span className="micro faint cut">{tMaybe(`role.${person.role}`) ?? person.role}</span>
          </span>
        </button>
      }
    />
  );
}

function useYouItems(onKeys: () => void): MenuItem[] {
  const [theme, setTheme] = useTheme();
  const themes = [
    ["system", "screen"],
    ["light", "sun"],
    ["dark", "moon"],
  ] as const;
  return [
    ...themes.map(([value, icon], i) => ({
      id: value,
      label: t(`shell.theme.${value}`),
      icon,
      checked: theme === value,
      run: () => setTheme(value),
      ...(i === 0 ? { group: t("shell.theme") } : {}),
    })),
    { id: "keys", label: t("shell.keys"), icon: "keyboard", keys: "?", rule: true, run: onKeys },
    { id: "out", label: t("shell.signOut"), icon: "leave", run: () => void signOut().catch(() => {}) },
  ];
}

/** Five at the foot of a phone: four pages and more, or all where there are no more. */
function BottomTabs({ pages, onKeys }: { pages: readonly Destination[]; onKeys: () => void }) {
  const [path, go] = useLocation();
  const shown = pages.slice(0, 4);
  const rest = pages.slice(4);
  const you = useYouItems(onKeys).filter((item) => item.id !== "keys");
  const more: MenuItem[] = [
    ...rest.map((page) => ({ id: page.id, label: page.label, icon: page.icon, run: () => go(page.href) })),
    ...you,
  ];
  return (
    <nav className="tabs-bottom" aria-label={t("shell.mainSmall")}>
      {shown.map((page) => (
        <Link key={page.id} href={page.href} aria-current={isAt(page, path) ? "page" : undefined}>
          <Icon name={page.icon} size={20} />
          {page.label}
        </Link>
      ))}
      <Menu
        label={t("shell.more")}
        place={{ side: "top", align: "end" }}
        items={more}
        trigger={
          <button type="button" aria-current={rest.some((page) => isAt(page, path)) ? "page" : undefined}>
            <Icon name="more" size={20} />
            {t("shell.more")}
          </button>
        }
      />
    </nav>
  );
}

/**
 * One page: its name in the bar, its tools beside it, its content below.
 * `flush` takes away the space below, for pages that fill the window, such as the board.
 */
export function Page(props: {
  title: string;
  /** Where it lies: shown before the title, as "Pipeline / ". */
  crumb?: { label: string; href: string };
  /** A few words after the title. */
  lead?: ReactNode;
  tools?: ReactNode;
  flush?: boolean;
  /** Banners, above the content. */
  banner?: ReactNode;
  children: ReactNode;
}) {
  const online = useOnline();
  const { organisation } = useSession();
  useEffect(() => {
    document.title = `${props.title} · Cairn`;
  }, [props.title, organisation.name]);
  return (
    <>
      <header className="top">
        <h1>
          {props.crumb && (
            <span className="crumb wide">
              <Link href={props.crumb.href}>{props.crumb.label}</Link>
              {" / "}
            </span>
          )}
          <span className="cut">{props.title}</span>
        </h1>
        {props.lead && <span className="wide faint small cut">{props.lead}</span>}
        {props.tools && <div className="tools">{props.tools}</div>}
        <BarActs />
      </header>
      {!online && (
        <Banner tone="due" icon="offline">
          {t("banner.offline")}
        </Banner>
      )}
      {props.banner}
      <main id="page" className={`page ${props.flush ? "flush" : ""}`} tabIndex={-1}>
        {props.children}
      </main>
    </>
  );
}

function BarActs() {
  const find = useContext(FindContext);
  const acts = usePageActs();
  const log = acts.find((act) => act.id === "log");
  const make = acts.find((act) => act.id === "new");
  return (
    <>
      <button type="button" className="field soft find" onClick={find} aria-keyshortcuts="Control+K Meta+K">
        <Icon name="search" size={12} />
        <span className="grow cut">{t("shell.find")}</span>
        <kbd aria-hidden="true">{keyLabel("mod+k")}</kbd>
      </button>
      {log && (
        <Button icon="log" keys="l" onClick={log.run} className={make ? "bar-log" : ""}>
          {log.title}
        </Button>
      )}
      {make && (
        <Button look="primary" icon="plus" keys="n" onClick={make.run} className={log ? "wide" : ""}>
          {make.title}
        </Button>
      )}
    </>
  );
}
