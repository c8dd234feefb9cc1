// Single-key shortcuts. They rest while a field has the focus, and can be switched off in the settings.
const typing = (element) => element.closest("input:not([type=radio]), textarea, select, [contenteditable]");

function step(selector, by) {
  const links = [...document.querySelectorAll(selector)];
  const next = links.indexOf(document.activeElement) + by;
  links[Math.max(0, Math.min(next, links.length - 1))]?.focus();
}

const keys = {
  // A page without a box leads to the one that has it.
  "/": () => { const box = document.querySelector("#q"); box ? box.focus() : document.querySelector(".nav a").click(); },
  j: () => step(".result h2 a", 1),
  k: () => step(".result h2 a", -1),
  n: () => document.querySelector(".hits [rel=next]")?.click(),
  p: () => document.querySelector(".hits [rel=prev]")?.click(),
  "?": async () => {
    const link = document.querySelector("#keys-link");
    (await import(link.dataset.script)).showKeys(link);
  },
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape") {
    const open = document.querySelector("details.settings[open]");
    if (open) { open.open = false; open.firstElementChild.focus(); }
    return;
  }
  if (document.documentElement.dataset.keys === "off" || typing(event.target) || !keys[event.key]) return;
  event.preventDefault();
  keys[event.key]();
});

// What only some readers use is loaded when they reach for it.
for (const element of document.querySelectorAll("[data-script]")) {
  for (const type of ["focusin", "pointerenter"]) {
    element.addEventListener(type, () => import(element.dataset.script), { once: true });
  }
}
