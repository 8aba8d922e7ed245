// Which view is at which address. A view is loaded when it is first shown.
import type { ComponentType } from "preact";
import type { Params, ViewProps } from "./view_props";

interface Route {
  pattern: string;
  load: () => Promise<{ default: ComponentType<ViewProps> }>;
}

/** First that fits wins. `:name` is one segment; `*` at the end is the rest. */
export const routes: readonly Route[] = [
  { pattern: "/", load: () => import("../views/overview/overview") },
  { pattern: "/deploy", load: () => import("../views/deploy/endpoints") },
  { pattern: "/deploy/:name", load: () => import("../views/deploy/endpoint") },
  { pattern: "/models", load: () => import("../views/deploy/models") },
  { pattern: "/models/:model", load: () => import("../views/deploy/model") },
  { pattern: "/monitor/*", load: () => import("../views/monitor/monitor") },
  { pattern: "/improve", load: () => import("../views/improve/inbox") },
  { pattern: "/improve/statistics", load: () => import("../views/improve/statistics") },
  { pattern: "/improve/sheets", load: () => import("../views/improve/sheets") },
  { pattern: "/improve/queues", load: () => import("../views/improve/queues") },
  { pattern: "/improve/queues/:queue", load: () => import("../views/improve/queue") },
  { pattern: "/improve/training", load: () => import("../views/improve/training") },
  { pattern: "/improve/gaps", load: () => import("../views/improve/gaps") },
  { pattern: "/improve/lineage", load: () => import("../views/improve/lineage") },
  { pattern: "/improve/privacy", load: () => import("../views/improve/privacy") },
  { pattern: "/improve/sheets/:sheet", load: () => import("../views/improve/sheet") },
  { pattern: "/settings/*", load: () => import("../views/settings/settings") },
  { pattern: "/gallery", load: () => import("../views/gallery") },
  { pattern: "*", load: () => import("../views/not_found") },
];

/** The values of the pattern's placeholders; null where it does not fit. */
export function match(pattern: string, path: string): Params | null {
  const wanted = pattern.split("/").filter(Boolean);
  const found = path.split("/").filter(Boolean);
  const params: Params = {};
  for (const [index, part] of wanted.entries()) {
    if (part === "*") {
      params.rest = found.slice(index).map(decodeURIComponent).join("/");
      return params;
    }
    const value = found[index];
    if (value === undefined) return null;
    if (part.startsWith(":")) params[part.slice(1)] = decodeURIComponent(value);
    else if (part !== value) return null;
  }
  return wanted.length === found.length ? params : null;
}

export function routeOf(path: string): { route: Route; params: Params } {
  for (const route of routes) {
    const params = match(route.pattern, path);
    if (params) return { route, params };
  }
  return { route: routes.at(-1)!, params: {} };
}
