// The search page: see keyboard.js, which loads this with the first letter, or where the address has a search. Query,
// facets, dates and order stand in the address, so that a search can be linked to, and Back works.

const version = new URL(import.meta.url).search;
const [{ ask, asks, facets, forget, ways }, { item, made, say, told }, said, cldr] = await Promise.all([
  ...["engine", "result", "words"].map((name) => `./search-${name}.js${version}`),
  `./words.js?v=${document.documentElement.dataset.words}`,
].map((script) => import(script)));
const { language, monthYear, number, yearName } = cldr;

const [list, status, more, help, input, sort, chosenList, hints, aside, form] = [
  "search-results", "search-status", "search-more", "search-help", "query", "search-sort", "search-chosen", "search-hints",
  "search-narrow", "search-facets",
].map((id) => document.getElementById(id));
const title = document.title;
const AT_ONCE = 8;
const UNFOLDED = 6; // values of a facet that are not folded away
const FACETS = ["kind", "year", "category", "tag", "person", "org"];
const MONTH = /^\d{4}-\d\d$/;
// The parts of a search, as they stand in an address: words, what it is narrowed to, and an order.
const PARTS = {
  q: { test: asks }, ...Object.fromEntries(FACETS.map((facet) => [facet, /./])), from: MONTH, to: MONTH, sort: /^(new|old)$/,
};
const narrows = ([name]) => name !== "q" && name !== "sort";

let asked = 0; // number of the latest search, so that a late answer to an earlier one is dropped
let rest = []; // results that are not shown yet
let shownFor = ""; // the query for which they are shown
let typing = false; // whether the address holds a query that is still being typed

// The search that the address stands for, but for what these fields say now.
function wanted(...fields) {
  const given = new URLSearchParams(location.search);
  for (const { name } of fields) given.delete(name);
  for (const { name, value, type, checked } of fields) if (type !== "checkbox" || checked) given.append(name, value.trim());
  const search = new URLSearchParams();
  for (const [part, form] of Object.entries(PARTS))
    for (const value of given.getAll(part)) if (form.test(value)) search.append(part, value);
  return search;
}

const addressOf = (search) => (search.size ? `?${search}` : location.pathname);

// What is typed in one go is one step of the browser's history.
let pause;
function go(search, still = false) {
  clearTimeout(pause);
  if (String(search) !== String(wanted())) {
    history[typing ? "replaceState" : "pushState"](null, "", addressOf(search));
    run();
  }
  typing = still;
}

