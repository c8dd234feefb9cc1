// Keeps what is being typed, in this browser alone, until it is saved: a session that ended, a server that was
// away or a closed window lose nothing.
const form = document.querySelector("form#understood");
const offer = document.querySelector("[data-kept]");
const PREFIX = "review:";
const WEEK = 7 * 24 * 3600 * 1000;
const version = form.elements.version.value;
const key = `${PREFIX}${location.pathname}`;
const fields = () => [...form.elements].filter((field) => field.name && !["version", "csrfmiddlewaretoken", "publish"].includes(field.name));
const typed = () => Object.fromEntries(fields().map((field) => [field.name, field.value]));

function kept(name) {
  try { return JSON.parse(localStorage.getItem(name)); } catch { return null; }
}

for (const name of Object.keys(localStorage).filter((name) => name.startsWith(PREFIX))) {
  if (!(kept(name)?.at > Date.now() - WEEK)) localStorage.removeItem(name);
}

const mine = kept(key);
if (mine && mine.version !== version) localStorage.removeItem(key); // it was saved, or another did
else if (mine && JSON.stringify(mine.values) !== JSON.stringify(typed())) offer.hidden = false;

offer.querySelector("[data-restore]").addEventListener("click", () => {
  for (const field of fields()) field.value = mine.values[field.name] ?? field.value;
  offer.hidden = true;
});
offer.querySelector("[data-forget]").addEventListener("click", () => {
  localStorage.removeItem(key);
  offer.hidden = true;
});
form.addEventListener("input", () => {
  try { localStorage.setItem(key, JSON.stringify({ version, at: Date.now(), values: typed() })); } catch { /* full, or not allowed */ }
});
