// Starts the page.
import { render } from "preact";
import { Frame } from "./app/frame";
import { startLive } from "./state/live";
import { startKeys } from "./state/keys";
import { startLocation } from "./state/location";
import { startPreferences } from "./state/preferences";
import { readSession } from "./state/session";
import "./styles/base.css";
import "./styles/frame.css";
import "./styles/layout.css";
import "./styles/controls.css";
import "./styles/tables.css";
import "./styles/states.css";
import "./styles/overlays.css";
import "./styles/charts.css";
import "./styles/views.css";

startPreferences();
startLocation();
startKeys();
startLive();
void readSession();
render(<Frame />, document.getElementById("page")!);
