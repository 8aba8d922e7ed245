// A change of one row of a sheet.
import { api } from "../../api/client";
import type { Requests } from "../../api/types";
import type { Row } from "./repeats";

export type RowChange = Requests["RowChangeInput"];

export function sendRow(row: Row, body: RowChange): Promise<Row> {
  return api.patch("/api/v1/training-sheets/{training_sheet_id}/rows/{row_id}", {
    path: { training_sheet_id: row.training_sheet_id, row_id: row.id },
    body,
  });
}
