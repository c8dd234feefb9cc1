// «Add to a collection» as a dialog over the page, and a button for it in each row of results.
const list = document.querySelector("ol[data-collect]");

function addButtons() {
  for (const row of list.querySelectorAll(".result")) {
    const id = row.querySelector("h2 a").pathname.match(/\/a\/(\d+)\//)?.[1];
    if (!id) continue;
    const link = Object.assign(document.createElement("a"), { href: `collect?id=${id}`, className: "small", textContent: list.dataset.collect });
    link.dataset.collect = "";
    link.setAttribute("aria-describedby", (row.querySelector("h2").id ||= `t${id}`));
    const place = document.createElement("p");
    place.append(link);
    row.append(place);
  }
}

async function sectionOf(address, options) {
  const response = await fetch(address, options);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const section = page.querySelector("#collect");
  for (const style of section ? page.querySelectorAll("link[href*='css/collection'], link[href*='css/dialog']") : []) {
    if (!document.querySelector(`link[href="${style.getAttribute("href")}"]`)) document.head.append(document.importNode(style, true));
  }
  return section && document.importNode(section, true);
}

async function open(link) {
  const section = await sectionOf(link.href);
  if (!section) { location.href = link.href; return; } // who is signed out is led to the door
  const dialog = document.createElement("dialog");
  dialog.setAttribute("aria-labelledby", "collect-title");
  const show = (section) => {
    dialog.replaceChildren(section);
    section.querySelector("[data-close]").hidden = false;
    section.querySelector("[data-close] button").addEventListener("click", () => dialog.close());
  };
  show(section);
  dialog.addEventListener("close", () => { dialog.remove(); link.focus(); });
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  dialog.addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.target;
    const body = new URLSearchParams(new FormData(form, event.submitter));
    const next = await sectionOf(form.action, { method: "POST", body }).catch(() => null);
    if (next) show(next);
    else form.submit();
  });
  document.body.append(dialog);
  dialog.showModal();
}

if (list) addButtons();
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-collect]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  open(link).catch(() => { location.href = link.href; });
});
