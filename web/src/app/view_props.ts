/** What every view gets: the segments of its address, by the names in its pattern. */
export type Params = Record<string, string>;
export interface ViewProps {
  params: Params;
}
