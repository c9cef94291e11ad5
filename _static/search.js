// The search itself: what the search page and the quick search share. It comes with the first of them, and Pagefind's
// engine and index, of which it fetches what a query needs, with it.

const version = new URL(import.meta.url).search; // the same for all these scripts, so that none meets an old one
const [{ split, start, unpacked }, { find, ranking }] =
  await Promise.all(["engine", "ranking"].map((name) => import(`./search-${name}.js${version}`)));
const language = document.documentElement.lang;
const day = new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: "UTC" });
export const KINDS = { post: "Posts", comment: "Comments", page: "Standing pages", name: "Names" };
const KIND = { comment: "Comment", page: "Page", name: "Name" };
const LONGEST = 45; // words of a sentence that is shown

let engine; // a promise of Pagefind's engine, once it was asked for

export function load() {
  engine ??= start(ranking);
  engine.catch(() => (engine = undefined));
  return engine;
}

// What is in quotation marks, and the words beside it.
export function parsed(query) {
  const phrases = [];
  const words = query.replace(/["“”„«»]([^"“”„«»]*)["“”„«»]?/g, (_, phrase) => {
    if (phrase.trim()) phrases.push(phrase.trim());
    return " ";
  });
  return { phrases, words: words.trim().replace(/\s+/g, " ") };
}

// The results, the best first: all documents, where the query is empty. Of the list, `meant` is the query in the spelling
// of the archive, where that is another.
export async function ask(query) {
  const engine = await load();
  const { phrases, words } = parsed(query);
  if (!words && !phrases.length) return engine.all();
  const asked = [...(words ? [words] : []), ...phrases.map((phrase) => `"${phrase}"`)];
  const answers = await Promise.all(asked.map((part) => find(engine, part)));
  const [first, ...others] = answers.map(({ results }) => new Map(results.map((result) => [result.id, result])));
  // Ordered by the words, and shown where the phrase is.
  const shown = others.at(-1) ?? first;
  const left = [...first.keys()].filter((id) => others.every((other) => other.has(id))).map((id) => shown.get(id));
  return Object.assign(left, { meant: answers[0].meant });
}

// By what results can be narrowed: see searchfacets.py for the file.
export async function facets() {
  const bytes = await unpacked("facets", { cache: "no-cache" });
  const end = bytes.indexOf(0);
  const { month: runs, ...counts } = JSON.parse(new TextDecoder().decode(bytes.subarray(0, end)));
  const months = runs.flatMap(([month, count]) => Array(count).fill(month));
  const found = { year: new Map() };
  months.forEach((month, number) => {
    const year = month.slice(0, 4);
    if (year) found.year.set(year, [...(found.year.get(year) ?? []), number]);
  });
  let at = end + 1;
  for (const [facet, values] of Object.entries(counts)) {
    found[facet] = new Map();
    for (const [value, count] of values) {
      const places = [];
      for (let place = -1; places.length < count; places.push(place)) {
        for (place += 1; bytes[at] === 255; at += 1) place += 255;
        place += bytes[at++];
      }
      found[facet].set(value, places);
    }
  }
  return { months, values: found };
}

// A result as an item of a list. What was found is handed on to its page, to be marked there.
export function item(data, query) {
  const { kind: [kind] = [], date: [date] = [], category = [], on: [on] = [], language: [spoken] = [] } = data.filters;
  const { words, meta: { title = data.url } } = data;
  // The title stands first in the text too.
  const hit = kind === "comment" ? comment(data) : { title, from: split(title).length, to: Infinity };
  const address = new URL(data.url, location.href);
  for (const mark of marked(data, hit, query)) address.searchParams.append("highlight", mark);
  if (hit.id) address.hash = hit.id;

  const li = document.createElement("li");
  if (spoken) li.lang = spoken;
  const link = li.appendChild(document.createElement("a"));
  link.href = address;
  const named = on ? [] : split(hit.title);
  // It stands word for word at the beginning of the text; Pagefind puts a full stop after it.
  if (named.length && named.every((word, i) => [word, `${word}.`].includes(words[i]))) link.append(...withMarks(named, 0, places(data)));
  else link.textContent = on ? `${hit.title} on ${on}` : hit.title;
  const about = li.appendChild(document.createElement("p"));
  about.className = "about-result";
  const said = hit.date ?? date;
  if (said) {
    const time = about.appendChild(document.createElement("time"));
    time.dateTime = said;
    time.textContent = day.format(new Date(said.slice(0, 10)));
  }
  const sort = [KIND[kind], ...category].filter(Boolean).join(" · ");
  about.append(said && sort ? " · " : "", sort);
  if (hit.others) about.append(` · and ${hit.others} more here`);
  li.appendChild(document.createElement("p")).append(...sentence(data, hit));
  return li;
}

