// The search page: see keyboard.js, which loads this with the first letter, or where the address has a search. Query,
// facets, dates and order stand in the address, so that a search can be linked to, and Back works.

const version = new URL(import.meta.url).search;
const [{ ask, facets, item, KINDS, load, results, told }, { FACETS, monthName, narrow, show, sorted }] =
  await Promise.all(["", "-facets", "-engine", "-ranking", "-spelling"].map((name) => import(`./search${name}.js${version}`)));

const at = (id) => document.getElementById(id);
const [list, status, more, input, sort, chosenList, hints, aside, form] = [
  "search-results", "search-status", "search-more", "query", "search-sort", "search-chosen", "search-hints",
  "search-narrow", "search-facets",
].map(at);
const title = document.title;
const AT_ONCE = 8;

let asked = 0; // number of the latest search, so that a late answer to an earlier one is dropped
let rest = []; // results that are not shown yet
let typing = false; // whether the address holds a query that is still being typed
let known; // the facets, once they are here; null if they cannot be read

// The search that the address stands for.
function wanted() {
  const given = new URLSearchParams(location.search);
  const values = Object.fromEntries(Object.keys(FACETS).map((facet) => [facet, given.getAll(facet)]));
  const one = (name, form) => (form.test(given.get(name) ?? "") ? given.get(name) : "");
  return {
    query: given.get("q")?.trim() ?? "",
    from: one("from", /^\d{4}-\d\d$/), to: one("to", /^\d{4}-\d\d$/), sort: one("sort", /^(new|old)$/), values,
  };
}

function addressOf(search) {
  const address = new URL(location.pathname, location.origin);
  const put = (name, value) => value && address.searchParams.append(name, value);
  put("q", search.query);
  for (const [facet, values] of Object.entries(search.values)) for (const value of values) put(facet, value);
  for (const name of ["from", "to", "sort"]) put(name, search[name]);
  return address;
}

const isNarrow = (search) => Boolean(search.from || search.to || Object.values(search.values).flat().length);

// What is typed in one go is one step of the browser's history.
function go(search, still = false) {
  const address = addressOf(search);
  if (address.href !== location.href) {
    history[typing ? "replaceState" : "pushState"](null, "", address);
    run();
  }
  typing = still;
}

async function facts() {
  known ??= await Promise.all([facets(), load()])
    .then(([found, { total }]) => (found.months.length === total ? found : null))
    .catch(() => null);
  return known;
}

async function run() {
  const mine = ++asked;
  const search = wanted();
  document.title = search.query ? `${search.query} – ${title}` : title;
  if (!search.query && !isNarrow(search)) return nothingAsked();
  status.textContent = "Searching …";
  try {
    const [found, facets] = await Promise.all([ask(search.query), facts()]);
    if (mine !== asked) return;
    let left = found;
    if (facets) {
      const byNumber = new Map(found.map((result) => [result.id, result]));
      const narrowed = narrow([...byNumber.keys()], facets, search);
      left = sorted(narrowed.left, facets.months, search.sort).map((number) => byNumber.get(number));
      show(form, narrowed.counts, facets.months, search, label);
    }
    aside.hidden = !facets || !found.length;
    chosen(search);
    await put(search, found, left, mine);
    if (!left.length) await hint(search, found, mine);
  } catch {
    if (mine !== asked) return;
    nothingAsked();
    status.textContent = "The search index cannot be read: it may have changed, then load this page again, or be missing.";
  }
}

function nothingAsked() {
  rest = [];
  status.textContent = "";
  for (const part of [list, hints, chosenList]) part.replaceChildren();
  aside.hidden = more.hidden = sort.parentElement.hidden = true;
  at("search-help").hidden = false;
}

