// Sets the theme that this browser's owner chose, before anything is painted.
// Without a choice the system decides. The same key is used by src/parts/theme.ts.
try {
  const chosen = localStorage.getItem("cairn.theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
} catch {
  // No storage, no choice.
}
