// How results are found and ordered: Pagefind (https://pagefind.app/docs/api/) over all segments of the index, what stands
// beside these (see segments.py), and what Pagefind lacks. Every search of the site goes through `ask`, and so does the
// measure in tests/search, which found the figures here: see guide/searching.md.

const root = new URL("../pagefind/", import.meta.url);
export const site = new URL("..", root);
// A word of all documents, which weighs nothing, so that they come in the order in which they were indexed. Asked for no
// word, Pagefind gives them too, and fetches its whole index.
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

// Words that say little in a query of more words. In other languages none is passed over.
const LITTLE = {
  en: `a about am an and any are as at be been but by can could did do does for from had has have he her his how i if in
    into is it its me my no not of on or our she should so some than that the their them then there these they this
    those to us was we were what when where which who why will with would you your`.split(/\s+/),
};
const AT_MOST = 20; // results that have only some of the words
const READ = 8; // results that are read for a phrase
// Of French, Italian and Catalan what is written as one word with the next, as documents.py has it.
const ELIDED = "[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu|un|gl|sant|dell|all|nell|sull|dall|coll|quell|bell";
const ELISION = new RegExp(`(?<![\\p{L}\\p{N}'’])(?:${ELIDED})['’](?=\\p{L}{2})`, "giu");
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;
const PARTED = /^(zh|ja|th)-/; // segments of such languages

// A quotation mark of any language; a straight one between letters is one of an abbreviation, as in Hebrew.
const MARK = `(?:[“”„«»「」『』＂]|(?<!\\p{L})["״]|["״](?!\\p{L}))`;
const PHRASE = new RegExp(`${MARK}((?:(?!${MARK}).)*)(?:${MARK})?`, "gu");

const kept = new Map(); // promises of what was loaded, by name
const once = (name, make) => kept.get(name) ?? kept.set(name, make()).get(name);

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

// `search`, which takes a text, in quotation marks for a phrase, or nothing for all documents as they were indexed, and
// gives Pagefind's results, the best first; `total`, how many documents there are; and `beside`, which gives a file of
// each segment.
export const load = () => once("engine", async () => {
  const listed = Object.entries(JSON.parse(await read(new URL("segments.json", root), { cache: "no-cache" })));
  const total = listed.reduce((sum, [, [, count]]) => sum + count, 0);
  const segments = listed.map(([path, [digest, count]]) => {
    // A word is the rarer the more documents there are, and Pagefind knows those of one segment at a time.
    const evened = Math.log(1 + total) / Math.log(1 + count);
    const indexWeight = evened * (path.includes("-comment-") ? weights.comments : 1);
    const options = { ranking: weights.ranking, baseUrl: site.pathname, metaCacheTag: digest, indexWeight, excerptLength: 45 };
    return { folder: new URL(`${path}/`, root), language: path.split("/")[1], digest, options };
  });
  const beside = (name) => Promise.all(segments.map(({ folder, digest }) => read(new URL(`${name}?v=${digest}`, folder))));
  const [first, ...others] = segments;
  if (!first) return { search: async () => [], total, beside };
  const pagefind = await import(new URL("pagefind.js", first.folder));
  await pagefind.destroy(); // what may be left of a failure
  await pagefind.options({ ...first.options, basePath: first.folder.pathname, noWorker: true });
  await pagefind.preload(""); // without the first no other can be merged
  await Promise.all(others.map(({ folder, language, options }) =>
    pagefind.mergeIndex(folder.pathname, { language, ...options })));
  return { search: async (text = EVERY) => (await pagefind.search(text)).results, total, beside };
});

const search = async (text) => (await load()).search(text);

// By what each result can be narrowed, by its id: its `day`, counted from 1970, or null; its `month`, or ""; and its
// `values`, each with the facet.
export const facets = () => once("facets", async () => {
  const [all, files] = await Promise.all([search(), load().then(({ beside }) => beside("facets.json"))]);
  const found = files.map(JSON.parse).flatMap(({ days, values, documents }) => {
    let day = 0;
    return documents.map((places, i) => {
      const own = places.map((place) => values[place]);
      if (!days.length) return { day: null, month: "", values: own };
      day += days[i];
      const month = new Date(day * 864e5).toISOString().slice(0, 7);
      return { day, month, values: [...own, ["year", month.slice(0, 4)]] };
    });
  });
  if (found.length !== all.length) {
    lost = true; // the index changed meanwhile
    throw new Error("facets of another index");
  }
  return new Map(all.map(({ id }, number) => [id, found[number]]));
});

