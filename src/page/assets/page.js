// The page of the first days: endpoints as they are now, and commands to paste.
"use strict";

const api = "/api/v1";
const pollEveryMs = 5000;
const byId = (id) => document.getElementById(id);

async function read(path) {
  const reply = await fetch(api + path, { headers: { Accept: "application/json" } });
  const body = await reply.json();
  if (!reply.ok) throw new Error(body.detail);
  return body;
}

function cell(row, text, className) {
  const made = row.insertCell();
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

function showEndpoints(endpoints, performance) {
  const measured = new Map(performance.map((row) => [row.endpoint_id, row]));
  const rows = document.createElement("tbody");
  rows.id = "rows";
  for (const endpoint of endpoints) {
    const row = rows.insertRow();
    const traffic = measured.get(endpoint.id);
    const name = document.createElement("th");
    name.scope = "row";
    name.textContent = endpoint.name;
    row.append(name);
    cell(row, endpoint.state).dataset.state = endpoint.state;
    cell(row, endpoint.model_name ?? "–");
    cell(row, endpoint.model_version ?? "–", "number");
    cell(row, (traffic?.total_requests ?? 0).toLocaleString("en"), "number");
    cell(row, traffic?.p95_latency_ms?.toFixed(3) ?? "–", "number");
  }
  byId("rows").replaceWith(rows);
  byId("table").hidden = endpoints.length === 0;
  const message = byId("message");
  message.hidden = endpoints.length > 0;
  message.classList.remove("failed");
  say(message, "No endpoint yet. Register a model with `ontos models register`, then deploy it.");
}

function showError(error) {
  const message = byId("message");
  message.hidden = false;
  message.classList.add("failed");
  say(message, `The endpoints cannot be read: ${error.message}`);
}

/** Changes a text only if it differs: a status that is set again is read out again. */
function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** What a client may send for one input of a model. */
function exampleOf(input) {
  const plain = { string: "text", bool: true }[input.type] ?? 0;
  const sizes = (input.shape ?? []).filter((size) => size > 0);
  return sizes.reduceRight((value, size) => new Array(Math.min(size, 100)).fill(value), plain);
}

async function exampleInputs(endpoint) {
  const versions = await read(`/deployment/models/${encodeURIComponent(endpoint.model_name)}/versions`);
  const version = versions.find((one) => one.version === endpoint.model_version);
  const inputs = (version?.signature.inputs ?? []).filter((input) => !input.optional);
  return Object.fromEntries(inputs.map((input) => [input.name, exampleOf(input)]));
}

const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

function showCommands(endpoint, inputs) {
  const base = location.origin + api;
  const json = "-H 'Content-Type: application/json'";
  const name = encodeURIComponent(endpoint.name);
  const deploy = { model_name: endpoint.model_name, model_version: endpoint.model_version };
  say(byId("deploy"), `curl -s ${base}/deployment/deploy ${json} \\\n  -d ${quoted(JSON.stringify(deploy))}`);
  say(byId("query"), `curl -s ${base}/deployment/endpoints/${name}/query ${json} \\\n  -d ${quoted(JSON.stringify({ inputs }))}`);
  say(byId("performance"), `curl -s '${base}/monitoring/metrics/performance?endpoint_id=${name}'`);
}

const placeholder = { name: "my-model-v1", model_name: "main.default.my_model", model_version: "1" };
let shownCommands = "";

async function refreshCommands(endpoints) {
  const endpoint = endpoints.find((one) => one.state === "READY" && one.model_name) ?? placeholder;
  const wanted = [endpoint.name, endpoint.model_name, endpoint.model_version].join(" ");
  if (wanted === shownCommands) return;
  const example = endpoint === placeholder ? {} : await exampleInputs(endpoint).catch(() => ({}));
  showCommands(endpoint, Object.keys(example).length > 0 ? example : { x: 0 });
  shownCommands = wanted;
}

async function refresh() {
  try {
    const [endpoints, performance] = await Promise.all([
      read("/deployment/endpoints"),
      read("/monitoring/metrics/performance"),
    ]);
    showEndpoints(endpoints, performance);
    await refreshCommands(endpoints);
  } catch (error) {
    showError(error);
  }
}

/** Polls while somebody can see it. */
async function poll() {
  if (!document.hidden) await refresh();
  setTimeout(poll, pollEveryMs);
}

document.addEventListener("visibilitychange", () => {
  if (!document.hidden) refresh();
});

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const source = byId(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(source.textContent);
    byId("copied").textContent = "Copied.";
  } catch {
    getSelection().selectAllChildren(source);
    byId("copied").textContent = "Selected; copy it with the keyboard.";
  }
});

showCommands(placeholder, { x: 0 });
poll();
