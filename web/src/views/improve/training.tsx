// Training jobs: rows handed to a trainer, followed until a model version comes of them.
import { api } from "../../api/client";
import type { Schemas } from "../../api/types";
import { href, param, setParams } from "../../state/location";
import { useAwaited, useResource } from "../../state/resource";
import { now } from "../../state/time_range";
import { Button } from "../../ui/button";
import { DataTable, type Column } from "../../ui/data_table";
import { ago, count, none, percentage } from "../../ui/format";
import { Panel } from "../../ui/panel";
import { CutNote, Loaded } from "../../ui/states";
import { ImproveHead } from "./frame";
import { JobDrawer } from "./job_drawer";
import { JobBadge, versionWords } from "./job_marks";
import { JobAgain, JobForm } from "./job_form";
import { NoJobs } from "./no_jobs";

type Job = Schemas["TrainingJob"];

const columns: readonly Column<Job>[] = [
  {
    key: "model",
    title: "Model",
    sort: ({ model_name: model }) => model,
    render: (row) => [row.model_name, versionWords(row)].filter(Boolean).join(" "),
  },
  { key: "status", title: "State", render: ({ status }) => <JobBadge status={status} /> },
  {
    key: "progress",
    title: "Progress",
    align: "end",
    render: (row) => percentage(row.progress_percent, 0),
  },
  {
    key: "sheet",
    title: "Sheet",
    isMinor: true,
    render: (row) => (
      <a href={href(`/improve/sheets/${row.training_sheet_id}`)}>{row.training_sheet_name}</a>
    ),
  },
  {
    key: "rows",
    title: "Rows",
    align: "end",
    isMinor: true,
    render: (row) => count(row.total_pairs),
  },
  { key: "trainer", title: "Trainer", isMinor: true, render: ({ trainer }) => trainer || none },
  {
    key: "at",
    title: "Asked for",
    align: "end",
    sort: ({ created_at: at }) => at,
    render: (row) => ago(row.created_at, now.value),
  },
];

export default function Training() {
  const jobs = useResource(
    "training-jobs",
    (signal) => api.get("/api/v1/training/jobs", { query: { limit: 100 }, signal }),
    { everyMs: 5_000 },
  );
  useAwaited(jobs, ({ items }) => items.length === 0);
  const job = param("job").value;
  const again = param("again").value;
  const close = () => setParams({ job: null, again: null }, "replace");
  const made = (id: string) => {
    jobs.reload();
    setParams({ job: id, again: null }, "replace");
  };
  return (
    <>
      <ImproveHead
        at="training"
        lead="Rows handed to a trainer, followed until a model version is ready to deploy."
      >
        <Button
          look="primary"
          icon="plus"
          onClick={() => setParams({ job: "new" })}
          needs="improve:write"
          data-testid="job-new"
        >
          Train a model
        </Button>
      </ImproveHead>
      <Panel flush testid="jobs">
        <Loaded of={jobs} isEmpty={({ items }) => items.length === 0} empty={<NoJobs />}>
          {({ items }) => (
            <DataTable
              label="Training jobs"
              columns={columns}
              rows={items}
              rowKey={({ id }) => id}
              isMain
              testid="jobs-table"
              onOpen={({ id }) => setParams({ job: id })}
            />
          )}
        </Loaded>
        <CutNote of={jobs.data} />
      </Panel>
      {job === "new" ? (
        again ? (
          <JobAgain key={again} id={again} onClose={close} onMade={made} />
        ) : (
          <JobForm onClose={close} onMade={made} />
        )
      ) : job ? (
        <JobDrawer key={job} id={job} onClose={close} onChanged={jobs.reload} />
      ) : null}
    </>
  );
}
