// The same question for programs.
import { apiKey } from "../../api/client";
import { param, setParams } from "../../state/location";
import { CodeBlock } from "../../ui/command";
import { Panel } from "../../ui/panel";
import { Segments } from "../../ui/segments";
import { curl, queryAddress, quoted } from "../example";

const languages = ["curl", "Python", "JavaScript"] as const;
type Language = (typeof languages)[number];

/** A value as Python writes it. Texts are written alike in both. */
export function pythonOf(value: unknown, indent = ""): string {
  if (value === null || value === undefined) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value !== "object") return JSON.stringify(value);
  const deeper = `${indent}    `;
  const isList = Array.isArray(value);
  const inside = isList
    ? value.map((one) => pythonOf(one, deeper))
    : Object.entries(value).map(
        ([name, one]) => `${JSON.stringify(name)}: ${pythonOf(one, deeper)}`,
      );
  const [open, close] = isList ? "[]" : "{}";
  if (inside.length === 0) return `${open}${close}`;
  return `${open}\n${inside.map((line) => deeper + line).join(",\n")}\n${indent}${close}`;
}

export function snippet(language: Language, address: string, body: unknown): string {
  if (language === "curl")
    return `${curl()} ${address} \\\n  -H 'Content-Type: application/json' \\\n  -d ${quoted(JSON.stringify(body))}`;
  const isKeyed = apiKey() !== "";
  if (language === "Python") {
    const imports = isKeyed ? "import os\n\nimport requests\n" : "import requests\n";
    const headers = isKeyed
      ? `    headers={"Authorization": f"Bearer {os.environ['ONTOS_API_KEY']}"},\n`
      : "";
    return `${imports}\nreply = requests.post(\n    "${address}",\n${headers}    json=${pythonOf(body, "    ")},\n    timeout=10,\n)\nreply.raise_for_status()\nprint(reply.json()["predictions"])\n`;
  }
  const key = isKeyed ? ", Authorization: `Bearer ${process.env.ONTOS_API_KEY}`" : "";
  return `const reply = await fetch("${address}", {\n  method: "POST",\n  headers: { "Content-Type": "application/json"${key} },\n  body: JSON.stringify(${JSON.stringify(body, null, 2).replaceAll("\n", "\n  ")}),\n});\nconst { predictions } = await reply.json();\n`;
}

export function Snippets({ endpoint, body }: { endpoint: string; body: unknown }) {
  const named = param("language").value;
  const language = languages.find((one) => one.toLowerCase() === named) ?? "curl";
  const address = queryAddress(window.location.origin, endpoint);
  return (
    <Panel
      title="From a program"
      testid="snippets"
      actions={
        <Segments
          label="Language"
          value={language}
          choices={languages.map((one) => [one, one] as const)}
          onChoose={(one) =>
            setParams({ language: one === "curl" ? null : one.toLowerCase() }, "replace")
          }
          testid="snippet"
        />
      }
    >
      <CodeBlock
        code={snippet(language, address, body)}
        label={`Query in ${language}`}
        testid="snippet"
      />
    </Panel>
  );
}