async function run() {
  const mine = ++asked;
  const search = wanted();
  const query = search.get("q")?.trim() ?? "";
  const narrowed = [...search].some(narrows);
  document.title = query ? said.windowTitle(query, title) : title;
  if (!query && !narrowed) return nothingAsked();
  status.textContent = said.searching();
  chosen(search);
  const byWords = !narrowed && !search.has("sort");
  const put = async (found, left) => {
    const shown = found.meant ?? query;
    const first = await Promise.all(left.slice(0, AT_ONCE).map((result) => item(result, shown)));
    if (mine !== asked) return;
    [rest, shownFor] = [left.slice(AT_ONCE), shown];
    say(status, !left.length && found.length ? said.nothingLeft() : told(found, left.length, query), again);
    list.replaceChildren(...first);
    hints.replaceChildren();
    sort.value = search.get("sort") ?? "";
    sort.parentElement.hidden = !left.length;
    help.hidden = left.length > 0;
    more.hidden = !rest.length;
  };
  try {
    const found = await ask(query);
    // What is asked for by words alone is shown before the facets are there.
    if (byWords) await put(found, found);
    const known = found.length ? await facets().catch((error) => {
      if (!byWords) throw error; // else it is only that there is nothing to narrow by
    }) : undefined;
    if (mine !== asked) return;
    const { left, counts } = known ? narrow(found, known, search) : { left: found };
    aside.hidden = !known;
    if (known) show(counts, known, search);
    if (!known || !byWords) await put(found, left);
    if (!found.length) await hint(search, query, mine);
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

const monthName = (text) => monthYear(...text.split("-"));
const label = (facet, value) => (facet === "year" ? yearName(value) : (facet === "kind" && said.KINDS[value]) || value);

// What the search is narrowed to, each to be taken back.
function chosen(search) {
  const links = [...search].filter(narrows).map(([name, value]) => {
    const without = new URLSearchParams(search);
    without.delete(name, value);
    const month = PARTS[name] === MONTH && monthName(value);
    return [month ? said[name](month) : said.filter(said.FACETS[name], label(name, value)), without];
  });
  const none = new URLSearchParams([...search].filter((part) => !narrows(part)));
  if (links.length > 1) links.push([said.allOfThese(), none]);
  chosenList.replaceChildren(...links.map(([text, without]) =>
    made("li", {}, made("a", { href: addressOf(without), textContent: text, "aria-label": said.takeBack(text) }))));
}

// Where nothing was found, ways on.
async function hint(search, query, mine) {
  const links = (await ways(query)).map(([q, count]) => {
    const other = new URLSearchParams(search);
    other.set("q", q);
    return made("li", {}, made("a", { href: addressOf(other), textContent: q }), ` ${said.results(count)}`);
  });
  if (mine !== asked || !links.length) return;
  hints.replaceChildren(made("p", { textContent: said.somethingFor() }), made("ul", { className: "ways-on" }, ...links));
}

// The results that are left, in the order that was asked for, and how many of them each further value would leave, by
// facet. Within a facet any of the chosen values will do.
function narrow(results, known, search) {
  const picked = FACETS.map((facet) => [facet, search.getAll(facet)]).filter(([, values]) => values.length);
  const counts = Object.fromEntries(FACETS.map((facet) => [facet, new Map(search.getAll(facet).map((value) => [value, 0]))]));
  const [from, to, order] = ["from", "to", "sort"].map((name) => search.get(name));
  const left = [];
  for (const result of results) {
    const { day, month, values } = known.get(result.id);
    if ((from && month < from) || (to && (!month || month > to))) continue;
    const lacking = picked.filter(([facet, any]) => !values.some(([name, value]) => name === facet && any.includes(value)));
    for (const [facet, value] of values)
      if (lacking.every(([other]) => other === facet)) counts[facet].set(value, (counts[facet].get(value) ?? 0) + 1);
    if (!lacking.length) left.push({ result, day });
  }
  const sign = order === "new" ? -1 : 1;
  // What has no date comes last.
  if (order) left.sort((a, b) => (a.day === null) - (b.day === null) || sign * (a.day - b.day));
  return { left: left.map(({ result }) => result), counts };
}

// Fill the form of facets anew; what was unfolded stays so, and what has the focus keeps it.
function show(counts, known, search) {
  const unfolded = new Set([...form.querySelectorAll("details[open]")].map((details) => details.id));
  const focus = document.activeElement?.dataset.key;
  const sets = FACETS.filter((facet) => counts[facet].size > 1 || search.has(facet)).map((facet) => {
    const order = (a, b) => (facet === "year" ? b[0] - a[0] : b[1] - a[1] || a[0].localeCompare(b[0], language));
    const boxes = [...counts[facet]].sort(order).map(([value, count]) => box(facet, value, count, search));
    const folded = boxes.slice(UNFOLDED);
    const set = made("fieldset", {}, made("legend", { textContent: said.FACETS[facet] }), ...boxes.slice(0, UNFOLDED));
    if (folded.length) {
      const id = `more-${facet}`;
      const open = unfolded.has(id) || folded.some((one) => one.querySelector(":checked"));
      const summary = made("summary", { "data-key": id, textContent: said.more(folded.length) });
      set.append(made("details", { id, open }, summary, ...folded));
    }
    return set;
  });
  form.replaceChildren(...sets, range([...known.values()].map(({ month }) => month), search));
  if (focus) form.querySelector(`[data-key="${CSS.escape(focus)}"]`)?.focus();
}

function box(facet, value, count, search) {
  const checked = search.getAll(facet).includes(value);
  const input = made("input", { type: "checkbox", name: facet, value, checked, "data-key": `${facet} ${value}` });
  const counted = made("span", { className: "count", textContent: number(count) });
  return made("label", {}, input, made("span", { textContent: label(facet, value) }), counted);
}

function range(months, search) {
  const known = [...new Set(months)].filter(Boolean).sort();
  const ends = [["from", said.fromLabel(), said.fromNone()], ["to", said.toLabel(), said.toNone()]];
  const fields = ends.flatMap(([name, title, none]) => {
    const id = `search-${name}`;
    const select = made("select", { name, id, autocomplete: "off", "data-key": name }, new Option(none, ""));
    for (const year of new Set(known.map((one) => one.slice(0, 4)))) {
      const options = known.filter((one) => one.startsWith(year)).map((one) => new Option(monthName(one), one));
      select.append(made("optgroup", { label: yearName(year) }, ...options));
    }
    select.value = search.get(name) ?? "";
    return [made("label", { htmlFor: id, textContent: title }), select];
  });
  return made("fieldset", { className: "range" }, made("legend", { textContent: said.FACETS.date }), ...fields);
}

input.addEventListener("input", () => {
  clearTimeout(pause);
  pause = setTimeout(() => go(wanted(input), true), 250);
});
for (const one of [input.form, form]) one.addEventListener("submit", (event) => event.preventDefault());
input.form.addEventListener("submit", () => go(wanted(input)));
form.addEventListener("change", () => go(wanted(input, ...form.querySelectorAll("[name]"))));
sort.addEventListener("change", () => go(wanted(input, sort)));
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
  input.value = wanted().get("q") ?? "";
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
else go(wanted(input), true);
