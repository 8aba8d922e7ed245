// The inbox: what people said of answers, and all that a reviewer does to it, by keys or by mouse.
import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { api } from "../../api/client";
import type { Schemas } from "../../api/types";
import { param, query, setParams } from "../../state/location";
import { usePages } from "../../state/pages";
import { useResource } from "../../state/resource";
import { now } from "../../state/time_range";
import { Button } from "../../ui/button";
import { DataTable, type Column } from "../../ui/data_table";
import { Drawer } from "../../ui/dialog";
import { ago, brief, plural } from "../../ui/format";
import { Icon } from "../../ui/icon";
import { NewPill } from "../../ui/new_pill";
import { Panel } from "../../ui/panel";
import { EmptyState, Loaded, MoreFailed } from "../../ui/states";
import { NoneFits, NoneSoFar } from "../none_fits";
import { Bulk } from "./bulk";
import { ConvertDialog } from "./convert_dialog";
import { convertedIds } from "./convert_address";
import { FeedbackDetail } from "./feedback_detail";
import { filterInput, filterNames, isFiltered, readFilters, type Item } from "./filters";
import { ImproveHead } from "./frame";
import { InboxFilters } from "./inbox_filters";
import { RatingBadge } from "./marks";
import { NoFeedback } from "./no_feedback";
import { SelectedBar } from "./selected_bar";
import { useFeedbackActions } from "./use_feedback";
import { useFresh } from "./use_fresh";
import { useIsWide } from "./use_is_wide";

const pageSize = 100;
const rowHeight = 54;
/** What stands above and below the list. */
const roomAround = 330;

function columnsOf(
  selected: ReadonlySet<string>,
  toggle: (item: Item) => void,
): readonly Column<Item>[] {
  return [
    {
      key: "item",
      title: "Answer",
      isRest: true,
      render: (row) => (
        <div class="pick">
          <label>
            <input
              type="checkbox"
              checked={selected.has(row.id)}
              aria-label={`Select ${brief(row.output_text, 40)}`}
              data-testid="pick"
              onChange={() => toggle(row)}
            />
          </label>
          <div class="two-lines">
            <span>{brief(row.output_text, 120)}</span>
            <small>
              {brief(row.feedback_text ? `“${row.feedback_text}”` : row.input_text, 140)}
            </small>
          </div>
        </div>
      ),
    },
    {
      key: "rating",
      title: "Rating",
      render: (row) => <RatingBadge rating={row.rating} />,
    },
    {
      key: "marks",
      title: "Marks",
      isMinor: true,
      render: (row) => (
        <span class="item-marks">
          {row.flagged ? (
            <span class="warn" title="Flagged">
              <Icon name="flag" size={14} />
              <span class="unseen">Flagged</span>
            </span>
          ) : null}
          {row.correction ? (
            <span class="good" title="Corrected">
              <Icon name="edit" size={14} />
              <span class="unseen">Corrected</span>
            </span>
          ) : null}
          {row.tags.length > 0 ? (
            <span title={row.tags.join(", ")}>
              <Icon name="tag" size={14} />
              <span class="unseen">{row.tags.join(", ")}</span>
            </span>
          ) : null}
        </span>
      ),
    },
    {
      key: "at",
      title: "Given",
      room: "small",
      align: "end",
      render: (row) => ago(row.created_at, now.value),
    },
  ];
}

function Total({ page, loaded }: { page: Schemas["FeedbackPage"]; loaded: number }) {
  // A search that is read piece by piece does not know how many there are before its end.
  const isFloor = page.total_relation === "gte";
  const total = Math.max(page.total, loaded);
  return (
    <span data-testid="inbox-total">
      {isFloor && loaded < total ? "at least " : ""}
      {plural(total, "item")}
    </span>
  );
}

