// The time range: presets, typed moments such as now-6h, and the time zone.
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { param, path } from "../state/location";
import { isUtc, setUtc } from "../state/preferences";
import {
  canonicalMoment,
  parseMoment,
  presets,
  range,
  rangeLabel,
  setRange,
} from "../state/time_range";
import { Button } from "../ui/button";
import { InputForm, TextField } from "../ui/form";
import { time } from "../ui/format";
import { Icon } from "../ui/icon";

/** Whether what is at an address is of the time range; feedback is if its filter says so. */
export const isOfRange = (at: string, when: string): boolean =>
  at === "/" || /^\/monitor(\/|$)/.test(at) || (at === "/improve" && when === "range");

/** The range where there is one; everywhere the zone that times are shown in. */
export function RangePicker() {
  if (isOfRange(path.value, param("when").value)) return <Range />;
  const words = isUtc.value ? "UTC" : "Local time";
  return (
    <div class="range">
      <button
        type="button"
        class="button plain"
        aria-label={`Times in ${isUtc.value ? "UTC" : "local time"}: change`}
        title={`Times in ${isUtc.value ? "UTC" : "local time"}`}
        onClick={() => setUtc(!isUtc.value)}
        data-testid="zone"
      >
        <Icon name="clock" />
        <span>{words}</span>
      </button>
    </div>
  );
}

function Range() {
  const isOpen = useSignal(false);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!isOpen.value) return undefined;
    const outside = (event: Event) => {
      if (!box.current?.contains(event.target as Node)) isOpen.value = false;
    };
    document.addEventListener("pointerdown", outside);
    return () => document.removeEventListener("pointerdown", outside);
  }, [isOpen.value]);
  const label = rangeLabel(range.value, (at) => time(at, "short"));
  return (
    <div
      class="range"
      ref={box}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !isOpen.value) return;
        isOpen.value = false;
        box.current?.querySelector("button")?.focus();
      }}
    >
      <button
        type="button"
        class="button plain"
        aria-label={`Time range: ${label}${isUtc.value ? " · UTC" : ""}`}
        aria-expanded={isOpen.value}
        aria-haspopup="dialog"
        onClick={() => (isOpen.value = !isOpen.value)}
        data-testid="range"
      >
        <Icon name="clock" />
        <span>
          {label}
          {isUtc.value ? " · UTC" : ""}
        </span>
      </button>
      {isOpen.value ? <RangePanel onDone={() => (isOpen.value = false)} /> : null}
    </div>
  );
}

/** As it is typed: a time of the zone that is shown; relative ones as they are. */
export function typedMoment(text: string, utc: boolean = isUtc.peek()): string {
  const at = /^\d{4}-/.test(text) ? parseMoment(text, 0, utc) : null;
  return at === null ? text : time(at);
}

function RangePanel({ onDone }: { onDone: () => void }) {
  const from = useSignal(typedMoment(range.value.fromText));
  const to = useSignal(typedMoment(range.value.toText));
  /** What stands in the fields means the same time in the other zone. */
  const choose = (utc: boolean) => {
    const before = isUtc.peek();
    setUtc(utc);
    for (const field of [from, to]) field.value = typedMoment(field.value, before);
  };
  const wrong = useSignal("");
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => first.current?.focus(), []);
  const apply = () => {
    const at = Date.now();
    const [a, b] = [canonicalMoment(from.value, at), canonicalMoment(to.value, at)];
    if (!a || !b) wrong.value = "Write now-6h, 90m, or 2026-11-29 14:00.";
    else if (parseMoment(a, at)! >= parseMoment(b, at)!)
      wrong.value = "It must begin before it ends.";
    else {
      setRange(a, b);
      onDone();
    }
  };
  return (
    <div class="popover" role="dialog" aria-label="Time range" data-testid="range-panel">
      <div class="presets">
        {presets.map(({ text, label }, index) => (
          <button
            key={text}
            type="button"
            ref={index === 0 ? first : null}
            aria-pressed={range.value.fromText === text && range.value.toText === "now"}
            data-testid={`range-${text}`}
            onClick={() => {
              setRange(text, "now");
              onDone();
            }}
          >
            Last {label}
          </button>
        ))}
      </div>
      <InputForm
        onSubmit={(event) => {
          event.preventDefault();
          apply();
        }}
      >
        <TextField
          label="From"
          value={from.value}
          onInput={(value) => (from.value = value)}
          testid="range-from"
        />
        <TextField
          label="To"
          value={to.value}
          onInput={(value) => (to.value = value)}
          testid="range-to"
        />
        {wrong.value ? (
          <p class="error" role="alert">
            {wrong.value}
          </p>
        ) : null}
        <Button look="primary" type="submit" data-testid="range-apply">
          Apply
        </Button>
        <fieldset class="zone">
          <legend>Times in</legend>
          <label>
            <input type="radio" name="zone" checked={!isUtc.value} onChange={() => choose(false)} />{" "}
            Local
          </label>
          <label>
            <input
              type="radio"
              name="zone"
              checked={isUtc.value}
              data-testid="range-utc"
              onChange={() => choose(true)}
            />{" "}
            UTC
          </label>
        </fieldset>
      </InputForm>
    </div>
  );
}
