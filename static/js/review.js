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

// A line of the original is pressed to say what it is: the field takes its words, and is looked at before saving.
const lines = document.querySelector("[data-lines]");
const roles = document.querySelector("template[data-roles]");

function take(role, text) {
  const body = form.elements.body;
  const paragraphs = body.value.split(/\n{2,}/);
  const without = paragraphs.filter((paragraph) => paragraph.trim() !== text && paragraph.trim() !== `## ${text}`);
  if (role === "body") {
    if (without.length === paragraphs.length) body.value = [...paragraphs.filter(Boolean), text].join("\n\n");
  } else {
    body.value = without.join("\n\n");
    if (role === "authors") form.elements.authors.value = [...new Set([...form.elements.authors.value.split("\n"), text])].filter(Boolean).join("\n");
    else if (role !== "none") form.elements[role].value = text;
  }
  form.dispatchEvent(new Event("input", { bubbles: true }));
  if (role !== "none") form.elements[role].focus();
}

// What a line was said to be can hold for all files of the source: the page of its rule shows what that changes.
const RULES = { title: "title", published: "date", authors: "byline", body: "body", none: "boilerplate" };

function offerRule(item, role) {
  const link = roles.content.querySelector(".for-all")?.cloneNode(true);
  if (!link || !RULES[role]) return;
  // Not by link.search: in a template an address has no page that it belongs to.
  link.setAttribute("href", `${link.getAttribute("href")}?${new URLSearchParams({ line: item.dataset.line, role: RULES[role] })}`);
  item.append(link);
}

function open(line) {
  for (const shown of lines.querySelectorAll(".roles, .for-all")) shown.remove();
  for (const other of lines.querySelectorAll(".text")) other.ariaExpanded = String(other === line);
  const shown = roles.content.querySelector(".roles").cloneNode(true);
  const item = line.closest("li");
  shown.addEventListener("click", (event) => {
    const role = event.target.dataset?.role;
    if (!role) return;
    take(role, line.textContent.trim());
    shown.remove();
    line.ariaExpanded = "false";
    if (role === "none") line.focus(); // other roles lead to their field
    offerRule(item, role);
    event.stopPropagation();
  });
  item.append(shown);
  shown.querySelector("button").focus();
}

if (lines?.querySelector(".text") && roles) {
  document.querySelector("[data-roles-hint]").hidden = false;
  for (const text of lines.querySelectorAll(".text")) {
    Object.assign(text, { tabIndex: 0, role: "button", ariaExpanded: "false" });
    text.addEventListener("click", () => open(text));
    text.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") { event.preventDefault(); open(text); }
    });
  }
}
