// The notebook of a browser without an account; with one, the way of its notes into the account.
const root = document.querySelector("#notebook");
const { folded, itemOf, quoteOf, rewritten, sourceOf, store, stored, textOf } = await import(root.dataset.notes);
const MAX_SENT = 200, MAX_ASKED = 100;
const numberOf = (annotation) => sourceOf(annotation).match(/\/a\/(\d{1,12})\//)?.[1] ?? "";

function some(list, size) {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, at) => list.slice(at * size, (at + 1) * size));
}

// ---- into an account --------------------------------------------------------------------------------------

async function takeOver(form) {
  const said = document.querySelector("#taken");
  document.querySelector("#offer").hidden = true;
  said.hidden = false;
  try {
    for (const annotations of some(Object.values(stored()), MAX_SENT)) {
      const response = await fetch(root.dataset.take, {
        method: "POST", body: JSON.stringify(annotations),
        headers: { "Content-Type": "application/json", "X-CSRFToken": form.querySelector("[name=csrfmiddlewaretoken]").value },
      });
      const { taken } = await response.json();
      const left = stored();
      for (const id of taken) delete left[id];
      store(left);
    }
    const all = !Object.keys(stored()).length;
    const page = new DOMParser().parseFromString(await (await fetch(location.pathname)).text(), "text/html");
    for (const id of ["pages", "nothing", "filter", "exports"]) {
      document.getElementById(id).replaceWith(document.importNode(page.getElementById(id), true));
    }
    said.textContent = all ? said.dataset.all : said.dataset.some;
  } catch {
    said.textContent = said.dataset.failed;
  }
}

// ---- in this browser --------------------------------------------------------------------------------------

async function readable(numbers) {
  const known = {};
  for (const ids of some(numbers, MAX_ASKED)) {
    Object.assign(known, await (await fetch(`${root.dataset.readable}?${new URLSearchParams(ids.map((id) => ["id", id]))}`)).json());
  }
  return known;
}

class Notebook {
  /** ``articles`` are those that the reader may read; of the others no word is shown. */
  constructor(articles) {
    this.articles = articles;
    this.list = document.querySelector("#pages");
    this.filter = document.querySelector("#filter");
    for (const type of ["input", "change", "submit"]) {
      this.filter.addEventListener(type, (event) => { event.preventDefault(); this.show(); });
    }
    this.list.addEventListener("submit", (event) => this.change(event));
    this.show();
    this.offerFiles();
  }

  groups() {
    const words = folded(this.filter.elements.q.value).letters.split(" ").filter(Boolean);
    const groups = new Map();
    for (const each of Object.values(stored())) {
      const exact = this.articles[numberOf(each)] ? quoteOf(each).exact : "";
      const text = folded(`${exact} ${textOf(each)}`).letters;
      if (!words.every((word) => text.includes(word))) continue;
      groups.set(numberOf(each), [...(groups.get(numberOf(each)) ?? []), each]);
    }
    return this.inOrder([...groups]);
  }

  inOrder(groups) {
    const order = this.filter.elements.sort.value;
    const key = ([number, notes]) => order === "published" ? this.articles[number]?.published ?? "" : order === "oldest" ? notes[0].created : notes.at(-1).created;
    groups.sort((one, other) => (key(one) < key(other) ? -1 : key(one) > key(other) ? 1 : 0));
    return order === "newest" ? groups.reverse() : groups;
  }

  show() {
    const any = Object.keys(stored()).length > 0, groups = this.groups();
    this.filter.hidden = !any;
    document.querySelector("#exports").hidden = !any;
    document.querySelector("#nothing").hidden = groups.length > 0;
    this.list.replaceChildren(...groups.map(([number, notes]) => this.page(number, notes)));
  }

  page(number, notes) {
    const page = document.querySelector("#page-item").content.firstElementChild.cloneNode(true);
    const article = this.articles[number], link = page.querySelector("h2 a");
    if (article) {
      link.href = article.href;
      link.textContent = article.title;
      page.querySelector("p").textContent = [article.source, article.date].filter(Boolean).join(" · ");
    } else {
      link.replaceWith(root.dataset.unreadable);
    }
    const template = document.querySelector("#note-item");
    page.querySelector(".notelist").append(...notes.map((each) => {
      const item = itemOf(template, each);
      if (!article) item.querySelector("blockquote").hidden = true;
      return item;
    }));
    return page;
  }

  change(event) {
    event.preventDefault();
    const id = event.target.closest(".onenote").dataset.id, all = stored();
    const fields = new FormData(event.target, event.submitter);
    const left = fields.get("act") === "delete" ? null : rewritten(all[id], fields.get("text").trim());
    if (left) all[id] = left;
    else delete all[id];
    store(all);
    this.show();
  }

  /** The files are made when they are asked for, of what the browser has then. */
  offerFiles() {
    const [markdown, jsonld] = document.querySelectorAll("#exports a");
    const give = (link, type, text) => { link.href = URL.createObjectURL(new Blob([text], { type })); };
    markdown.addEventListener("click", () => give(markdown, "text/markdown", this.markdown()));
    jsonld.addEventListener("click", () => give(jsonld, "application/ld+json", this.jsonld()));
  }

  jsonld() {
    const items = Object.values(stored()).map((each) => this.articles[numberOf(each)] ? each : { ...each, target: sourceOf(each) });
    const id = new URL("notebook.jsonld", location.href).href;
    return JSON.stringify({
      "@context": "http://www.w3.org/ns/anno.jsonld", id, type: "AnnotationCollection", label: "newsarchive", total: items.length,
      first: { type: "AnnotationPage", id: `${id}#page`, startIndex: 0, items },
    }, null, 1);
  }

  markdown() {
    const escaped = (text) => text.split("\n").map((line) => line.trim()).join("\n").replace(/([\\`*_{}[\]<>#|~&])/g, "\\$1").replace(/^(\d*)([-+=.)])/gm, "$1\\$2");
    const parts = [`# ${escaped(document.querySelector("h1").textContent)}`];
    for (const [number, notes] of this.groups()) {
      const article = this.articles[number];
      const about = article ? [article.source, article.published].filter(Boolean).join(" – ") : "";
      parts.push(`## ${article ? `[${escaped(article.title)}](${sourceOf(notes[0])})` : escaped(root.dataset.unreadable)}${about ? ` – ${escaped(about)}` : ""}`);
      for (const each of notes) {
        const { exact } = quoteOf(each);
        if (article && exact) parts.push(escaped(exact).split("\n").filter(Boolean).map((line) => `> ${line}`).join("\n>\n"));
        if (textOf(each)) parts.push(escaped(textOf(each)));
      }
    }
    return `${parts.join("\n\n")}\n`;
  }
}

if ("account" in root.dataset) {
  const offer = document.querySelector("#offer"), form = offer.querySelector("form");
  const any = Object.keys(stored()).length > 0;
  offer.hidden = !any;
  form.addEventListener("submit", (event) => { event.preventDefault(); takeOver(form); });
  // Whoever chose it when they signed in is not asked again.
  const chosen = document.referrer.startsWith(location.origin) && new URLSearchParams(location.search).has("take");
  if (any && chosen) takeOver(form);
} else {
  const numbers = [...new Set(Object.values(stored()).map(numberOf).filter(Boolean))];
  new Notebook(await readable(numbers).catch(() => ({})));
}
