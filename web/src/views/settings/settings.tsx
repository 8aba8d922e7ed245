// How the server is set up.
import { config } from "../../state/session";
import { Facts, Panel, ViewHead } from "../../ui/panel";
import { none } from "../../ui/format";

export default function Settings() {
  const at = config.value;
  return (
    <>
      <ViewHead title="Settings" />
      <Panel title="Server" testid="settings-server">
        <Facts facts={[
          ["Version", at?.version ?? none],
          ["Address", window.location.origin],
          ["You are", at?.current_user ?? none],
          ["Catalog of new models", at ? `${at.catalog}.${at.schema}` : none],
        ]} />
      </Panel>
    </>
  );
}
