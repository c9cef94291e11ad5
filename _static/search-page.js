// The search page: see keyboard.js, which loads this with the first letter, or where the address has a search. Query,
// facets, dates and order stand in the address, so that a search can be linked to, and Back works.

const version = new URL(import.meta.url).search;
const [{ facets, forget }, { ask, ways }, { item, made, say, told }, { FACETS, label, monthName, narrow, show }, said] =
  await Promise.all(["index", "query", "result", "facets", "words"].map((name) => import(`./search-${name}.js${version}`)));

const [list, status, more, help, input, sort, chosenList, hints, aside, form] = [
  "search-results", "search-status", "search-more", "search-help", "query", "search-sort", "search-chosen", "search-hints",
  "search-narrow", "search-facets",
].map((id) => document.getElementById(id));
const title = document.title;
const AT_ONCE = 8;

let asked = 0; // number of the latest search, so that a late answer to an earlier one is dropped
let rest = []; // results that are not shown yet
let shownFor = ""; // the query for which they are shown
let typing = false; // whether the address holds a query that is still being typed

// The search that the address stands for.
function wanted() {
  const given = new URLSearchParams(location.search);
  const values = Object.fromEntries(FACETS.map((facet) => [facet, given.getAll(facet)]));
  const one = (name, form) => (form.test(given.get(name) ?? "") ? given.get(name) : "");
  const [from, to] = ["from", "to"].map((name) => one(name, /^\d{4}-\d\d$/));
  return { query: given.get("q")?.trim() ?? "", from, to, sort: one("sort", /^(new|old)$/), values };
}

function addressOf({ query: q, values, from, to, sort }) {
  const address = new URL(location.pathname, location.origin);
  for (const [name, given] of Object.entries({ q, ...values, from, to, sort })) {
    for (const value of [given].flat().filter(Boolean)) address.searchParams.append(name, value);
  }
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

async function run() {
  const mine = ++asked;
  const search = wanted();
  document.title = search.query ? said.windowTitle(search.query, title) : title;
  if (!search.query && !isNarrow(search)) return nothingAsked();
  status.textContent = said.searching();
  chosen(search);
  try {
    const found = await ask(search.query);
    // What is asked for by words alone is shown before the facets are there.
    if (!isNarrow(search) && !search.sort) await put(search, found, found, mine);
    const known = found.length ? await facets().catch((error) => {
      if (isNarrow(search) || search.sort) throw error; // else it is only that there is nothing to narrow by
    }) : undefined;
    if (mine !== asked) return;
    const { left, counts } = known ? narrow(found, known, search) : { left: found };
    aside.hidden = !known;
    if (known) show(form, counts, known.months, search);
    if (!known || isNarrow(search) || search.sort) await put(search, found, left, mine);
    if (!found.length) await hint(search, mine);
  } catch {
    forget();
    if (mine !== asked) return;
    nothingAsked();
    say(status, said.unreadable(), again, true);
  }
}

function nothingAsked() {
  rest = [];
  status.textContent = "";
  for (const part of [list, hints, chosenList]) part.replaceChildren();
  aside.hidden = more.hidden = sort.parentElement.hidden = true;
  help.hidden = false;
}

async function put(search, found, left, mine) {
  const query = found.meant ?? search.query;
  const first = await Promise.all(left.slice(0, AT_ONCE).map((result) => item(result, query)));
  if (mine !== asked) return;
  [rest, shownFor] = [left.slice(AT_ONCE), query];
  const none = !left.length && found.length && isNarrow(search);
  say(status, none ? said.nothingLeft() : told(found, left.length, search.query), again);
  list.replaceChildren(...first);
  hints.replaceChildren();
  sort.value = search.sort;
  sort.parentElement.hidden = !left.length;
  help.hidden = left.length > 0;
  more.hidden = !rest.length;
}

// What the search is narrowed to, each to be taken back.
function chosen(search) {
  const shown = Object.entries(search.values).flatMap(([facet, values]) => values.map((value) => [
    said.filter(said.FACETS[facet], label(facet, value)),
    { ...search, values: { ...search.values, [facet]: values.filter((other) => other !== value) } },
  ]));
  if (search.from) shown.push([said.from(monthName(search.from)), { ...search, from: "" }]);
  if (search.to) shown.push([said.to(monthName(search.to)), { ...search, to: "" }]);
  if (shown.length > 1) shown.push([said.allOfThese(), { query: search.query, sort: search.sort, values: {} }]);
  chosenList.replaceChildren(...shown.map(([text, without]) => {
    return made("li", {}, made("a", { href: addressOf(without), textContent: text, "aria-label": said.takeBack(text) }));
  }));
}

// Where nothing was found, ways on.
async function hint(search, mine) {
  const links = (await ways(search.query)).map(([query, count]) =>
    made("li", {}, made("a", { href: addressOf({ ...search, query }), textContent: query }), ` ${said.results(count)}`));
  if (mine !== asked || !links.length) return;
  hints.replaceChildren(made("p", { textContent: said.somethingFor() }), made("ul", { className: "ways-on" }, ...links));
}

// What the form of facets says now.
function narrowed() {
  const given = new FormData(form);
  const values = Object.fromEntries(FACETS.map((facet) => [facet, given.getAll(facet)]));
  return { ...wanted(), values, from: given.get("from") ?? "", to: given.get("to") ?? "" };
}

let pause;
const typed = (still) => {
  clearTimeout(pause);
  go({ ...wanted(), query: input.value.trim() }, still);
};
input.addEventListener("input", () => {
  clearTimeout(pause);
  pause = setTimeout(typed, 250, true);
});
for (const one of [input.form, form]) one.addEventListener("submit", (event) => event.preventDefault());
input.form.addEventListener("submit", () => typed(false));
form.addEventListener("change", () => go(narrowed()));
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
function again() {
  input.focus();
  run();
}
addEventListener("popstate", restored);
more.addEventListener("click", async () => {
  const mine = asked;
  const items = await Promise.all(rest.splice(0, AT_ONCE).map((result) => item(result, shownFor))).catch(() => undefined);
  if (mine !== asked) return;
  if (!items) return say(status, said.unreadable(), again, true);
  list.append(...items);
  more.hidden = !rest.length;
  items[0]?.querySelector("a").focus();
});

aside.open = matchMedia("(min-width: 63em)").matches;
if (location.search) restored();
else typed(true);
