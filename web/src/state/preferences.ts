// What one reader likes on this machine: theme, time zone.
import { computed, effect, signal } from "@preact/signals";
import { param, setParams } from "./location";

export type Theme = "light" | "dark" | "system";
const themes: readonly Theme[] = ["system", "light", "dark"];
const themeName = "ontos-theme";

function stored(): Theme {
  const value = localStorage.getItem(themeName) as Theme | null;
  return value && themes.includes(value) ? value : "system";
}

const has = typeof window !== "undefined";
export const theme = signal<Theme>(has ? stored() : "system");
const prefersDark = signal(has && window.matchMedia("(prefers-color-scheme: dark)").matches);
/** What is really shown. */
export const shownTheme = computed(() =>
  theme.value === "system" ? (prefersDark.value ? "dark" : "light") : theme.value,
);

export function nextTheme(): Theme {
  return themes[(themes.indexOf(theme.value) + 1) % themes.length]!;
}

export function startPreferences(): void {
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", (event) => {
    prefersDark.value = event.matches;
  });
  effect(() => {
    document.documentElement.dataset.theme = shownTheme.value;
    if (theme.value === "system") localStorage.removeItem(themeName);
    else localStorage.setItem(themeName, theme.value);
  });
}

/** The zone that times are shown in: an address may say `tz=utc`. */
export const isUtc = computed(() => param("tz").value === "utc");

export function setUtc(utc: boolean): void {
  setParams({ tz: utc ? "utc" : null }, "replace");
}
