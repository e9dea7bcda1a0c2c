// What the palette offers wherever one is, besides the pages of the rail and what the page
// itself offers: the pages behind them, looks, leaving.
import { useLocation } from "wouter";
import { signOut } from "../api/client";
import { useMay } from "../api/session";
import { t as shared, words } from "../i18n/t";
import { type Act, useActs } from "../parts/act";
import { useTheme } from "../parts/theme";
import en from "./en.json";

const t = words(en);

const themes = [
  ["system", "screen"],
  ["light", "sun"],
  ["dark", "moon"],
] as const;

export function CommandActs() {
  const [, go] = useLocation();
  const [theme, setTheme] = useTheme();
  const administers = useMay("administer");
  const page = (id: string, href: string, icon: Act["icon"], more: Partial<Act> = {}): Act => ({
    id: `go.${id}`,
    group: "go",
    title: t(`go.${id}` as "go.mine"),
    ...(icon ? { icon } : {}),
    ...more,
    run: () => go(href),
  });
  useActs([
    page("mine", "/pipeline?owner=me", "pipeline", { words: t("words.mine") }),
    page("organisations", "/organisations", "organisation", { keys: "g o" }),
    page("overrides", "/overrides", "lock", { keys: "g v", words: t("words.overrides") }),
    page("text", "/process?show=text", "document"),
    page("versions", "/process?show=versions", "history"),
    page("password", "/settings", "lock", { words: t("words.password") }),
    page("members", "/settings/members", "people", { words: t("words.members") }),
    ...(administers ? [page("company", "/settings/company", "settings", { words: t("words.company") })] : []),
    ...themes
      .filter(([value]) => value !== theme)
      .map<Act>(([value, icon]) => ({
        id: `theme.${value}`,
        title: t("do.theme", { theme: shared(`shell.theme.${value}`) }),
        words: t("words.theme"),
        icon,
        everywhere: true,
        run: () => setTheme(value),
      })),
    { id: "print", title: t("do.print"), words: t("words.print"), icon: "print", everywhere: true, run: () => window.print() },
    { id: "signOut", title: t("do.out"), words: t("words.out"), icon: "leave", everywhere: true, run: () => void signOut().catch(() => {}) },
  ]);
  return null;
}
