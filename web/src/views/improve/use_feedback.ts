// What a reviewer does to an item: shown at once, sent one after the other, taken back where it can be.
import { useMemo } from "preact/hooks";
import { api } from "../../api/client";
import { asApiError } from "../../api/errors";
import type { Requests } from "../../api/types";
import { toast, toastFailure } from "../../ui/toast";
import type { Item } from "./filters";

export type Patch = Requests["FeedbackPatchInput"];
type Put = (id: string, how: (item: Item) => Item) => void;

export interface FeedbackActions {
  patch: (item: Item, changes: Patch, said: string) => Promise<boolean>;
  flag: (item: Item, isFlagged: boolean) => Promise<boolean>;
}

/** What an item was, of the members that change. */
export function inverse(item: Item, changes: Patch): Patch {
  const before: Record<string, unknown> = {};
  for (const name of Object.keys(changes)) before[name] = item[name as keyof Item] ?? null;
  return before as Patch;
}

const memberWords: Record<string, string> = {
  rating: "The rating was",
  correction: "The correction was",
  tags: "The tags were",
};

/** What of an item was to be changed, as the beginning of a sentence. */
export function changeWords(changes: Patch): string {
  const [name, ...others] = Object.keys(changes);
  return others.length > 0 ? "The changes were" : (memberWords[name ?? ""] ?? "The change was");
}

/** As the server will answer: null takes a text out, tags are a list in their order, and what is
    rated down is flagged until it no longer is. */
export function patched(item: Item, changes: Patch): Item {
  const next = { ...item, ...changes } as Item;
  next.tags = [...new Set(next.tags ?? [])].sort();
  const isDown = next.rating === "negative";
  const wasDown = item.rating === "negative";
  next.flagged = item.flagged ? !wasDown || isDown : isDown && !wasDown;
  return next;
}

/** One wish of an item at a time, so that quick keys end as they were pressed. */
class Line {
  private readonly last = new Map<string, Promise<unknown>>();

  async add<T>(id: string, act: () => Promise<T>): Promise<T> {
    const mine = (this.last.get(id) ?? Promise.resolve()).then(act, act);
    this.last.set(id, mine);
    try {
      return await mine;
    } finally {
      if (this.last.get(id) === mine) this.last.delete(id);
    }
  }
}

export function useFeedbackActions(put: Put): FeedbackActions {
  return useMemo(() => {
    const line = new Line();
    const act = async (
      item: Item,
      shown: (item: Item) => Item,
      send: () => Promise<Item>,
      what: string,
      again: () => void,
    ) => {
      put(item.id, shown);
      try {
        const answered = await line.add(item.id, send);
        put(item.id, () => answered);
        return answered;
      } catch (thrown) {
        put(item.id, () => item);
        const error = asApiError(thrown);
        if (error) toastFailure(`${what} not saved`, error, again);
        return null;
      }
    };
    const patch = async (item: Item, changes: Patch, said: string, isUndo = false) => {
      const body = changes;
      const path = { feedback_id: item.id };
      const answered = await act(
        item,
        (shown) => patched(shown, changes),
        () => api.patch("/api/v1/feedback/{feedback_id}", { path, body }),
        changeWords(changes),
        () => void patch(item, changes, said, isUndo),
      );
      if (!answered) return false;
      toast(said, {
        undo: isUndo
          ? null
          : () => void patch(answered, inverse(item, changes), "As before.", true),
      });
      return true;
    };
    const flag = async (item: Item, flagged: boolean, isUndo = false) => {
      const path = { feedback_id: item.id };
      const address = "/api/v1/feedback/{feedback_id}/flag";
      const answered = await act(
        item,
        (shown) => ({ ...shown, flagged }),
        () => (flagged ? api.post(address, { path }) : api.delete(address, { path })),
        "The flag was",
        () => void flag(item, flagged, isUndo),
      );
      if (!answered) return false;
      toast(flagged ? "Flagged." : "No longer flagged.", {
        undo: isUndo ? null : () => void flag(answered, item.flagged, true),
      });
      return true;
    };
    return {
      patch: (item: Item, changes: Patch, said: string) => patch(item, changes, said),
      flag: (item: Item, isFlagged: boolean) => flag(item, isFlagged),
    };
  }, []);
}
