// The numbers of a chart as a table, newest first, page by page.
import { useSignal } from "@preact/signals";
import { Button } from "../ui/button";
import { TableBox } from "../ui/table_box";
import { timeOf, type Series } from "./series";

const pageRows = 25;

export function ChartTable({
  title,
  times,
  series,
  unit,
  openAt,
}: {
  title: string;
  times: readonly number[];
  series: readonly Series[];
  unit: (value: number | null) => string;
  openAt?: number | undefined;
}) {
  const page = useSignal(0);
  const pages = Math.max(1, Math.ceil(times.length / pageRows));
  const order = times.map((_, index) => times.length - 1 - index);
  const shown = order.slice(page.value * pageRows, (page.value + 1) * pageRows);
  return (
    <div class="chart-table">
      <TableBox label={`${title} as a table`}>
        <table>
          <thead>
            <tr>
              <th scope="col">Time</th>
              {series.map(({ key, label }) => (
                <th key={key} scope="col" class="end">
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((index) => (
              <tr key={index}>
                <th scope="row">{timeOf(times[index]!, openAt)}</th>
                {series.map(({ key, values }) => (
                  <td key={key} class="end">
                    {unit(values[index] ?? null)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </TableBox>
      {pages > 1 ? (
        <div class="pager">
          <Button look="quiet" disabled={page.value === 0} onClick={() => --page.value}>
            Newer
          </Button>
          <span>
            {page.value + 1} of {pages}
          </span>
          <Button look="quiet" disabled={page.value + 1 >= pages} onClick={() => ++page.value}>
            Older
          </Button>
        </div>
      ) : null}
    </div>
  );
}
