// Says how many files or batches are chosen. Without this script the choice works all the same.
const said = document.querySelector("[data-picked]");
if (said) {
  const words = said.textContent;
  const count = () => document.querySelectorAll(".pick:is([name=file], [name=batch]):checked").length;
  const say = () => { said.textContent = count() ? `${words} ${count().toLocaleString(document.documentElement.lang === "ar" ? "ar-EG" : "en")}` : words; };
  document.addEventListener("change", (event) => { if (event.target.matches(".pick")) say(); });
  say();
}
