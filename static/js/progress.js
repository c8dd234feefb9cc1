// Shows how far the files are read without loading the page anew; without this script the page reloads itself.
const EVERY = 1500; // milliseconds

async function look() {
  const live = document.querySelector("[data-live][data-refresh]");
  if (!live) return;
  const chosen = live.querySelector(".pick:checked"); // a choice is not taken away from whoever makes it
  const busy = chosen || live.contains(document.activeElement) && document.activeElement.matches("select, input, textarea");
  if (!busy && !document.hidden) {
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      if (!answer.ok || answer.redirected) throw new Error("signed out");
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-live]");
      if (fresh) live.replaceWith(document.adoptNode(fresh));
    } catch { /* the server is away for a moment: the next look may find it */ }
  }
  setTimeout(look, EVERY);
}

setTimeout(look, EVERY);
