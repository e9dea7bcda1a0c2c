// Light, dark, or as the system says. public/theme.js does the same before the first paint.
import { useEffect } from "react";
import { t } from "../i18n/t";
import { useKept } from "./kept";
import { Segment } from "./segment";

export type Theme = "system" | "light" | "dark";

/** The chosen theme, and a function to choose. */
export function useTheme(): [Theme, (theme: Theme) => void] {
  const [value, set] = useKept("cairn.theme");
  const theme: Theme = value === "light" || value === "dark" ? value : "system";
  useEffect(() => {
    if (theme === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
  }, [theme]);
  return [theme, (next) => set(next === "system" ? undefined : next)];
}

/** The three side by side. */
export function ThemeToggle() {
  const [theme, set] = useTheme();
  return (
    <Segment
      label={t("shell.theme")}
      value={theme}
      onChange={set}
      options={[
        { value: "system", label: t("shell.theme.system"), icon: "screen" },
        { value: "light", label: t("shell.theme.light"), icon: "sun" },
        { value: "dark", label: t("shell.theme.dark"), icon: "moon" },
      ]}
    />
  );
}
