// How results are found and ordered: what Pagefind is told, and what it lacks. Every search of the site goes through
// `find`, and so does the measure in tests/search, which found the figures here: see guide/searching.md.

const { meant } = await import(`./search-spelling.js${new URL(import.meta.url).search}`);
const index = new URL("../pagefind/", import.meta.url);

// How Pagefind weighs: https://pagefind.app/docs/ranking/
export const ranking = {
  termFrequency: 1,
  termSaturation: 1.4,
  termSimilarity: 1,
  pageLength: 0.75,
  metaWeights: { title: 2.5, tags: 1, category: 1 },
};

export const weights = {
  most: 0.3, // how much of what was asked a result must have, where none has it all; rare words count more
  lacking: 2, // how fast such a result falls with what it lacks: the power to which that share is taken
};

// Words that say little in a query of more words. In other languages none is passed over.
const LITTLE = {
  en: `a about am an and any are as at be been but by can could did do does for from had has have he her his how i if in
    into is it its me my no not of on or our she should so some than that the their them then there these they this
    those to us was we were what when where which who why will with would you your`.split(/\s+/),
};
const ARTICLES = ["a", "an", "the"];
const AT_MOST = 20; // results that have only some of the words

// Results for words, the best first, as `search` of the engine gives them. Where none has all the words, those that have
// most of them follow, marked `partial`. Where words were taken for others, `meant` is the query in the spelling of the
// archive.
export async function find(engine, query) {
  if (/"/.test(query)) return { results: await engine.search(query) };
  const asked = query.split(/\s+/).filter(Boolean);
  const spelt = await Promise.all(asked.map((word) => meant(word, index)));
  const typed = asked.map((word, i) => spelt[i] ?? word);
  const words = telling(typed);
  const full = await all(engine, words);
  const results = full.length || words.length < 2 ? full : await most(engine, words);
  return { results, meant: spelt.some(Boolean) ? typed.join(" ") : undefined };
}

async function all(engine, words) {
  const results = await engine.search(words.join(" "));
  return !results.length || (await sound(results[0], words)) ? results : [];
}

// Whether the best result has the words themselves: of one that stands nowhere, Pagefind finds its beginning, if that is a
// word. Short ones are passed over, and what is found by its tags need not stand in the text.
async function sound({ fields, data }, words) {
  const long = words.map(plain).filter((word) => word.length > 5);
  if (!long.length || fields.includes("tags") || fields.includes("category")) return true;
  const { hits, words: parts } = await data();
  const found = hits.map(({ place }) => plain(parts[place] ?? ""));
  return long.every((word) => found.some((other) => other.includes(word.slice(0, Math.max(3, word.length - 4)))));
}

const plain = (word) => word.toLowerCase().normalize("NFD").replace(/[^\p{L}\p{N}]/gu, "");

// The words that are looked for.
function telling(words) {
  const little = LITTLE[document.documentElement.lang.slice(0, 2)] ?? [];
  const but = (passed) => words.filter((word) => !passed.includes(word.toLowerCase().replace(/\P{L}/gu, "")));
  const left = but(little);
  if (left.length > 1) return left;
  const bare = little.length ? but(ARTICLES) : words;
  return bare.length ? bare : words;
}

// Results that have most of the words, where none has them all.
async function most(engine, words) {
  const found = await Promise.all(words.map((word) => all(engine, [word])));
  const rarity = found.map((results) => (results.length ? Math.log(1 + engine.total / results.length) : 0));
  const whole = rarity.reduce((sum, one) => sum + one, 0);
  const pages = new Map();
  found.forEach((results, word) => {
    for (const { id, score } of results) {
      const page = pages.get(id) ?? { id, words: [], share: 0, score: 0 };
      page.words.push(words[word]);
      page.share += rarity[word] / whole;
      page.score += score;
      pages.set(id, page);
    }
  });
  const best = [...pages.values()].filter(({ share }) => share >= weights.most);
  for (const page of best) page.score *= page.share ** weights.lacking;
  best.sort((a, b) => b.score - a.score);
  // Of these Pagefind is asked once more, that all their words are marked.
  return Promise.all(best.slice(0, AT_MOST).map(async ({ id, words: matched, score }) => {
    const result = (await all(engine, matched)).find((other) => other.id === id);
    return { ...result, score, partial: true };
  }));
}
