/** Open the list of keys over the page; where that fails, go to it. */
export async function showKeys(link) {
  if (document.querySelector("dialog[open]")) return;
  try {
    const page = new DOMParser().parseFromString(await (await fetch(link.href)).text(), "text/html");
    document.head.append(document.importNode(page.querySelector("link[href*='css/dialog']"), true));
    const dialog = document.createElement("dialog");
    const close = Object.assign(document.createElement("button"), { className: "btn", textContent: link.dataset.close });
    close.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => dialog.remove());
    dialog.append(page.querySelector("[aria-labelledby=keys] h2"), page.querySelector("[aria-labelledby=keys] table"), close);
    dialog.setAttribute("aria-labelledby", "keys");
    document.body.append(dialog);
    dialog.showModal();
  } catch {
    link.click();
  }
}