export default function Inbox() {
  const filters = readFilters(query.value);
  const input = filterInput(filters);
  const key = JSON.stringify({ ...filters, ...(filters.inRange ? input : {}) });
  const read = (cursor: string | undefined, signal: AbortSignal) =>
    api.get("/api/v1/feedback", {
      query: {
        ...(input as Record<string, string>),
        page_size: pageSize,
        ...(cursor ? { cursor } : {}),
      },
      signal,
    });
  const pages = usePages<Item, Schemas["FeedbackPage"]>(key, read);
  const fresh = useFresh(key, filters, pages, (signal) => read(undefined, signal));
  const isWide = useIsWide();
  const chosen = useSignal<ReadonlySet<string>>(new Set());
  useEffect(() => {
    chosen.value = new Set();
  }, [key]);

  const id = param("item").value;
  const listed = pages.items.find((item) => item.id === id);
  // An address may name an item that the list does not show.
  const linked = useResource(
    id && !listed && !pages.isLoading ? `feedback ${id}` : "",
    (signal) => api.get("/api/v1/feedback/{feedback_id}", { path: { feedback_id: id }, signal }),
    { everyMs: 0 },
  );
  const own = useSignal<Item | null>(null);
  useEffect(() => {
    own.value = linked.data ?? null;
  }, [linked.data]);
  const put = (of: string, how: (item: Item) => Item) => {
    pages.change((items) => items.map((item) => (item.id === of ? how(item) : item)));
    if (own.peek()?.id === of) own.value = how(own.peek()!);
  };
  const actions = useFeedbackActions(put);
  const open = listed ?? (own.value?.id === id ? own.value : null);

  const toggle = (item: Item) => {
    const next = new Set(chosen.value);
    if (!next.delete(item.id)) next.add(item.id);
    chosen.value = next;
  };
  const columns = useMemo(() => columnsOf(chosen.value, toggle), [chosen.value]);
  const show = (item: Item, how: "push" | "replace" = "replace") =>
    setParams({ item: item.id }, how);
  const forget = (ids: ReadonlySet<string>) => {
    pages.change((items) => items.filter((item) => !ids.has(item.id)));
    chosen.value = new Set();
    if (ids.has(id)) setParams({ item: null }, "replace");
  };
  const toConvert = convertedIds(param("convert").value, [...chosen.value]);
  const detail = open ? (
    <FeedbackDetail
      key={open.id}
      item={open}
      actions={actions}
      isPicked={chosen.value.has(open.id)}
      onPick={() => toggle(open)}
      onGone={() => forget(new Set([open.id]))}
    />
  ) : null;

  return (
    <>
      <ImproveHead
        at=""
        lead="What people said of answers: judge, correct, and make training rows of it."
      >
        <Button
          icon="table"
          onClick={() => setParams({ bulk: "1" })}
          needs="improve:write"
          data-testid="bulk-open"
        >
          All that fit…
        </Button>
      </ImproveHead>
      <InboxFilters filters={filters} />
      <div class={`inbox ${isWide ? "wide" : ""}`}>
        <Panel
          flush
          testid="feedback"
          title={pages.data ? <Total page={pages.data} loaded={pages.items.length} /> : "Feedback"}
          actions={
            <>
              {isWide ? (
                <span class="quiet key-hints">
                  <kbd>j</kbd> <kbd>k</kbd> move <kbd>u</kbd> <kbd>d</kbd> rate <kbd>e</kbd> correct{" "}
                  <kbd>x</kbd> select
                </span>
              ) : null}
            </>
          }
        >
          <NewPill fresh={fresh} show={pages.reload} />
          {chosen.value.size > 0 ? (
            <SelectedBar
              items={pages.items.filter((item) => chosen.value.has(item.id))}
              actions={actions}
              onAll={() => (chosen.value = new Set(pages.items.map((item) => item.id)))}
              onNone={() => (chosen.value = new Set())}
              onGone={forget}
            />
          ) : null}
          <Loaded
            of={pages}
            lines={8}
            isEmpty={() => pages.items.length === 0}
            empty={
              pages.hasMore ? (
                <NoneSoFar onMore={pages.more} />
              ) : isFiltered(filters) ? (
                <NoneFits title="No feedback fits these filters" params={filterNames} />
              ) : (
                <NoFeedback title="Nobody has judged an answer yet">
                  Press a thumb in the playground of an endpoint, or send feedback from your
                  application:
                </NoFeedback>
              )
            }
          >
            {() => (
              <DataTable
                label="Feedback"
                columns={columns}
                rows={pages.items}
                rowKey={(row) => row.id}
                rowHeight={rowHeight}
                height={Math.max(360, window.innerHeight - roomAround)}
                isMain
                selected={id || undefined}
                onOpen={(item) => show(item, "push")}
                onMove={(item) => {
                  if (isWide || id) show(item);
                }}
                onEnd={pages.more}
                testid="inbox-table"
              />
            )}
          </Loaded>
          <MoreFailed of={pages} />
        </Panel>
        {isWide ? (
          <aside class="detail" aria-label="The item" data-testid="detail-pane">
            {detail ?? (
              <Panel>
                <EmptyState title="Nothing is open" icon="improve">
                  Press <kbd>j</kbd>, or click a row. <kbd>?</kbd> lists all keys.
                </EmptyState>
              </Panel>
            )}
          </aside>
        ) : null}
      </div>
      {!isWide && detail ? (
        <Drawer
          title="Feedback"
          onClose={() => setParams({ item: null }, "replace")}
          testid="detail-drawer"
        >
          {detail}
        </Drawer>
      ) : null}
      {param("bulk").value ? (
        <Bulk
          filters={filters}
          onClose={() => setParams({ bulk: null }, "replace")}
          onDone={pages.reload}
        />
      ) : null}
      {toConvert.length > 0 ? (
        <ConvertDialog
          items={toConvert.map((one) => ({ id: one }))}
          onClose={() => setParams({ convert: null }, "replace")}
        />
      ) : null}
    </>
  );
}
