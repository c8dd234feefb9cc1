// Dragging over the drawing chooses a span of time; a plain click follows the column's own link.
const drawing = document.querySelector(".timeline svg");
const form = document.querySelector(".span-form");
let start = null;

const column = (event) => event.target.closest?.("[data-period]");

drawing?.addEventListener("pointerdown", (event) => { start = column(event); });
drawing?.addEventListener("dragstart", (event) => event.preventDefault());
drawing?.addEventListener("pointermove", (event) => {
  const end = column(event);
  if (!start || !end) return;
  const [first, last] = [start.dataset.period, end.dataset.period].sort();
  for (const each of drawing.querySelectorAll("[data-period]")) {
    each.classList.toggle("chosen", each.dataset.period >= first && each.dataset.period <= last);
  }
});
addEventListener("pointerup", (event) => {
  const end = column(event);
  if (start && end && end !== start) {
    const [first, last] = [start.dataset.period, end.dataset.period].sort();
    form.elements.from.value = first;
    form.elements.to.value = last;
    form.requestSubmit();
  }
  start = null;
});
