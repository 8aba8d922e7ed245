// How long it takes to draw the charts of the gallery, without what is around them.
import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { PlotOptions } from "../charts/plot";
import type { Series } from "../charts/series";
import { Button } from "../ui/button";
import { milliseconds } from "../ui/format";
import { Stat, Stats } from "../ui/panel";

const rounds = 21;
const widthPx = 600;
const heightPx = 180;

export type Drawn = Pick<PlotOptions, "times" | "unit" | "markers"> & { series: readonly Series[] };

/** From the data until all is said to the canvas: made, and drawn in the microtask that uPlot draws
 *  in. The pixels are another thread's. */
async function drawOnce(box: HTMLElement, charts: readonly Drawn[]): Promise<number> {
  const { makePlot } = await import("../charts/plot");
  const usual = {
    width: widthPx,
    height: heightPx,
    isOpen: () => false,
    isLog: false,
    max: undefined,
    cursor: () => undefined,
    zoom: () => undefined,
  };
  const start = performance.now();
  const plots = charts.map((chart) => makePlot(box, { ...chart, ...usual }));
  await Promise.resolve();
  const took = performance.now() - start;
  for (const plot of plots) plot.destroy();
  return took;
}

export function DrawingSpeed({ charts }: { charts: readonly Drawn[] }) {
  const box = useRef<HTMLDivElement>(null);
  const isBusy = useSignal(false);
  const took = useSignal<readonly number[]>([]);
  const measure = async () => {
    isBusy.value = true;
    const all: number[] = [];
    for (let round = 0; round < rounds; ++round) {
      all.push(await drawOnce(box.current!, charts));
      await new Promise(requestAnimationFrame);
    }
    took.value = all.sort((a, b) => a - b);
    isBusy.value = false;
  };
  return (
    <div class="stack">
      <div class="row">
        <Button isBusy={isBusy.value} onClick={() => void measure()} data-testid="gallery-measure">
          Draw {charts.length} charts {rounds} times
        </Button>
      </div>
      {took.value.length > 0 ? (
        <Stats testid="gallery-speed">
          <Stat
            label="Median"
            value={milliseconds(took.value[rounds >> 1])}
            testid="speed-median"
          />
          <Stat label="Fastest" value={milliseconds(took.value[0])} testid="speed-fastest" />
          <Stat label="Slowest" value={milliseconds(took.value.at(-1))} testid="speed-slowest" />
        </Stats>
      ) : null}
      <div class="unseen" aria-hidden="true">
        <div ref={box} style={{ width: `${widthPx}px` }} />
      </div>
    </div>
  );
}