async function put(search, found, left, mine) {
  const first = await Promise.all(left.slice(0, AT_ONCE).map((result) => result.data()));
  if (mine !== asked) return;
  rest = left.slice(AT_ONCE);
  const none = !left.length && found.length && isNarrow(search);
  status.textContent = none ? "Nothing is left. Take back what it is narrowed to:" : told(found, left.length, search.query);
  list.replaceChildren(...first.map((data) => item(data, search.query)));
  hints.replaceChildren();
  sort.value = search.sort;
  sort.parentElement.hidden = !left.length;
  at("search-help").hidden = left.length > 0;
  more.hidden = !rest.length;
}

const label = (facet, value) => (facet === "kind" ? KINDS[value] ?? value : value);

// What the search is narrowed to, each to be taken back.
function chosen(search) {
  const parts = Object.entries(search.values).flatMap(([facet, values]) => values.map((value) => [facet, value]));
  const shown = parts.map(([facet, value]) => [
    `${FACETS[facet]}: ${label(facet, value)}`,
    { ...search, values: { ...search.values, [facet]: search.values[facet].filter((other) => other !== value) } },
  ]);
  if (search.from) shown.push([`From ${monthName(search.from)}`, { ...search, from: "" }]);
  if (search.to) shown.push([`To ${monthName(search.to)}`, { ...search, to: "" }]);
  const none = Object.fromEntries(Object.keys(FACETS).map((facet) => [facet, []]));
  if (shown.length > 1) shown.push(["All of these", { ...search, values: none, from: "", to: "" }]);
  chosenList.replaceChildren(...shown.map(([text, without]) => {
    const link = Object.assign(document.createElement("a"), { href: addressOf(without), textContent: text });
    link.setAttribute("aria-label", `Take back: ${text}`);
    return listed(link);
  }));
}

const listed = (...nodes) => {
  const li = document.createElement("li");
  li.append(...nodes);
  return li;
};

// Where nothing was found, ways on: their module comes when it is needed.
async function hint(search, found, mine) {
  if (found.length || mine !== asked) return;
  const { ways } = await import(`./search-hints.js${version}`);
  const links = (await ways(search.query, ask)).map(([query, count]) => {
    const link = Object.assign(document.createElement("a"), { href: addressOf({ ...search, query }), textContent: query });
    return listed(link, ` ${results(count)}`);
  });
  if (mine !== asked || !links.length) return;
  const about = Object.assign(document.createElement("p"), { textContent: "There is something for" });
  const list = Object.assign(document.createElement("ul"), { className: "ways-on" });
  list.append(...links);
  hints.replaceChildren(about, list);
}

// What the form of facets says now.
function narrowed() {
  const search = wanted();
  const given = new FormData(form);
  for (const facet of Object.keys(FACETS)) search.values[facet] = given.getAll(facet);
  return { ...search, from: given.get("from") ?? "", to: given.get("to") ?? "" };
}

let pause;
input.addEventListener("input", () => {
  clearTimeout(pause);
  pause = setTimeout(() => go({ ...wanted(), query: input.value.trim() }, true), 250);
});
input.form.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(pause);
  go({ ...wanted(), query: input.value.trim() });
});
form.addEventListener("change", () => go(narrowed()));
form.addEventListener("submit", (event) => event.preventDefault());
sort.addEventListener("change", () => go({ ...wanted(), sort: sort.value }));
// Ways to another search lead there without loading the page anew.
document.querySelector(".search-page").addEventListener("click", (event) => {
  const link = event.target.closest("#search-chosen a, #search-hints a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  history.pushState(null, "", link.href);
  restored();
  input.focus();
});
function restored() {
  typing = false;
  input.value = wanted().query;
  run();
}
addEventListener("popstate", restored);
more.addEventListener("click", async () => {
  const mine = asked;
  const next = await Promise.all(rest.splice(0, AT_ONCE).map((result) => result.data()));
  if (mine !== asked) return;
  const items = next.map((data) => item(data, wanted().query));
  list.append(...items);
  more.hidden = !rest.length;
  items[0]?.querySelector("a").focus();
});

aside.open = matchMedia("(min-width: 63em)").matches;
if (location.search) restored();
else go({ ...wanted(), query: input.value.trim() }, true);
