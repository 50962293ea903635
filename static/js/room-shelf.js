// What this browser keeps for whoever is signed in: words not yet sent, drafts, ways of following. Nobody else's stays.

const PREFIX = "entraide:room-";
const LONGEST_MS = 30 * 86_400_000;

function store() {
  try {
    return localStorage;
  } catch {
    // Closed by the browser: what is typed stays on the screen.
    return null;
  }
}

function read(name) {
  try {
    return JSON.parse(store().getItem(name));
  } catch {
    return null;
  }
}

export class Shelf {
  constructor(kind, ...parts) {
    this.prefix = `${PREFIX}${[kind, ...parts].join(":")}`;
  }

  get() {
    return read(this.prefix);
  }

  keep(value, part = "") {
    try {
      store().setItem(this.prefix + part, JSON.stringify(value));
      return true;
    } catch {
      // Full or closed.
      return false;
    }
  }

  drop(part = "") {
    store()?.removeItem(this.prefix + part);
  }

  all() {
    const names = Object.keys(store() || {}).filter((name) => name.startsWith(this.prefix));
    return names.map(read).filter(Boolean);
  }
}

// Somebody else who comes in on this device finds nothing; whose session ended finds their words when they come back.
export function tidy(me) {
  for (const name of Object.keys(store() || {})) {
    if (!name.startsWith(PREFIX)) continue;
    const isOthers = me && name.split(":")[2] !== me;
    const at = Date.parse(read(name)?.at);
    if (isOthers || at < Date.now() - LONGEST_MS) store().removeItem(name);
  }
}