const bare = (word) => word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "").toLowerCase();

// The comment in which most was found: its anchor says its date and its place on the page.
function comment({ hits, anchors }) {
  const end = ({ location: from }) => Math.min(...anchors.map(({ location }) => location).filter((begin) => begin > from));
  const weighed = anchors.map((anchor) => {
    const within = hits.filter(({ place }) => place >= anchor.location && place < end(anchor));
    return { anchor, weight: within.reduce((sum, { score }) => sum + score, 0) };
  }).sort((a, b) => b.weight - a.weight);
  const [{ anchor }] = weighed;
  const [date, place] = anchor.id.split(/#(.*)/s);
  const others = weighed.filter(({ weight }) => weight).length - 1;
  return { from: anchor.location, to: end(anchor), title: anchor.text, id: place, date: date || undefined, others };
}

// What is to be marked on the page: phrases as they were typed, and words as they stand there.
function marked({ hits, words }, { from, to, id }, query) {
  const { phrases, words: typed } = parsed(query);
  if (phrases.length) return [...phrases, ...(typed ? typed.split(" ") : [])];
  const found = hits.filter(({ place }) => !id || (place >= from && place < to)).map(({ place }) => bare(words[place] ?? ""));
  return [...new Set(found)].filter(Boolean).slice(0, 8);
}

// The sentence in which most was found, and what follows it where it is short.
function sentence({ hits, words }, { from, to }) {
  const end = Math.min(to, words.length);
  const within = hits.filter(({ place }) => place >= from && place < end);
  const score = (place) => within.reduce((sum, one) =>
    sum + (one.place >= place && one.place < place + LONGEST / 2 ? one.score : 0), 0);
  let begin = from;
  if (within.length) begin = within.map(({ place }) => place).sort((a, b) => score(b) - score(a) || a - b)[0];
  const hit = begin;
  const ends = (word) => /[.!?…]["'”’)\]]*$/.test(word);
  while (begin > from && hit - begin < LONGEST / 2 && !ends(words[begin - 1])) begin -= 1;
  let stop = Math.min(end, hit + 1);
  while (stop < end && stop - begin < LONGEST && !(ends(words[stop - 1]) && stop - begin > LONGEST / 2)) stop += 1;
  const nodes = withMarks(words.slice(begin, stop), begin, places({ hits: within }));
  if (begin > from && !ends(words[begin - 1])) nodes.unshift("… ");
  if (stop < end && !ends(words[stop - 1])) nodes.push(" …");
  return nodes;
}

const places = ({ hits }) => new Set(hits.map(({ place }) => place));

// Words, of which the first stands at `begin`, with those marked that stand at one of `places`.
function withMarks(words, begin, places) {
  return words.flatMap((word, i) => {
    const blank = i ? " " : "";
    if (!places.has(begin + i)) return [blank + word];
    const [, before, core, after] = word.match(/^([^\p{L}\p{N}]*)(.*?)([^\p{L}\p{N}]*)$/su);
    const mark = document.createElement("mark");
    mark.textContent = core;
    return [blank + before, mark, after];
  });
}

// What was found, in words.
export function told(found, count, query) {
  const quoted = (text) => (/["“„«]/.test(text) ? text : `“${text}”`);
  if (!query) return results(count);
  if (!count) return `Nothing was found for ${quoted(query)}.`;
  if (found[0].partial) return `Nothing has all of ${quoted(found.meant ?? query)}. ${results(count)} for some of it:`;
  return found.meant ? `${results(count)} for ${quoted(found.meant)}, where you typed ${quoted(query)}` : `${results(count)} for ${quoted(query)}`;
}

export const results = (count) => `${count.toLocaleString(language)} ${count === 1 ? "result" : "results"}`;
