// Whether there is room for a list and what is open beside it.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

const wide = "(min-width: 1180px)";

export function useIsWide(): boolean {
  const isWide = useSignal(window.matchMedia(wide).matches);
  useEffect(() => {
    const media = window.matchMedia(wide);
    const see = () => (isWide.value = media.matches);
    media.addEventListener("change", see);
    return () => media.removeEventListener("change", see);
  }, []);
  return isWide.value;
}
