// Choosing by drag and drop, and sending in groups with progress. Without this script the form sends itself.
const form = document.querySelector("form[data-upload]");
const area = form.querySelector(".drop");
const chosenBox = form.querySelector("[data-chosen]");
const sending = form.querySelector("[data-sending]");
const problemBox = form.querySelector("[data-problem]");
const bar = sending.querySelector("progress");
const GROUP = { files: 50, bytes: 16 * 2 ** 20 };
// The sentences stand in the page, in its language: {name} is filled by the value of that name.
const say = (sentence, values = {}) => form.dataset[sentence].replace(/\{(\w+)\}/g, (_, name) => values[name]);
const numbers = (style) => new Intl.NumberFormat(form.dataset.digits, { maximumFractionDigits: 1, ...style });
const number = numbers({});
const percent = numbers({ style: "percent", maximumFractionDigits: 0 });
const kilobytes = numbers({ style: "unit", unit: "kilobyte" });
const megabytes = numbers({ style: "unit", unit: "megabyte" });
const SMALL = 2 ** 22; // bytes of a file that is compared with another of its name
const size = (bytes) => (bytes < 2 ** 20 ? kilobytes.format(bytes / 2 ** 10) : megabytes.format(bytes / 2 ** 20));
let chosen = [];
let batch = ""; // that the files go into: the same one when sending had to be tried again
let page = "";

form.classList.add("live");
// Whole folders are chosen by an attribute that is in no standard: without this script there are files alone.
const folder = form.querySelector("#folder");
folder.webkitdirectory = true;
folder.closest("p").hidden = false;

function show() {
  chosenBox.hidden = !chosen.length;
  chosenBox.replaceChildren();
  if (!chosen.length) return;
  const head = document.createElement("p");
  const total = chosen.reduce((sum, file) => sum + file.size, 0);
  head.textContent = `${say("sayChosen", { count: number.format(chosen.length), size: size(total) })} `;
  const clear = document.createElement("button");
  clear.type = "button";
  clear.className = "link";
  clear.textContent = say("sayClear");
  clear.addEventListener("click", () => { chosen = []; show(); });
  head.append(clear);
  const list = document.createElement("ul");
  for (const file of chosen.slice(0, 200)) {
    const item = document.createElement("li");
    const name = document.createElement("bdi");
    name.textContent = pathOf(file);
    const note = document.createElement("span");
    note.textContent = size(file.size);
    item.append(name, note);
    list.append(item);
  }
  if (chosen.length > 200) {
    const rest = document.createElement("li");
    rest.textContent = "…";
    list.append(rest);
  }
  chosenBox.append(head, list);
}

const pathOf = (file) => file.webkitRelativePath || file.name;

// Two folders may have a file of one name and one size: only the bytes tell whether it was chosen twice.
async function isSame(one, other) {
  if (one.name !== other.name || one.size !== other.size || one.size > SMALL) return false;
  const [left, right] = (await Promise.all([one.arrayBuffer(), other.arrayBuffer()])).map((bytes) => new Uint8Array(bytes));
  return left.every((byte, at) => byte === right[at]);
}

async function add(files) {
  problem("");
  for (const file of [...files]) {
    const same = await Promise.all(chosen.map((other) => isSame(file, other).catch(() => false)));
    if (!same.includes(true)) chosen.push(file);
  }
  chosen.sort((one, other) => pathOf(one).localeCompare(pathOf(other), undefined, { numeric: true })); // 2 before 10
  show();
}

for (const input of area.querySelectorAll("input[type=file]")) {
  const take = () => { const files = [...input.files]; input.value = ""; add(files); };
  input.addEventListener("change", take);
  if (input.files.length) take(); // chosen before this script was there
}

// ---- drag and drop, folders too --------------------------------------------------------------------

async function below(entry) {
  if (entry.isFile) return [await new Promise((done, failed) => entry.file(done, failed))];
  const reader = entry.createReader();
  const found = [];
  for (;;) {
    const some = await new Promise((done, failed) => reader.readEntries(done, failed));
    if (!some.length) return found;
    for (const inner of some) found.push(...(await below(inner)));
  }
}

area.addEventListener("dragover", (event) => { event.preventDefault(); area.classList.add("over"); });
area.addEventListener("dragleave", () => area.classList.remove("over"));
area.addEventListener("drop", async (event) => {
  event.preventDefault();
  area.classList.remove("over");
  const items = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!items.length) { add(event.dataTransfer.files); return; }
  for (const entry of items) await add(await below(entry));
});

// ---- sending ---------------------------------------------------------------------------------------

function problem(text) {
  problemBox.hidden = !text;
  problemBox.firstElementChild.textContent = text;
}

function* groups() {
  let group = [];
  let bytes = 0;
  for (const file of chosen) {
    if (group.length && (group.length >= GROUP.files || bytes + file.size > GROUP.bytes)) {
      yield group;
      group = [];
      bytes = 0;
    }
    group.push(file);
    bytes += file.size;
  }
  if (group.length) yield group;
}

function send(data, progressed) {
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", (event) => progressed(event.loaded));
    request.addEventListener("error", () => failed(new Error(say("sayLost"))));
    request.addEventListener("load", () => {
      let answer = {};
      try { answer = JSON.parse(request.responseText); } catch { /* a page: signed out, or refused */ }
      if (answer.page) done(answer);
      else failed(new Error(answer.problem || say("sayRefused")));
    });
    request.send(data);
  });
}

function tooMuch() {
  const most = Number(form.dataset.maxFiles);
  const bytes = Number(form.dataset.maxBytes);
  const large = chosen.find((file) => file.size > bytes);
  if (chosen.length > most) return say("sayTooMany", { count: number.format(chosen.length), limit: number.format(most) });
  if (large) return say("sayTooLarge", { name: `\u2068${large.name}\u2069`, limit: size(bytes) });
  return "";
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const refusal = chosen.length ? tooMuch() : say("sayNone");
  problem(refusal);
  if (refusal) return;
  const button = form.querySelector("button.primary");
  const total = chosen.reduce((sum, file) => sum + file.size, 0) || 1;
  let before = 0;
  const progressed = (loaded) => {
    bar.value = Math.min(100, (100 * (before + loaded)) / total);
    sending.firstElementChild.textContent = say("saySending", { percent: percent.format(bar.value / 100) });
  };
  button.disabled = true;
  sending.hidden = false;
  progressed(0);
  try {
    for (const group of groups()) {
      const data = new FormData();
      for (const name of ["csrfmiddlewaretoken", "source_name"]) data.append(name, form.elements[name].value);
      if (form.elements.publish_at_once.checked) data.append("publish_at_once", "on");
      if (batch) data.append("batch", batch);
      for (const file of group) data.append("files", file, file.name);
      ({ batch, page } = await send(data, progressed));
      before += group.reduce((sum, file) => sum + file.size, 0);
      chosen = chosen.filter((file) => !group.includes(file));
    }
    location.assign(page);
  } catch (error) {
    // What has arrived is being read already; the rest stays chosen, and what was typed stays typed.
    problem(error.message);
    show();
    button.disabled = false;
    sending.hidden = true;
  }
});