// What is in quotation marks, and the words beside it; signs alone are none.
export function parsed(query) {
  const phrases = [];
  const rest = query.replace(PHRASE, (_, phrase) => {
    if (phrase.trim()) phrases.push(phrase.trim());
    return " ";
  });
  const words = rest.trim().replace(/\s+/g, " ");
  return { phrases, words: phrases.length && !/[\p{L}\p{N}\p{So}]/u.test(words) ? "" : words };
}

// Whether anything is asked for: quotation marks around nothing are as good as nothing.
export function asks(query) {
  const { phrases, words } = parsed(query);
  return Boolean(words || phrases.length);
}

// The words of a text, parted also where its language does not.
export function split(text) {
  const words = text.replace(ELISION, "").split(/\s+/).filter(Boolean);
  const segmenter = new Intl.Segmenter(undefined, { granularity: "word" });
  const parted = (word) => [...segmenter.segment(word)].filter((part) => part.isWordLike).map((part) => part.segment);
  return words.flatMap((word) => (UNSPACED.test(word) ? parted(word) : [word]));
}

// The results, the best first: all documents, where the query asks for nothing. Of the list, `meant` is the query in the
// spelling of the archive, where that is another; results that have only most of the words are marked `partial`.
export async function ask(query) {
  if (!asks(query)) return search();
  const { phrases, words } = parsed(query);
  // Ordered by the words, those of the phrases too where there are no others, and shown where the last phrase is.
  const [ordered, ...quoted] = await Promise.all([find(split(words || phrases.join(" "))), ...phrases.map(exactly)]);
  const places = new Map(ordered.map(({ id }, place) => [id, place]));
  const place = ({ id }) => places.get(id) ?? places.size;
  const ids = [...(words ? [ordered] : []), ...quoted].map((found) => new Set(found.map(({ id }) => id)));
  const results = (quoted.at(-1) ?? ordered).filter(({ id }) => ids.every((found) => found.has(id)));
  return Object.assign(results.sort((a, b) => place(a) - place(b)), { meant: words ? ordered.meant : undefined });
}

// Results that have a phrase. Pagefind overlooks it where a word of it stands in two spellings, and in texts that it parted
// itself, where the browser parts the phrase in another way: so the best that have its words are read, or most of them.
async function exactly(phrase) {
  const found = await search(`"${phrase.replace(ELISION, "$& ")}"`);
  const ids = new Set(found.map(({ id }) => id));
  const words = split(phrase);
  const having = await all(words);
  const some = having.length || found.length || !UNSPACED.test(phrase) ? having : await most(words);
  const read = some.filter(({ id }) => !ids.has(id) && (!found.length || PARTED.test(id))).slice(0, READ);
  const letters = new RegExp(UNSPACED, "gu");
  const spaced = (text) => ` ${(text.toLowerCase().replace(letters, " $& ").match(/[\p{L}\p{M}\p{N}]+/gu) ?? []).join(" ")} `;
  const texts = await Promise.all(read.map(async ({ data }) => spaced((await data()).content)));
  const right = read.filter((_, i) => texts[i].includes(spaced(phrase)));
  return [...found, ...right.map((one) => ({ ...one, partial: false }))];
}

async function find(typed) {
  const found = await all(telling(typed));
  if (found.length) return found;
  const spelt = await Promise.all(typed.map(meant));
  const words = typed.map((word, i) => spelt[i] ?? word);
  const slips = spelt.some(Boolean);
  const full = slips ? await all(telling(words)) : found;
  const results = full.length || telling(words).length < 2 ? full : await most(telling(words));
  return Object.assign(results, { meant: slips ? words.join(" ") : undefined });
}

// Results that have all of the words. For a word that stands nowhere in a segment, Pagefind takes its beginning there, if
// that is a word: so of each segment the best result is looked at. Where any has the words, in whatever form, or longer
// ones, the others go; else those stay of which the words may be another form.
async function all(words) {
  const results = await search(words.join(" "));
  // In quotation marks a word is found as it stands, or in another form.
  const standing = await Promise.all(words.map(async (word) => new Set((await search(`"${word}"`)).map(segment))));
  const best = new Map([...results].reverse().map((result) => [segment(result), result]));
  const grades = new Map(await Promise.all([...best].map(async ([name, result]) => {
    const missing = words.filter((word, i) => !standing[i].has(name) && !UNSPACED.test(word)).map(plain);
    return [name, missing.length ? await grade(result, missing) : 2];
  })));
  const most = Math.max(1, ...grades.values());
  return results.filter((result) => grades.get(segment(result)) >= most);
}

const segment = ({ id }) => id.slice(0, id.lastIndexOf("_"));

