// What differs between two configurations of an endpoint, in the words of the forms.
import { DiffList, type Change } from "../../ui/diff";
import { placeOf, valueWords, type Config } from "./config_words";

export function ConfigDiff({
  changes,
  configs,
  testid,
}: {
  changes: readonly Change[];
  /** Where entities are named: the likeliest first. */
  configs: readonly (Config | undefined)[];
  testid?: string;
}) {
  return (
    <DiffList
      changes={changes}
      placeOf={(path) => placeOf(path, changes, configs)}
      wordsOf={valueWords}
      {...(testid ? { testid } : {})}
    />
  );
}
