// The quick search on every page, opened by `/` or Ctrl-K: see keyboard.js. It is made when it is first opened.

const version = new URL(import.meta.url).search;
const page = document.querySelector("[data-search]").action;
const AT_ONCE = 6;

const style = document.createElement("link");
style.rel = "stylesheet";
style.href = new URL(`search.css${version}`, import.meta.url);
const [{ ask, item, load, results, told }] = await Promise.all([
  import(`./search.js${version}`),
  new Promise((done) => {
    style.onload = style.onerror = done;
    document.head.append(style);
  }),
]);

const dialog = document.createElement("dialog");
dialog.className = "search-box";
dialog.setAttribute("aria-label", "Quick search");
dialog.innerHTML = `
<form role="search" aria-label="Quick search">
  <input type="search" name="q" aria-label="Search the archive" placeholder="Search the archive" autocomplete="off">
  <button type="button">Close</button>
</form>
<p role="status"></p>
<ol class="results"></ol>
<p class="box-help"><a class="all-results" hidden></a><span><kbd>↑</kbd> <kbd>↓</kbd> move <kbd>Enter</kbd> opens <kbd>Esc</kbd> closes</span></p>`;
document.body.append(dialog);
const [form, input, button, status, list, all] = ["form", "input", "button", "[role=status]", "ol", ".all-results"].map(
  (selector) => dialog.querySelector(selector),
);
form.action = page;

let asked = 0;
async function show() {
  const mine = ++asked;
  const query = input.value.trim();
  const known = query ? await ask(query).catch(() => undefined) : [];
  const first = await Promise.all((known ?? []).slice(0, AT_ONCE).map((result) => result.data()));
  if (mine !== asked) return; // a later query is under way
  const place = [...list.querySelectorAll("a")].indexOf(document.activeElement);
  list.replaceChildren(...first.map((data) => item(data, query)));
  if (place >= 0) (list.querySelectorAll("a")[place] ?? input).focus();
  all.hidden = !query;
  all.href = `${page}?${new URLSearchParams({ q: query })}`;
  all.textContent = known?.length ? `All ${results(known.length)}` : "The search page";
  if (!known) status.textContent = "The search index cannot be read.";
  else status.textContent = query ? told(known, known.length, query) : "";
}

let pause;
input.addEventListener("input", () => {
  clearTimeout(pause);
  pause = setTimeout(show, 150);
});
dialog.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (key === "Escape") {
    // Else the first press would only empty the field.
    event.preventDefault();
    event.stopPropagation();
    dialog.close();
  } else if (key === "ArrowDown" || key === "ArrowUp") {
    event.preventDefault();
    const stops = [input, ...dialog.querySelectorAll("a:not([hidden])")];
    const step = key === "ArrowDown" ? 1 : -1;
    stops[(stops.indexOf(target) + step + stops.length) % stops.length].focus();
  } else if (target.matches("a") && key.length === 1 && key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey) {
    input.focus(); // which takes the letter
  }
});
button.addEventListener("click", () => dialog.close());
dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());

export function open() {
  if (!dialog.open) dialog.showModal();
  input.select();
  load().catch(() => {});
}
