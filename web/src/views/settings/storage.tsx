// What the server's data takes, and how much room is left.
import { api } from "../../api/client";
import type { Schemas } from "../../api/types";
import { useResource } from "../../state/resource";
import { DataTable, type Column } from "../../ui/data_table";
import { bytes, count, none, percent } from "../../ui/format";
import { Panel, Stat, Stats } from "../../ui/panel";
import { Loaded } from "../../ui/states";

type Part = Schemas["StoredPart"];

const columns: readonly Column<Part>[] = [
  { key: "name", title: "Part", sort: ({ name }) => name, render: ({ name }) => name },
  { key: "what", title: "What is in it", isMinor: true, render: ({ description }) => description },
  {
    key: "files",
    title: "Files",
    align: "end",
    isMinor: true,
    render: ({ files }) => (files === null ? none : count(files)),
  },
  {
    key: "size",
    title: "Size",
    align: "end",
    sort: ({ bytes }) => bytes,
    render: ({ bytes: size }) => bytes(size),
  },
];

function left({ disk_free_bytes: free, disk_bytes: all }: Schemas["StorageAnswer"]) {
  return free !== null && all ? `${percent(free / all)} of ${bytes(all)}` : undefined;
}

export function Storage() {
  const storage = useResource(
    "storage",
    (signal) => api.get("/api/v1/system/storage", { signal }),
    {
      // To count every file is no work for each 20 s.
      everyMs: 300_000,
    },
  );
  return (
    <Panel title="Storage" testid="storage">
      <Loaded of={storage} lines={6}>
        {(now) => (
          <div class="stack">
            <Stats testid="storage-stats">
              <Stat
                label="Taken"
                value={bytes(now.parts.reduce((sum, part) => sum + part.bytes, 0))}
                detail={now.is_complete ? now.engine : `${now.engine}; not all files are counted`}
              />
              <Stat
                label="Left on the disk"
                value={bytes(now.disk_free_bytes)}
                detail={left(now)}
              />
              <Stat
                label="Used again by the database"
                value={bytes(now.reusable_bytes)}
                detail="left by what was deleted"
              />
            </Stats>
            <DataTable
              label="What the data takes"
              columns={columns}
              rows={now.parts}
              rowKey={({ name }) => name}
              isMain
              testid="storage-table"
            />
            <p class="quiet">
              Files are below <code>{now.data_folder}</code>. How long rows are kept is said under
              Retention.
            </p>
          </div>
        )}
      </Loaded>
    </Panel>
  );
}
