// The same question for programs.
import { useSignal } from "@preact/signals";
import { CodeBlock } from "../../ui/command";
import { Panel } from "../../ui/panel";
import { queryAddress, quoted } from "../example";

const languages = ["curl", "Python", "JavaScript"] as const;
type Language = (typeof languages)[number];

/** `json` is valid Python where it has no true, false or null. */
const pythonOf = (value: unknown): string =>
  JSON.stringify(value, null, 4)
    .replace(/\btrue\b(?=[^"]*(?:"[^"]*"[^"]*)*$)/g, "True")
    .replace(/\bfalse\b(?=[^"]*(?:"[^"]*"[^"]*)*$)/g, "False")
    .replace(/\bnull\b(?=[^"]*(?:"[^"]*"[^"]*)*$)/g, "None");

export function snippet(language: Language, address: string, body: unknown): string {
  if (language === "curl")
    return `curl -s ${address} \\\n  -H 'Content-Type: application/json' \\\n  -d ${quoted(JSON.stringify(body))}`;
  if (language === "Python")
    return `import requests\n\nreply = requests.post(\n    "${address}",\n    json=${pythonOf(body).replaceAll("\n", "\n    ")},\n    timeout=10,\n)\nreply.raise_for_status()\nprint(reply.json()["predictions"])\n`;
  return `const reply = await fetch("${address}", {\n  method: "POST",\n  headers: { "Content-Type": "application/json" },\n  body: JSON.stringify(${JSON.stringify(body, null, 2).replaceAll("\n", "\n  ")}),\n});\nconst { predictions } = await reply.json();\n`;
}

export function Snippets({ endpoint, body }: { endpoint: string; body: unknown }) {
  const language = useSignal<Language>("curl");
  const address = queryAddress(window.location.origin, endpoint);
  return (
    <Panel
      title="From a program"
      testid="snippets"
      actions={
        <div class="segments" role="group" aria-label="Language">
          {languages.map((one) => (
            <button
              key={one}
              type="button"
              aria-pressed={language.value === one}
              onClick={() => (language.value = one)}
              data-testid={`snippet-${one}`}
            >
              {one}
            </button>
          ))}
        </div>
      }
    >
      <CodeBlock
        code={snippet(language.value, address, body)}
        label={`Query in ${language.value}`}
        testid="snippet"
      />
    </Panel>
  );
}
