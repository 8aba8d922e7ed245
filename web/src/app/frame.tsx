// What is always there: rail, top bar, the view, the status line, and what opens above them.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { isKeyWanted } from "../api/client";
import { useKeys } from "../state/keys";
import { href, navigate, path } from "../state/location";
import { missed } from "../state/live";
import { Toasts } from "../ui/toast";
import { KeyHelp } from "./key_help";
import { Palette } from "./palette";
import { Rail } from "./rail";
import { SignIn } from "./sign_in";
import { StatusBar } from "./status_bar";
import { TopBar } from "./top_bar";
import { CurrentView } from "./view";

type Open = "palette" | "keys" | null;

const places = [
  { keys: "g o", label: "Overview", to: "/" },
  { keys: "g d", label: "Deploy", to: "/deploy" },
  { keys: "g m", label: "Monitor", to: "/monitor" },
  { keys: "g i", label: "Improve", to: "/improve" },
  { keys: "g s", label: "Settings", to: "/settings" },
];

export function Frame() {
  const open = useSignal<Open>(null);
  const isRailOpen = useSignal(false);
  useKeys(
    () => [
      ...places.map(({ keys, label, to }) => ({
        keys,
        label: `Go to ${label}`,
        group: "Go to",
        run: () => navigate(href(to)),
      })),
      { keys: "mod+k", label: "Find anything", group: "Page", run: () => (open.value = "palette") },
      { keys: "/", label: "Search in this view", group: "Page", run: focusSearch },
      { keys: "?", label: "This help", group: "Page", run: () => (open.value = "keys") },
      { keys: "r", label: "Read everything anew", group: "Page", run: () => ++missed.value },
      {
        keys: "t",
        label: "Time range",
        group: "Page",
        run: () => document.querySelector<HTMLElement>("[data-testid=range]")?.click(),
      },
    ],
    [],
  );
  useEffect(() => {
    isRailOpen.value = false;
  }, [path.value]);
  const close = () => (open.value = null);
  return (
    <>
      <a class="skip" href="#view" onClick={skip}>
        Skip to the view
      </a>
      <div class={`frame ${isRailOpen.value ? "rail-open" : ""}`}>
        <Rail onClose={() => (isRailOpen.value = false)} />
        <TopBar
          onPalette={() => (open.value = "palette")}
          onKeys={() => (open.value = "keys")}
          onMenu={() => (isRailOpen.value = !isRailOpen.value)}
          isMenuOpen={isRailOpen.value}
        />
        <main id="view" tabIndex={-1}>
          <CurrentView />
        </main>
        <StatusBar />
      </div>
      {open.value === "palette" ? <Palette onClose={close} /> : null}
      {open.value === "keys" ? <KeyHelp onClose={close} /> : null}
      {isKeyWanted.value ? <SignIn /> : null}
      <Toasts />
    </>
  );
}

function skip(event: MouseEvent): void {
  event.preventDefault();
  document.getElementById("view")?.focus();
}

function focusSearch(): void {
  document.querySelector<HTMLInputElement>("#view input[type=search]")?.focus();
}
