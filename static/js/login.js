// Who signs in is offered to take the notes of this browser into their account.
const offer = document.querySelector("#take");
let stored = null;
try { stored = localStorage.getItem("notes"); } catch { /* this browser keeps nothing */ }
if (offer && stored) {
  offer.hidden = false;
  const form = offer.closest("form"), box = offer.querySelector("input");
  form.addEventListener("submit", () => { if (box.checked) form.elements.next.value = offer.dataset.next; });
}