// 2 where a result has the words, or longer ones, 1 where they may be another form of what was found in it, else 0.
async function grade({ id, words: places, data }, words) {
  const { content, meta: { title = "", tags = "", category = "" } } = await data();
  // What Pagefind parted itself has no blanks by which a word could be found at its place.
  if (PARTED.test(id)) return words.every((word) => plain(content).includes(word)) ? 2 : 0;
  const parts = content.split(/\s+/);
  const found = [...places.map((place) => parts[place] ?? ""), ...`${title} ${tags} ${category}`.split(" ")].map(plain);
  const has = (test) => words.every((word) => found.some((other) => test(other, word)));
  return has((other, word) => other.startsWith(word)) ? 2 : Number(has(alike));
}

// Whether a word goes on from what was typed, or may be another form of it.
export function alike(word, typed) {
  const [found, asked] = [plain(word), plain(typed)];
  if (found.startsWith(asked)) return asked.length > 2 || found === asked;
  let same = 0;
  while (same < found.length && found[same] === asked[same]) same += 1;
  return same >= Math.max(same === found.length ? 3 : 4, asked.length - 4);
}

const plain = (word) => word.toLowerCase().normalize("NFD").replace(/[^\p{L}\p{N}]/gu, "");

// The words that are looked for: those that tell something, if any does.
function telling(words) {
  const little = LITTLE[document.documentElement.lang.slice(0, 2)] ?? [];
  const left = words.filter((word) => !little.includes(word.toLowerCase().replace(/\P{L}/gu, "")));
  return left.length ? left : words;
}

// Results that have most of the words, where none has them all.
async function most(words) {
  const [{ total }, ...found] = await Promise.all([load(), ...words.map((word) => all([word]))]);
  const rarity = found.map((results) => (results.length ? Math.log(1 + total / results.length) : 0));
  const whole = rarity.reduce((sum, one) => sum + one, 0);
  const pages = new Map();
  found.forEach((results, i) => {
    for (const { id, score: own } of results) {
      const { matched, share, score } = pages.get(id) ?? { matched: [], share: 0, score: 0 };
      pages.set(id, { id, matched: [...matched, words[i]], share: share + rarity[i] / whole, score: score + own });
    }
  });
  const worth = ({ score, share }) => score * share ** weights.lacking;
  const best = [...pages.values()].filter(({ share }) => share >= weights.most).sort((a, b) => worth(b) - worth(a));
  // When they are shown, Pagefind is asked once more, that all their words are marked.
  return best.slice(0, AT_MOST).map(({ id, matched }) => {
    const data = async () => (await search(matched.join(" "))).find((other) => other.id === id).data();
    return { id, data, partial: true };
  });
}

// The word of the archive that is meant by `word`: nothing, where it stands there, begins one, or has no like. The words
// that begin with a letter, or with none of the English ones, are one file.
async function meant(word) {
  const typed = plain(word);
  if (!/^\p{L}{4,}$/u.test(typed)) return undefined;
  const file = `words/${/^[a-z]/.test(typed) ? typed[0] : "other"}.txt`;
  const words = await once(file, async () => (await (await load()).beside(file)).flatMap((text) => text.split("\n")));
  // A word with another ending is no slip: Pagefind goes by the stems of words.
  const stem = Math.max(4, typed.length * 0.6);
  if (words.some((known) => known.startsWith(typed) || (known.length >= stem && typed.startsWith(known)))) return undefined;
  let [best, least] = [undefined, typed.length < 8 ? 2 : 3];
  for (const known of words) {
    const slips = distance(typed, known, least);
    if (slips < least) [best, least] = [known, slips];
  }
  return best;
}

// Letters that are missing, too many, others or swapped with their neighbour, as far as they are fewer than `most`.
function distance(one, other, most) {
  if (Math.abs(one.length - other.length) >= most) return most;
  let [before, row] = [[], [...Array(other.length + 1).keys()]];
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1) {
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (one[i - 1] !== other[j - 1]));
      if (one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) next[j] = Math.min(next[j], before[j - 2] + 1);
    }
    if (Math.min(...next) >= most) return most;
    [before, row] = [row, next];
  }
  return row[other.length];
}

// What else to search for, where a query found nothing: the words of a phrase apart, each word by itself, and the
// beginning of a word; those that find something, each with how much.
export async function ways(query) {
  const { words, phrases } = parsed(query);
  const [first, ...others] = [words, ...phrases].flatMap((part) => part.split(" ")).filter(Boolean);
  const shorter = first?.length > 4 ? [first.slice(0, -1), first.slice(0, -2)] : [];
  const whole = phrases.length ? [[first, ...others].join(" ")] : [];
  const tries = new Set(others.length ? [...whole, first, ...others] : shorter);
  const counted = await Promise.all([...tries].map(async (one) => [one, await ask(one)]));
  const some = counted.filter(([, found]) => found.length && !found[0].partial);
  return some.map(([one, found]) => [one, found.length]).slice(0, 5);
}
