// Pagefind (https://pagefind.app/docs/api/) over all segments of the index, and what stands beside them: see segments.py.

const root = new URL("../pagefind/", import.meta.url);
export const site = new URL("..", root);
// A word of all documents, which weighs nothing, so that they come in the order in which they were indexed.
export const EVERY = "ꙮ";

// How Pagefind weighs, and this search where no document has all that was asked: https://pagefind.app/docs/ranking/
export const weights = {
  ranking: {
    termFrequency: 1, termSaturation: 1.4, termSimilarity: 1, pageLength: 0.75,
    metaWeights: { title: 10, tags: 1, category: 1 },
  },
  comments: 0.5, // how much a comment counts, where a post counts 1
  most: 0.3, // how much of what was asked a result must have; rare words count more
  lacking: 2, // how fast such a result falls with what it lacks: the power to which that share is taken
};

const kept = new Map(); // promises of what was loaded, by name

function once(name, make) {
  if (!kept.has(name)) kept.set(name, make());
  return kept.get(name);
}

// Of a file of words that it cannot fetch, Pagefind tells in the browser's console alone, and finds less. So what is
// fetched of the index is watched, to its last byte.
let lost = false;
const { fetch } = window;
window.fetch = async (resource, options) => {
  if (!new URL(resource.url ?? resource, location).href.startsWith(root)) return fetch(resource, options);
  try {
    const answer = await fetch(resource, options);
    if (!answer.ok) throw new Error(`${answer.url}: ${answer.status}`);
    return new Response(await answer.arrayBuffer(), answer);
  } catch (error) {
    lost = true;
    throw error;
  }
};
const read = async (url, options) => (await window.fetch(url, options)).text();

// Whether a part of the index could not be had since the last time that all was forgotten.
export const incomplete = () => lost;

// After a failure all is to be read anew.
export function forget() {
  lost = false;
  kept.clear();
}

// `search`, which takes a text, in quotation marks for a phrase, or nothing for all documents, and gives Pagefind's
// results, the best first; `total`, how many documents there are; and `beside`, which gives a file of each segment.
export const load = () => once("engine", async () => {
  const listed = Object.entries(JSON.parse(await read(new URL("segments.json", root), { cache: "no-cache" })));
  const total = listed.reduce((sum, [, [, count]]) => sum + count, 0);
  const [first, ...others] = listed.map(([path, [digest, count]]) => {
    // A word is the rarer the more documents there are, and Pagefind knows those of one segment at a time.
    const evened = Math.log(1 + total) / Math.log(1 + count);
    const indexWeight = evened * (path.includes("-comment-") ? weights.comments : 1);
    const options = { ranking: weights.ranking, baseUrl: site.pathname, metaCacheTag: digest, indexWeight, excerptLength: 45 };
    return { folder: new URL(`${path}/`, root), language: path.split("/")[1], digest, options };
  });
  if (!first) return { search: async () => [], total, beside: async () => [] };
  const pagefind = await import(new URL("pagefind.js", first.folder));
  await pagefind.destroy(); // what may be left of a failure
  await pagefind.options({ ...first.options, basePath: first.folder.pathname, noWorker: true });
  await pagefind.preload(""); // without the first no other can be merged
  await Promise.all(others.map(({ folder, language, options }) =>
    pagefind.mergeIndex(folder.pathname, { language, ...options })));
  const search = async (text = EVERY) => (await pagefind.search(text)).results;
  const file = (name) => ({ folder, digest }) => read(new URL(`${name}?v=${digest}`, folder));
  return { total, search, beside: (name) => Promise.all([first, ...others].map(file(name))) };
});

// By what results can be narrowed: `numbers` of documents by the ids of results, and of each the day and month; and
// `values`, by facet and value the numbers of documents. See sidecars.py for the files.
export const facets = () => once("facets", async () => {
  const { search, beside } = await load();
  const [all, files] = await Promise.all([search(), beside("facets.json")]);
  const none = () => Object.create(null); // in which an author's names mean nothing else
  const found = { numbers: new Map(all.map(({ id }, number) => [id, number])), days: [], values: { year: none() } };
  for (const { days, values } of files.map(JSON.parse)) {
    const numbers = (distances, number) => distances.map((distance) => (number += distance));
    for (const [facet, by] of Object.entries(values)) {
      const known = (found.values[facet] ??= none());
      for (const [value, places] of Object.entries(by)) (known[value] ??= []).push(...numbers(places, found.days.length));
    }
    found.days.push(...(days[0] === null ? days : numbers(days, 0)));
  }
  if (found.days.length !== found.numbers.size) {
    lost = true; // the index changed meanwhile
    throw new Error("facets of another index");
  }
  found.months = found.days.map((day) => (day === null ? "" : new Date(day * 864e5).toISOString().slice(0, 7)));
  found.months.forEach((month, number) => month && (found.values.year[month.slice(0, 4)] ??= []).push(number));
  return found;
});

// The words that stand in the archive and begin with a letter, or with none of the English ones.
export const words = (letter) => once(`words ${letter}`, async () =>
  (await (await load()).beside(`words/${letter}.txt`)).flatMap((text) => text.split("\n")));
