// The hours in which an alert tells nothing: each on its days, by the clock of a time zone.
import type { ApiError } from "../../api/errors";
import type { Requests } from "../../api/types";
import { Button, IconButton } from "../../ui/button";
import { TextField } from "../../ui/form";

export type MuteWindow = Requests["MuteWindowInput"];
type Day = NonNullable<MuteWindow["days"]>[number];

const days: readonly [Day, string][] = [
  ["mon", "Mon"],
  ["tue", "Tue"],
  ["wed", "Wed"],
  ["thu", "Thu"],
  ["fri", "Fri"],
  ["sat", "Sat"],
  ["sun", "Sun"],
];

/** As it is told: "Sat, Sun 00:00–24:00 UTC". */
export function muteWords({ days: on = [], from, to, time_zone: zone }: MuteWindow): string {
  const names = days.filter(([day]) => on.includes(day)).map(([, word]) => word);
  return `${names.join(", ") || "Every day"} ${from}–${to} ${zone}`;
}

function Window({
  window,
  where,
  error,
  onChange,
  onRemove,
}: {
  window: MuteWindow;
  where: string;
  error: ApiError | null;
  onChange: (changes: Partial<MuteWindow>) => void;
  onRemove: () => void;
}) {
  const on = window.days ?? [];
  const text = (label: string, name: "from" | "to" | "time_zone") => (
    <TextField
      label={label}
      value={window[name] ?? ""}
      error={error}
      where={`${where}/${name}`}
      testid={`mute-${name}`}
      onInput={(value) => onChange({ [name]: value })}
    />
  );
  return (
    <fieldset class="stack tight" data-testid="mute-window">
      <legend class="unseen">{muteWords(window)}</legend>
      <div class="limit">
        {text("From", "from")}
        {text("To", "to")}
        {text("Time zone", "time_zone")}
        <IconButton
          icon="trash"
          label={`Remove ${muteWords(window)}`}
          onClick={onRemove}
          data-testid="mute-remove"
        />
      </div>
      <div class="kinds">
        {days.map(([day, word]) => (
          <label key={day}>
            <input
              type="checkbox"
              checked={on.includes(day)}
              data-testid={`mute-${day}`}
              onChange={() =>
                onChange({
                  days: on.includes(day) ? on.filter((one) => one !== day) : [...on, day],
                })
              }
            />
            {word}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

export function MuteWindows({
  windows,
  error,
  onChange,
}: {
  windows: readonly MuteWindow[];
  error: ApiError | null;
  onChange: (windows: MuteWindow[]) => void;
}) {
  const put = (at: number, changes: Partial<MuteWindow>) =>
    onChange(windows.map((window, index) => (index === at ? { ...window, ...changes } : window)));
  return (
    <section class="stack tight" aria-label="Mute windows">
      <h3>Mute windows</h3>
      <p class="hint">When it tells nothing. No day chosen: every day.</p>
      {windows.map((window, index) => (
        <Window
          key={index}
          window={window}
          where={`/body/mute_windows/${index}`}
          error={error}
          onChange={(changes) => put(index, changes)}
          onRemove={() => onChange(windows.filter((_, other) => other !== index))}
        />
      ))}
      <div>
        <Button
          look="quiet"
          icon="plus"
          data-testid="mute-add"
          onClick={() =>
            onChange([...windows, { days: [], from: "22:00", to: "06:00", time_zone: "UTC" }])
          }
        >
          Add a mute window
        </Button>
      </div>
    </section>
  );
}
