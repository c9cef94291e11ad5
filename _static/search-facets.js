// How a search is narrowed: what is left of its results, how many each further value would leave, and the form for it.

const version = new URL(import.meta.url).search;
const [{ made }, said, { language, monthYear, number, yearName }] = await Promise.all([
  `./search-result.js${version}`, `./search-words.js${version}`, `./words.js?v=${document.documentElement.dataset.words}`,
].map((script) => import(script)));
const AT_ONCE = 6; // values of a facet that are not folded away
export const FACETS = ["kind", "year", "category", "tag", "person", "org"];
export const monthName = (text) => monthYear(...text.split("-"));
export function label(facet, value) {
  if (facet === "year") return yearName(value);
  return (facet === "kind" ? said.KINDS[value] : undefined) ?? value;
}

// The results that are left, in the order that was asked for, and what further values would leave. `search` has the
// values that were chosen, by facet, and `from` and `to`, months. Within a facet any value will do.
export function narrow(results, { numbers, days, months, values }, search) {
  const picked = Object.entries(search.values).filter(([, given]) => given.length);
  const has = Object.fromEntries(picked.map(([facet, given]) =>
    [facet, new Set(given.flatMap((value) => values[facet]?.[value] ?? []))]));
  const inRange = (month) => (!search.from || month >= search.from) && (!search.to || (month && month <= search.to));
  const numbered = results.map((result) => ({ result, number: numbers.get(result.id) }));
  const hits = numbered.filter(({ number }) => inRange(months[number]));
  for (const hit of hits) hit.lacking = Object.keys(has).filter((facet) => !has[facet].has(hit.number));
  const byNumber = new Map(hits.map((hit) => [hit.number, hit]));
  const counts = Object.fromEntries(FACETS.map((facet) => {
    const counted = (number) => byNumber.get(number)?.lacking.every((one) => one === facet);
    const found = Object.entries(values[facet] ?? {}).map(([value, places]) => [value, places.filter(counted).length])
      .filter(([value, count]) => count || search.values[facet].includes(value));
    return [facet, found.sort((a, b) => (facet === "year" ? b[0] - a[0] : b[1] - a[1] || a[0].localeCompare(b[0], language)))];
  }));
  const left = hits.filter(({ lacking }) => !lacking.length);
  const sign = search.sort === "new" ? -1 : 1;
  // What has no date comes last.
  const byDate = (a, b) => (days[a] === null) - (days[b] === null) || sign * (days[a] - days[b]);
  if (search.sort) left.sort((a, b) => byDate(a.number, b.number));
  return { left: left.map(({ result }) => result), counts };
}

// Fill `form` anew; what was unfolded stays so, and what has the focus keeps it.
export function show(form, counts, months, search) {
  const unfolded = new Set([...form.querySelectorAll("details[open]")].map((details) => details.id));
  const focus = document.activeElement?.dataset.key;
  const sets = FACETS.filter((facet) => counts[facet].length > 1 || search.values[facet].length).map((facet) => {
    const boxes = counts[facet].map(([value, count]) => box(facet, value, count, search));
    const folded = boxes.slice(AT_ONCE);
    const set = made("fieldset", {}, made("legend", { textContent: said.FACETS[facet] }), ...boxes.slice(0, AT_ONCE));
    if (folded.length) {
      const id = `more-${facet}`;
      const open = unfolded.has(id) || folded.some((one) => one.querySelector(":checked"));
      const summary = made("summary", { "data-key": id, textContent: said.more(folded.length) });
      set.append(made("details", { id, open }, summary, ...folded));
    }
    return set;
  });
  form.replaceChildren(...sets, range(months, search));
  if (focus) form.querySelector(`[data-key="${CSS.escape(focus)}"]`)?.focus();
}

function box(facet, value, count, search) {
  const checked = search.values[facet].includes(value);
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
    select.value = search[name];
    return [made("label", { htmlFor: id, textContent: title }), select];
  });
  return made("fieldset", { className: "range" }, made("legend", { textContent: said.FACETS.date }), ...fields);
}
