// The search page: asks Pagefind's index, which is fetched with the first query. The query stands in the address.

const list = document.getElementById("search-results");
const status = document.getElementById("search-status");
const help = document.getElementById("search-help");
const more = document.getElementById("search-more");
const input = document.getElementById("query");
const title = document.title;
const day = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long", timeZone: "UTC" });
const AT_ONCE = 10;

let engine; // a promise of the search, once it was asked for
let asked = 0; // number of the latest query, so that a late answer to an earlier one is dropped
let rest = []; // results that are not shown yet
let typing = false; // whether the address holds a query that is still being typed

const queryInAddress = () => new URLSearchParams(location.search).get("q")?.trim() ?? "";

function load() {
  const address = new URL(`${list.dataset.bundle}pagefind.js`, location.href);
  engine ??= Promise.all([import("./search-ranking.js"), import(address)]).then(async ([{ find, options }, pagefind]) => {
    await pagefind.options(options);
    return (query) => find(pagefind, query);
  });
  return engine;
}

async function show(query) {
  const mine = ++asked;
  document.title = query ? `${query} – ${title}` : title;
  if (!query) return put("", [], false);
  status.textContent = "Searching …";
  try {
    const { results } = await (await load())(query);
    if (mine !== asked) return;
    const count = `${results.length.toLocaleString(document.documentElement.lang)} result${results.length === 1 ? "" : "s"}`;
    await put(results.length ? `${count} for “${query}”` : `Nothing was found for “${query}”.`, results, results.length > 0);
  } catch {
    engine = undefined;
    if (mine === asked) put("The search index cannot be read: this copy of the site may have been built without it.", [], false);
  }
}

async function put(message, results, found) {
  const mine = asked;
  const first = await Promise.all(results.slice(0, AT_ONCE).map((result) => result.data()));
  if (mine !== asked) return;
  rest = results.slice(AT_ONCE);
  status.textContent = message;
  list.replaceChildren(...first.map(item));
  help.hidden = found;
  more.hidden = rest.length === 0;
}

function item({ url, excerpt, meta }) {
  const li = document.createElement("li");
  const link = li.appendChild(document.createElement("a"));
  link.href = url;
  link.textContent = meta.title || url;
  if (meta.date) {
    const time = document.createElement("time");
    time.dateTime = meta.date;
    time.textContent = day.format(new Date(meta.date.slice(0, 10)));
    li.append(" ", time);
  }
  li.appendChild(document.createElement("p")).append(...marked(excerpt));
  return li;
}

// Of Pagefind's excerpt only the text and its marks are taken.
function marked(excerpt) {
  const { body } = new DOMParser().parseFromString(excerpt, "text/html");
  return [...body.childNodes].map((node) => {
    if (node.nodeName !== "MARK") return node.textContent;
    const mark = document.createElement("mark");
    mark.textContent = node.textContent;
    return mark;
  });
}

// What is typed in one go is one step of the browser's history.
function ask(query, still) {
  const address = new URL(location.href);
  if (query) address.searchParams.set("q", query);
  else address.searchParams.delete("q");
  if (address.href !== location.href) {
    history[typing ? "replaceState" : "pushState"](null, "", address);
    show(query);
  }
  typing = still;
}

let pause;
input.addEventListener("input", () => {
  clearTimeout(pause);
  pause = setTimeout(() => ask(input.value.trim(), true), 250);
});
input.form.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(pause);
  ask(input.value.trim(), false);
});
addEventListener("popstate", () => {
  typing = false;
  input.value = queryInAddress();
  show(input.value);
});
more.addEventListener("click", async () => {
  const next = await Promise.all(rest.splice(0, AT_ONCE).map((result) => result.data()));
  const items = next.map(item);
  list.append(...items);
  more.hidden = rest.length === 0;
  items[0]?.querySelector("a").focus();
});

input.value = queryInAddress();
if (input.value) show(input.value);
else input.focus();
