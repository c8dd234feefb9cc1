// Notes on an article: marking words, writing beside them, finding them again. Without an account they stay in
// this browser, as annotations of the W3C's model; with one the server's panel is shown here and its forms are
// sent from here. The article's own elements are left as they are: marks are drawn over them.

// ---- where words stand; articles/annotations/anchoring.py says how and why ----------------------------

const DROPPED = /[\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u;
const FORMS = /[\ufb50-\ufdff\ufe70-\ufefe]/u;
const FROM = "\u0623\u0625\u0622\u0671\u0649\u0629\u0660\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668\u0669\u06f0\u06f1\u06f2\u06f3\u06f4\u06f5\u06f6\u06f7\u06f8\u06f9,;?\u00ab\u00bb\u201c\u201d\u201e";
const INTO = "\u0627\u0627\u0627\u0627\u064a\u064701234567890123456789\u060c\u061b\u061f\"\"\"\"\"";
const SAME = new Map([...FROM].map((letter, at) => [letter, INTO[at]]));
const CONTEXT = 32, LONG = 24, AGREEING = 10, EDGE = 12, PLACES = 1000, CANDIDATES = 20, ALIKE = 0.6;
const MAX_EXACT = 5000;

function foldedLetter(letter) {
  if (DROPPED.test(letter)) return "";
  if (/\s/u.test(letter)) return " ";
  const letters = FORMS.test(letter) ? letter.normalize("NFKC") : letter.toLowerCase();
  return [...letters].filter((each) => !DROPPED.test(each)).map((each) => SAME.get(each) ?? each).join("");
}

/** A text as it is compared, and where each of its letters stands in the text. */
export function folded(text) {
  let letters = "", at = 0;
  const places = [];
  for (const letter of text) {
    for (const each of foldedLetter(letter)) {
      if (each === " " && (letters === "" || letters.endsWith(" "))) continue;
      letters += each;
      for (let unit = 0; unit < each.length; unit++) places.push(at);
    }
    at += letter.length;
  }
  return { text, letters, places };
}

function placesOf(text, words, maximum = CANDIDATES) {
  const places = [];
  for (let at = words ? text.indexOf(words) : -1; at >= 0 && places.length < maximum; at = text.indexOf(words, at + 1)) places.push(at);
  return places;
}

function common(one, other) {
  let count = 0;
  while (count < one.length && count < other.length && one[count] === other[count]) count++;
  return count;
}

const reversed = (text) => [...text].reverse().join("");
const isWord = (letter) => /[\p{L}\p{N}]/u.test(letter);

function counted(text) {
  const counts = new Map();
  for (const word of text.split(" ").filter(Boolean)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

function share(one, other) {
  let both = 0, total = 0;
  for (const [word, count] of one) { both += Math.min(count, other.get(word) ?? 0); total += count; }
  for (const count of other.values()) total += count;
  return total ? (2 * both) / total : 0;
}

/** From where to where a quote stands in a folded text, counted in its text; null when its words are gone. */
export function find(quote, whole) {
  const text = whole.letters;
  const words = folded(quote.exact).letters.trim();
  const before = folded(quote.prefix ?? "").letters, after = folded(quote.suffix ?? "").letters;
  const hint = whole.places.findIndex((place) => place >= (quote.start ?? 0));
  const agreement = (start, end) =>
    common(reversed(text.slice(Math.max(0, start - 2 * CONTEXT), start).trimEnd()), reversed(before.trimEnd())) +
    common(text.slice(end, end + 2 * CONTEXT).trimStart(), after.trimStart());

  function standing() {
    const size = words.length;
    const cuts = (outer, inner, beyond) => !isWord(outer) && isWord(inner) && isWord(beyond);
    const starts = placesOf(text, words, PLACES).filter((at) =>
      !cuts(before.slice(-1), words.slice(0, 1), text.slice(Math.max(0, at - 1), at)) &&
      !cuts(after.slice(0, 1), words.slice(-1), text.slice(at + size, at + size + 1)));
    let best = null, bestRank = [-1, 0];
    for (const at of starts) {
      const rank = [agreement(at, at + size), -Math.abs(at - hint)];
      if (rank[0] > bestRank[0] || (rank[0] === bestRank[0] && rank[1] > bestRank[1])) [best, bestRank] = [at, rank];
    }
    const needed = size >= LONG ? 0 : Math.min(AGREEING, before.trim().length + after.trim().length);
    return best !== null && bestRank[0] >= needed ? [best, best + size] : null;
  }

  function corrected() {
    const left = before.slice(-EDGE), right = after.slice(0, EDGE);
    const own = words.length >= LONG ? words : "", last = own.slice(-EDGE);
    const starts = [...placesOf(text, left.length === EDGE ? left : "").map((at) => at + EDGE), ...placesOf(text, own.slice(0, EDGE))];
    const ends = [...placesOf(text, right.length === EDGE ? right : ""), ...placesOf(text, last).map((at) => at + last.length)];
    const wanted = counted(words);
    const inOrder = (list) => [...new Set(list)].sort((one, other) => one - other);
    let best = null, bestShare = ALIKE;
    for (const start of inOrder(starts)) {
      for (const end of inOrder(ends)) {
        if (end - start <= Math.floor(words.length / 2) || end - start >= words.length * 2) continue;
        const alike = share(wanted, counted(text.slice(start, end)));
        if (alike > bestShare) [best, bestShare] = [[start, end], alike];
      }
    }
    if (!best) return null;
    const passage = text.slice(...best);
    const start = best[0] + passage.length - passage.trimStart().length;
    return [start, start + passage.trim().length];
  }

  const found = words ? standing() ?? corrected() : null;
  if (!found) return null;
  const start = whole.places[found[0]];
  let end = whole.places[found[1] - 1];
  end += String.fromCodePoint(whole.text.codePointAt(end)).length;
  while (end < whole.text.length && DROPPED.test(whole.text[end])) end++;
  return [start, end];
}

// ---- what this browser keeps --------------------------------------------------------------------------

const KEY = "notes";

/** The annotations of this browser by their ids; none where it keeps nothing or something else. */
export function stored() {
  try {
    const all = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    return all && typeof all === "object" && !Array.isArray(all) ? all : {};
  } catch {
    return {};
  }
}

/** Keep these; throws where the browser has no room, or keeps nothing. */
export function store(all) {
  if (Object.keys(all).length) localStorage.setItem(KEY, JSON.stringify(all));
  else localStorage.removeItem(KEY);
}

const now = () => new Date().toISOString().replace(/\.\d+Z$/, "Z");
export const quoteOf = (annotation) => {
  const selectors = [annotation.target?.selector ?? []].flat();
  const words = selectors.find((each) => each.type === "TextQuoteSelector") ?? {};
  const place = selectors.find((each) => each.type === "TextPositionSelector") ?? {};
  return { exact: words.exact ?? "", prefix: words.prefix ?? "", suffix: words.suffix ?? "", start: place.start };
};
export const textOf = (annotation) => annotation.body?.value ?? "";
export const sourceOf = (annotation) => annotation.target?.source ?? annotation.target ?? "";

// Not randomUUID, which plain HTTP does not have.
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `urn:uuid:${hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5")}`;
}

function annotationOf(source, quote, text) {
  const words = { type: "TextQuoteSelector", exact: quote.exact, prefix: quote.prefix, suffix: quote.suffix };
  for (const name of ["prefix", "suffix"]) if (!words[name]) delete words[name];
  const place = { type: "TextPositionSelector", start: quote.start, end: quote.end };
  const made = now();
  return {
    id: newId(), type: "Annotation", motivation: text ? "commenting" : "highlighting", created: made, modified: made,
    ...(text ? { body: { type: "TextualBody", value: text, format: "text/plain" } } : {}),
    target: quote.exact ? { source, selector: [words, place] } : source,
  };
}

/** The annotation with another text; null when nothing is left of it. */
export function rewritten(annotation, text) {
  const { body, ...rest } = annotation;
  if (!text && !quoteOf(annotation).exact) return null;
  return { ...rest, motivation: text ? "commenting" : "highlighting", modified: now(), ...(text ? { body: { type: "TextualBody", value: text, format: "text/plain" } } : {}) };
}

/** A list item for an annotation of this browser, made of the page's template. */
export function itemOf(template, annotation) {
  const item = template.content.firstElementChild.cloneNode(true);
  const { exact, prefix, suffix, start } = quoteOf(annotation);
  Object.assign(item.dataset, { id: annotation.id, exact, prefix, suffix, start: start ?? "" });
  const show = (element, text) => { element.textContent = text; element.hidden = !text; };
  show(item.querySelector("blockquote"), exact);
  show(item.querySelector(".said"), textOf(annotation));
  item.querySelector("textarea").value = textOf(annotation);
  return item;
}

// ---- the article's page ---------------------------------------------------------------------------------

let started = false;

/** Show the notes of the article whose page of notes ``link`` leads to, and let words be marked. */
export async function start(link) {
  if (started) return;
  started = true;
  const panel = await fetchPanel(link.href);
  if (!panel) { started = false; return; }
  new Notes(link, panel);
}

async function fetchPanel(address, options) {
  try {
    const response = await fetch(address, options);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const panel = page.querySelector("#notes"), style = page.querySelector("link[href*='css/notes']");
    if (style && !document.querySelector("link[href*='css/notes']")) document.head.append(document.importNode(style, true));
    if (panel) panel.dataset.ok = response.ok ? "yes" : "no";
    return panel && document.importNode(panel, true);
  } catch {
    return null;
  }
}

class Notes {
  constructor(link, panel) {
    this.source = new URL(".", link.href).href;
    this.sheet = document.querySelector(".sheet");
    this.read();
    this.tools = panel.querySelector("#note-tools").content.firstElementChild.cloneNode(true);
    this.sheet.after(this.tools);
    document.querySelector(".end").after(panel);
    this.take(panel);
    this.listen();
  }

  /** The text of the article as it is shown, and its text nodes with where they begin in it. */
  read() {
    this.nodes = [];
    let text = "";
    for (const block of this.sheet.querySelectorAll("h1, .subtitle, .prose > *")) {
      if (text) text += "\n";
      const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        this.nodes.push({ node: walker.currentNode, start: text.length });
        text += walker.currentNode.data;
      }
    }
    this.whole = folded(text);
  }

  /** Show a panel that the server made, with the notes of this browser where there is no account. */
  take(panel) {
    this.panel = panel;
    this.hasAccount = "account" in panel.dataset;
    const own = stored();
    if (this.hasAccount) {
      const offer = panel.querySelector("[data-offer]");
      if (offer) offer.hidden = !Object.keys(own).length;
    } else {
      panel.querySelector(".newnote").hidden = false; // here it needs no account
      this.list();
    }
    panel.addEventListener("submit", (event) => this.submit(event));
    panel.addEventListener("click", (event) => {
      const button = event.target.closest("[data-act=go]");
      if (button) this.show(button.closest(".onenote"));
    });
    this.draw();
  }

  list() {
    const template = this.panel.querySelector("#note-item");
    const own = Object.values(stored()).filter((each) => sourceOf(each) === this.source);
    this.panel.querySelector(".notelist").replaceChildren(...own.map((each) => itemOf(template, each)));
    this.draw();
  }

  /** Mark the words of all notes, and say of which there are none. */
  draw() {
    this.ranges = new Map();
    for (const item of this.panel.querySelectorAll(".onenote")) {
      const { exact, prefix, suffix, start } = item.dataset;
      if (!exact) continue;
      const span = find({ exact, prefix, suffix, start: Number(start || 0) }, this.whole);
      if (span) this.ranges.set(item, this.rangeOf(...span));
      item.querySelector("[data-act=go]").hidden = !span;
      item.querySelector("[data-lost]").hidden = Boolean(span);
    }
    this.paint("notes", [...this.ranges.values()]);
  }

  paint(name, ranges) {
    if (ranges.length) CSS.highlights?.set(name, new Highlight(...ranges));
    else CSS.highlights?.delete(name);
  }

  rangeOf(start, end) {
    const range = document.createRange();
    const at = (place) => this.nodes.findLast((each) => each.start <= place);
    const first = at(start), last = at(end - 1);
    range.setStart(first.node, Math.min(start - first.start, first.node.length));
    range.setEnd(last.node, Math.min(end - last.start, last.node.length));
    return range;
  }

  /** What of the article is selected, as a quote with its place; null when nothing is. */
  selected() {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    const inside = this.nodes.filter(({ node }) => range.intersectsNode(node));
    if (!inside.length) return null;
    const [first, last] = [inside[0], inside.at(-1)];
    const start = first.start + (first.node === range.startContainer ? range.startOffset : 0);
    const end = last.start + (last.node === range.endContainer ? range.endOffset : last.node.length);
    return this.quote(start, end);
  }

  quote(start, end) {
    const text = this.whole.text;
    let exact = text.slice(start, Math.min(end, start + MAX_EXACT));
    start += exact.length - exact.trimStart().length;
    exact = exact.trim();
    if (!exact) return null;
    const points = (to) => [...text.slice(0, to)].length; // the model counts code points
    end = start + exact.length;
    return { exact, prefix: text.slice(Math.max(0, start - CONTEXT), start), suffix: text.slice(end, end + CONTEXT), start: points(start), end: points(end), range: this.rangeOf(start, end) };
  }

  listen() {
    let waiting;
    document.addEventListener("selectionchange", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => this.offer(), 250);
    });
    this.sheet.addEventListener("click", (event) => this.tell(event));
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
      // Who selects by keys comes to the tools with the next one.
      if (event.key !== "Tab" || event.shiftKey || this.tools.hidden || document.activeElement !== document.body) return;
      event.preventDefault();
      this.tools.querySelector("button:not([hidden])")?.focus();
    });
    this.tools.addEventListener("mousedown", (event) => { if (!event.target.closest("form")) event.preventDefault(); });
    this.tools.addEventListener("click", (event) => this.act(event.target.closest("[data-act]")?.dataset.act));
    this.tools.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.add(this.chosen, this.tools.querySelector("textarea").value.trim());
    });
    this.offer();
  }

  /** Show the tools beside what is selected, unless a note is being written. */
  offer() {
    if (!this.tools.querySelector("form").hidden) return;
    const chosen = this.selected();
    if (!chosen) { if (!this.isTelling) this.close(); return; }
    this.chosen = chosen;
    this.open(chosen.range, "");
  }

  open(range, said) {
    this.isTelling = Boolean(said);
    this.tools.querySelector(".said").textContent = said;
    for (const button of this.tools.querySelectorAll(":scope > button")) button.hidden = this.isTelling;
    this.tools.hidden = false;
    if (matchMedia("(pointer: coarse)").matches) return; // the style sheet puts them at the foot
    const box = range.getBoundingClientRect(), around = this.tools.offsetParent?.getBoundingClientRect() ?? { left: 0, top: 0 };
    const left = Math.max(8, Math.min(box.left + box.width / 2 - this.tools.offsetWidth / 2, innerWidth - this.tools.offsetWidth - 8));
    this.tools.style.setProperty("left", `${left - around.left}px`);
    this.tools.style.setProperty("top", `${box.bottom - around.top + 8}px`);
  }

  close() {
    if (this.tools.hidden) return;
    this.isTelling = false;
    this.tools.hidden = true;
    this.tools.querySelector("form").hidden = true;
    this.paint("note-now", []);
  }

  act(name) {
    if (name === "mark") this.add(this.chosen, "");
    if (name === "close") this.close();
    if (name !== "write") return;
    for (const button of this.tools.querySelectorAll(":scope > button")) button.hidden = true;
    const form = this.tools.querySelector("form"), field = form.querySelector("textarea");
    form.hidden = false;
    form.querySelector("[data-error]").hidden = true;
    field.value = "";
    this.paint("note-now", [this.chosen.range]);
    field.focus();
  }

  /** Keep a note; what was typed stays in its field until it is kept. */
  async add(quote, text) {
    const error = this.hasAccount ? await this.send(quote, text) : this.keep(quote, text);
    if (error) {
      const form = this.tools.querySelector("form"), place = form.querySelector("[data-error]");
      form.hidden = false;
      [place.textContent, place.hidden] = [error, false];
      return;
    }
    getSelection().removeAllRanges();
    this.close();
  }

  keep(quote, text) {
    const made = annotationOf(this.source, quote, text);
    try {
      store({ ...stored(), [made.id]: made });
    } catch {
      return this.panel.dataset.full;
    }
    this.list();
    return "";
  }

  send(quote, text) {
    const form = this.panel.querySelector(".newnote form");
    const fields = new FormData();
    const values = { exact: quote.exact, before: quote.prefix, after: quote.suffix, start: quote.start, text };
    for (const [name, value] of Object.entries(values)) fields.set(name, value);
    fields.set("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
    return this.post(form.action, fields);
  }

  /** Send a form; the panel that is answered takes the place of the present one. */
  async post(address, fields) {
    const panel = await fetchPanel(address, { method: "POST", body: new URLSearchParams(fields) });
    if (!panel) return this.panel.dataset.failed;
    if (panel.dataset.ok === "no") {
      return [...panel.querySelectorAll(".error:not([hidden])")].map((each) => each.textContent).join(" ") || this.panel.dataset.failed;
    }
    this.panel.replaceWith(panel);
    this.take(panel);
    return "";
  }

  async submit(event) {
    event.preventDefault();
    const form = event.target, item = form.closest(".onenote");
    const fields = new FormData(form, event.submitter);
    const error = this.hasAccount ? await this.post(form.action, fields) : item ? this.change(item, fields) : this.typed(fields);
    const place = form.querySelector("[data-error]");
    if (error && place) [place.textContent, place.hidden] = [error, false];
    else if (!error && !item && form.isConnected) form.reset();
  }

  change(item, fields) {
    const all = stored();
    const left = fields.get("act") === "delete" || !all[item.dataset.id] ? null : rewritten(all[item.dataset.id], fields.get("text").trim());
    if (left) all[left.id] = left;
    else delete all[item.dataset.id];
    try {
      store(all);
    } catch {
      return this.panel.dataset.full;
    }
    this.list();
    return "";
  }

  /** A note whose words were typed, not selected. */
  typed(fields) {
    const exact = fields.get("exact").trim(), text = fields.get("text").trim();
    if (!exact && !text) return this.panel.dataset.empty;
    if (!exact) return this.keep({ exact: "" }, text);
    const span = find({ exact }, this.whole);
    return span ? this.keep(this.quote(...span), text) : this.panel.dataset.missing;
  }

  /** Go to the words of a note. */
  show(item) {
    const range = this.ranges.get(item);
    if (!range) return;
    this.paint("note-now", [range]);
    const box = range.getBoundingClientRect();
    scrollTo({ top: scrollY + box.top - innerHeight / 3 });
  }

  /** What was written beside words that are clicked on. */
  tell(event) {
    if (!getSelection().isCollapsed || !document.caretPositionFromPoint) return;
    const at = document.caretPositionFromPoint(event.clientX, event.clientY);
    for (const [item, range] of this.ranges) {
      const said = item.querySelector(".said").textContent;
      if (at && said && range.isPointInRange(at.offsetNode, at.offset)) return this.open(range, said);
    }
    if (this.isTelling) this.close();
  }
}
