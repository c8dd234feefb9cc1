// Dragging over the drawing chooses a span of time; a plain click follows the column's own link.
const drawing = document.querySelector(".timeline svg");
const form = document.querySelector(".span-form");
let start = null;

const column = (event) => event.target.closest?.(".timeline a");
const period = (link) => new URLSearchParams(link.getAttribute("href")).get("from");
const between = (a, b) => [period(a), period(b)].sort();

drawing?.addEventListener("pointerdown", (event) => { start = column(event); });
drawing?.addEventListener("dragstart", (event) => event.preventDefault());
drawing?.addEventListener("pointermove", (event) => {
  const end = column(event);
  if (!start || !end) return;
  const [first, last] = between(start, end);
  for (const each of drawing.querySelectorAll("a")) {
    each.classList.toggle("chosen", period(each) >= first && period(each) <= last);
  }
});
addEventListener("pointerup", (event) => {
  const end = column(event);
  if (start && end && end !== start) {
    const [first, last] = between(start, end);
    form.elements.from.value = first;
    form.elements.to.value = last;
    form.requestSubmit();
  }
  start = null;
});
