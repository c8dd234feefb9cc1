// Suggestions while typing: an ARIA combobox. Loaded when the search box first gets the focus.
const input = document.querySelector("#q");
const form = input.form;
const list = document.createElement("ul");
const style = document.createElement("link");
let options = [];
let active = -1;
let asked = 0;

style.rel = "stylesheet";
style.href = input.dataset.style;
document.head.append(style);
list.id = "suggestions";
list.className = "suggestions";
list.hidden = true;
list.setAttribute("role", "listbox");
list.setAttribute("aria-label", input.dataset.label);
input.closest(".bar").append(list);
for (const [name, value] of Object.entries({
  role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false",
})) input.setAttribute(name, value);

function close() {
  list.hidden = true;
  active = -1;
  input.setAttribute("aria-expanded", "false");
  input.removeAttribute("aria-activedescendant");
}

function mark(index) {
  active = index;
  for (const [at, option] of options.entries()) option.setAttribute("aria-selected", String(at === index));
  if (index < 0) input.removeAttribute("aria-activedescendant");
  else input.setAttribute("aria-activedescendant", options[index].id);
}

function choose(option) {
  input.value = option.dataset.text;
  close();
  form.requestSubmit();
}

function show(suggestions) {
  options = suggestions.map(({ text, kind }, at) => {
    const option = document.createElement("li");
    const name = document.createElement("bdi");
    const says = document.createElement("small");
    option.id = `suggestion-${at}`;
    option.setAttribute("role", "option");
    option.dataset.text = text;
    name.textContent = text;
    says.textContent = input.dataset[kind] ?? "";
    option.append(name, says);
    // Not click: by then the box has lost the focus and the list is closed.
    option.addEventListener("pointerdown", (event) => { event.preventDefault(); choose(option); });
    return option;
  });
  list.replaceChildren(...options);
  list.hidden = !options.length;
  input.setAttribute("aria-expanded", String(!list.hidden));
  mark(-1);
}

async function ask() {
  const mine = ++asked;
  await new Promise((done) => setTimeout(done, 120));
  if (mine !== asked) return;
  if (!input.value.trim()) return close();
  const answer = await fetch(`${input.dataset.url}?q=${encodeURIComponent(input.value)}`).catch(() => null);
  if (!answer?.ok || mine !== asked) return;
  const { suggestions } = await answer.json();
  if (mine === asked && document.activeElement === input) show(suggestions);
}

input.addEventListener("input", ask);
input.addEventListener("blur", close);
form.addEventListener("submit", () => { asked += 1; });
input.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && !list.hidden) {
    event.preventDefault();
    // One place before the first option is the box itself.
    mark(((active + 1 + step + options.length + 1) % (options.length + 1)) - 1);
  } else if (event.key === "Enter" && active >= 0) {
    event.preventDefault();
    choose(options[active]);
  } else if (event.key === "Escape" && !list.hidden) {
    event.preventDefault();
    close();
  }
});
ask();
