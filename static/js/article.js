// On the reading page: moving between hits, seeing a theme before it is saved, sharing, copying the citation.
const marks = [...document.querySelectorAll("mark[id]")];
const bar = document.querySelector(".hits");

function go(by) {
  const present = marks.findIndex((mark) => mark.hasAttribute("aria-current"));
  // Before the first move none is present: forwards leads to the first hit, backwards to the last.
  const next = present < 0 ? (by > 0 ? 0 : marks.length - 1) : (present + by + marks.length) % marks.length;
  marks[present]?.removeAttribute("aria-current");
  marks[next].setAttribute("aria-current", "true");
  marks[next].scrollIntoView({ block: "center" });
  const number = new Intl.NumberFormat(bar.dataset.digits, { useGrouping: false });
  bar.querySelector("output").textContent = bar.dataset.text.replace("#", number.format(next + 1));
}

for (const link of bar?.querySelectorAll("a") ?? []) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    go(link.rel === "next" ? 1 : -1);
  });
}

// The script of notes comes with the first selection, or when there are notes.
const notes = document.querySelector("[data-notes]");
async function openNotes() {
  if (getSelection().isCollapsed && !("some" in notes.dataset)) return;
  document.removeEventListener("selectionchange", openNotes);
  (await import(notes.dataset.notes)).start(notes);
}
if (notes) {
  try {
    if (localStorage.getItem("notes")?.includes(new URL(".", notes.href).pathname)) notes.dataset.some = "";
  } catch { /* this browser keeps nothing */ }
  document.addEventListener("selectionchange", openNotes);
  notes.addEventListener("click", (event) => {
    event.preventDefault();
    notes.dataset.some = "";
    openNotes().then(() => { location.hash = "notes"; }, () => { location.href = notes.href; });
  });
  openNotes();
}

document.querySelector(".settings form")?.addEventListener("change", ({ target }) => {
  if (target.name === "theme") document.documentElement.dataset.theme = target.value;
});

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

for (const button of document.querySelectorAll("[data-share]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const url = button.dataset.share;
    if (navigator.share) return navigator.share({ title: document.title, url }).catch(() => {});
    await navigator.clipboard.writeText(url);
    button.textContent = button.dataset.done;
  });
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).innerText);
    button.textContent = button.dataset.done;
  });
}
