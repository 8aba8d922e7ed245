// The keys that do something here.
import { bindings } from "../state/keys";
import { Dialog } from "../ui/dialog";

function shown(keys: string): string[] {
  return keys
    .split(" ")
    .flatMap((key) => key.split("+"))
    .map((key) => (key === "mod" ? "Ctrl / ⌘" : key));
}

export function KeyHelp({ onClose }: { onClose: () => void }) {
  const groups = new Map<string, Map<string, string>>();
  for (const { keys, label, group = "This view" } of bindings.value) {
    const known = groups.get(group) ?? new Map<string, string>();
    groups.set(group, known.set(keys, label));
  }
  return (
    <Dialog title="Keys" onClose={onClose} testid="key-help">
      <div class="key-groups">
        {[...groups].map(([group, keys]) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl>
              {[...keys].map(([name, label]) => (
                <div key={name}>
                  <dt>
                    {shown(name).map((key) => (
                      <kbd key={key}>{key}</kbd>
                    ))}
                  </dt>
                  <dd>{label}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
        <section>
          <h3>Charts</h3>
          <dl>
            <div>
              <dt>
                <kbd>←</kbd>
                <kbd>→</kbd>
              </dt>
              <dd>Move along the time, when it has the focus</dd>
            </div>
            <div>
              <dt>drag</dt>
              <dd>Zoom the range of the whole page</dd>
            </div>
          </dl>
        </section>
      </div>
    </Dialog>
  );
}
