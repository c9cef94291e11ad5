// How a search is narrowed: what is left of its results, how many each further value would leave, and the form for it.

export const FACETS = { kind: "Kind", year: "Year", category: "Category", tag: "Tag", person: "Person", org: "Organisation" };
const AT_ONCE = 6; // values of a facet that are not folded away
const language = document.documentElement.lang;
const month = new Intl.DateTimeFormat(language, { month: "long", timeZone: "UTC" });

// `hits` are numbers of documents in their order; `chosen` has the values by facet, and `from` and `to`, months.
// Within a facet any value will do; each facet narrows what the others leave.
export function narrow(hits, { months, values }, chosen) {
  const fails = new Uint8Array(months.length); // how many of the facets leave a document out
  const lacks = {}; // by facet, the documents that it leaves out
  for (const [facet, picked] of Object.entries(chosen.values)) {
    if (!picked.length) continue;
    lacks[facet] = new Uint8Array(months.length).fill(1);
    for (const value of picked) for (const place of values[facet]?.get(value) ?? []) lacks[facet][place] = 0;
    lacks[facet].forEach((lack, place) => (fails[place] += lack));
  }
  if (chosen.from || chosen.to) {
    months.forEach((month, place) => {
      if (!month || month < chosen.from || (chosen.to && month > chosen.to)) fails[place] += 99;
    });
  }
  const hit = new Uint8Array(months.length);
  for (const place of hits) hit[place] = 1;
  const counts = {};
  for (const facet of Object.keys(FACETS)) {
    const lack = lacks[facet];
    const counted = (place) => hit[place] && fails[place] === (lack?.[place] ?? 0);
    counts[facet] = [...(values[facet] ?? [])]
      .map(([value, places]) => [value, places.filter(counted).length])
      .filter(([value, count]) => count || chosen.values[facet].includes(value));
    const byCount = (a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1);
    counts[facet].sort(facet === "year" ? (a, b) => b[0] - a[0] : byCount);
  }
  return { left: hits.filter((place) => !fails[place]), counts };
}

// In the order that was asked for: what has no date comes last.
export function sorted(places, months, order) {
  if (!order) return places;
  const sign = order === "new" ? -1 : 1;
  return [...places].sort((a, b) => !months[a] - !months[b] || sign * (a - b));
}

const made = (tag, attributes = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), attributes);
  element.append(...children);
  return element;
};

// Fill `form` anew; what was unfolded stays so, and what has the focus keeps it.
export function show(form, counts, months, chosen, label) {
  const unfolded = new Set([...form.querySelectorAll("details[open]")].map((details) => details.dataset.facet));
  const focus = document.activeElement?.dataset.key;
  const sets = Object.entries(FACETS).filter(([facet]) => counts[facet].length > 1 || chosen.values[facet].length);
  form.replaceChildren(
    ...sets.map(([facet, title]) => {
      const boxes = counts[facet].map(([value, count]) => box(facet, value, count, chosen, label));
      const folded = boxes.slice(AT_ONCE);
      const set = made("fieldset", {}, made("legend", { textContent: title }), ...boxes.slice(0, AT_ONCE));
      if (folded.length) {
        const open = unfolded.has(facet) || folded.some((one) => one.querySelector(":checked"));
        const details = made("details", { open }, made("summary", { textContent: `${folded.length} more` }), ...folded);
        details.dataset.facet = facet;
        details.firstChild.dataset.key = `more ${facet}`;
        set.append(details);
      }
      return set;
    }),
    range(months, chosen),
  );
  if (focus) form.querySelector(`[data-key="${CSS.escape(focus)}"]`)?.focus();
}

function box(facet, value, count, chosen, label) {
  const checked = chosen.values[facet].includes(value);
  const input = made("input", { type: "checkbox", name: facet, value, checked });
  input.dataset.key = `${facet} ${value}`;
  const number = made("span", { className: "count", textContent: count.toLocaleString(language) });
  return made("label", {}, input, made("span", { textContent: label(facet, value) }), number);
}

function range(months, chosen) {
  const known = [...new Set(months)].filter(Boolean);
  const set = made("fieldset", { className: "range" }, made("legend", { textContent: "Date" }));
  for (const [name, title, none] of [["from", "From", "the beginning"], ["to", "To", "the end"]]) {
    const select = made("select", { name, id: `search-${name}`, autocomplete: "off" }, new Option(none, ""));
    for (const year of new Set(known.map((one) => one.slice(0, 4)))) {
      const group = select.appendChild(made("optgroup", { label: year }));
      for (const one of known.filter((other) => other.startsWith(year))) {
        group.append(new Option(monthName(one), one));
      }
    }
    select.value = chosen[name];
    select.dataset.key = name;
    set.append(made("label", { htmlFor: select.id, textContent: title }), select);
  }
  return set;
}

export const monthName = (text) => `${month.format(new Date(`${text}-15`))} ${text.slice(0, 4)}`;
