// The quick search on every page, opened by `/` or Ctrl-K: see keyboard.js. It is made when it is first opened.

const version = new URL(import.meta.url).search;
const page = document.querySelector("[data-search]").action;
const AT_ONCE = 6;

const style = document.createElement("link");
style.rel = "stylesheet";
style.href = new URL(`search.css${version}`, import.meta.url);
const [{ ask, asks, forget, load }, { item, made, say, told }, said] = await Promise.all([
  ...["engine", "result", "words"].map((name) => import(`./search-${name}.js${version}`)),
  new Promise((done) => {
    style.onload = style.onerror = done;
    document.head.append(style);
  }),
]);

const dialog = made("dialog", { className: "search-box", "aria-label": said.quickSearch(), innerHTML: `
<form role="search"><input type="search" name="q" autocomplete="off"><button type="button"></button></form>
<p role="status"></p>
<ol class="results"></ol>
<p class="box-help"><a class="all-results" hidden></a><span>${said.keys()}</span></p>` });
document.body.append(dialog);
const [form, input, button, status, list, all] = ["form", "input", "button", "[role=status]", "ol", ".all-results"].map(
  (selector) => dialog.querySelector(selector),
);
form.action = page;
form.setAttribute("aria-label", said.quickSearch());
input.setAttribute("aria-label", said.searchArchive());
input.placeholder = said.searchArchive();
button.textContent = said.close();

let asked = 0; // number of the latest query, so that a late answer to an earlier one is dropped
async function show() {
  const mine = ++asked;
  const typed = input.value.trim();
  const query = asks(typed) ? typed : "";
  let [found, first, failed] = [[], [], false];
  try {
    if (query) found = await ask(query);
    first = await Promise.all(found.slice(0, AT_ONCE).map((result) => item(result, found.meant ?? query)));
  } catch {
    [found, failed] = [[], true];
    forget();
  }
  if (mine !== asked) return;
  const place = [...list.querySelectorAll("a")].indexOf(document.activeElement);
  list.replaceChildren(...first);
  if (place >= 0) (list.querySelectorAll("a")[place] ?? input).focus();
  all.hidden = !query;
  all.href = `${page}?${new URLSearchParams({ q: query })}`;
  all.textContent = found.length ? said.allResults(found.length) : said.searchPage();
  say(status, failed ? said.unreadableHere() : query && told(found, found.length, query), again, failed);
}

function again() {
  input.focus();
  show();
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
