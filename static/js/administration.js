// Fields in which one types to find a row: the script that makes them, and makes them anew, gives them no name.
const FIELDS = "[role=combobox], [role=textbox], [role=searchbox], [type=search]";

function name(select) {
  const label = document.querySelector(`label[for="${select.id}"]`)?.textContent.trim() ?? "";
  const made = select.parentElement.querySelector(".select2-container");
  for (const field of made?.querySelectorAll(FIELDS) ?? []) {
    if (field.getAttribute("aria-label") === label) continue;
    field.removeAttribute("aria-labelledby");
    field.setAttribute("aria-label", label);
  }
  made?.querySelector("ul.select2-selection__rendered:not([role])")?.setAttribute("role", "presentation");
}

const all = () => document.querySelectorAll("select.admin-autocomplete").forEach(name);
if (document.querySelector("select.admin-autocomplete")) new MutationObserver(all).observe(document.body, { childList: true, subtree: true });
all();
