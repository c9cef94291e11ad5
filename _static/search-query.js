// How results are found and ordered: what Pagefind lacks. Every search of the site goes through `ask`, and so does the
// measure in tests/search, which found the figures here and in search-index.js: see guide/searching.md.

const { load, weights, words: listed } = await import(`./search-index.js${new URL(import.meta.url).search}`);

// Words that say little in a query of more words. In other languages none is passed over.
const LITTLE = {
  en: `a about am an and any are as at be been but by can could did do does for from had has have he her his how i if in
    into is it its me my no not of on or our she should so some than that the their them then there these they this
    those to us was we were what when where which who why will with would you your`.split(/\s+/),
};
const ARTICLES = ["a", "an", "the"];
const AT_MOST = 20; // results that have only some of the words
const READ = 8; // results that are read for a phrase
// Of French, Italian and Catalan what is written as one word with the next, as documents.py has it.
const ELIDED = "[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu|un|gl|sant|dell|all|nell|sull|dall|coll|quell|bell";
const ELISION = new RegExp(`(?<![\\p{L}\\p{N}'’])(?:${ELIDED})['’](?=\\p{L}{2})`, "giu");
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;
const PARTED = /^(zh|ja|th)-/; // segments of such languages: see segments.py

// A quotation mark of any language; a straight one between letters is one of an abbreviation, as in Hebrew.
const MARK = `(?:[“”„«»「」『』＂]|(?<!\\p{L})["״]|["״](?!\\p{L}))`;
const PHRASE = new RegExp(`${MARK}((?:(?!${MARK}).)*)(?:${MARK})?`, "gu");

// What is in quotation marks, and the words beside it.
export function parsed(query) {
  const phrases = [];
  const words = query.replace(PHRASE, (_, phrase) => {
    if (phrase.trim()) phrases.push(phrase.trim());
    return " ";
  });
  return { phrases, words: words.trim().replace(/\s+/g, " ") };
}

// The words of a text, parted also where its language does not.
export function split(text) {
  const words = text.replace(ELISION, "").split(/\s+/).filter(Boolean);
  const segmenter = new Intl.Segmenter(undefined, { granularity: "word" });
  const parted = (word) => [...segmenter.segment(word)].filter((part) => part.isWordLike).map((part) => part.segment);
  return words.flatMap((word) => (UNSPACED.test(word) ? parted(word) : [word]));
}

// The results, the best first: all documents, where the query is empty. Of the list, `meant` is the query in the spelling
// of the archive, where that is another; results that have only most of the words are marked `partial`.
export async function ask(query) {
  const { search } = await load();
  const { phrases, words } = parsed(query);
  if (!words && !phrases.length) return search();
  // Ordered by the words, those of the phrases too where there are no others, and shown where the phrase is.
  const [ordered, ...quoted] = await Promise.all([find(split(words || phrases.join(" "))), ...phrases.map(exactly)]);
  const byId = (results) => new Map(results.map((result) => [result.id, result]));
  const [first, ...others] = [...(words ? [ordered] : []), ...quoted].map(byId);
  const shown = others.at(-1) ?? first;
  const left = [...first.keys()].filter((id) => others.every((other) => other.has(id)));
  const places = new Map(ordered.map(({ id }, place) => [id, place]));
  const place = (id) => places.get(id) ?? places.size;
  const results = left.sort((a, b) => place(a) - place(b)).map((id) => shown.get(id));
  return Object.assign(results, { meant: words ? ordered.meant : undefined });
}

// Results that have a phrase. Pagefind overlooks it where a word of it stands in two spellings, and in texts that it parted
// itself, where the browser parts the phrase in another way: so the best that have its words are read, or most of them.
async function exactly(phrase) {
  const found = await (await load()).search(`"${phrase.replace(ELISION, "$& ")}"`);
  const ids = new Set(found.map(({ id }) => id));
  const words = split(phrase);
  const having = await all(words);
  const some = having.length || found.length || !UNSPACED.test(phrase) ? having : await most(words);
  const others = some.filter((one) => !ids.has(one.id) && (!found.length || PARTED.test(segment(one))));
  const letters = new RegExp(UNSPACED, "gu");
  const spaced = (text) => ` ${(text.toLowerCase().replace(letters, " $& ").match(/[\p{L}\p{M}\p{N}]+/gu) ?? []).join(" ")} `;
  const read = others.slice(0, READ);
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
  const { search } = await load();
  const results = await search(words.join(" "));
  const best = new Map([...results].reverse().map((result) => [segment(result), result]));
  // In quotation marks a word is found as it stands, or in another form.
  const standing = await Promise.all(words.map(async (word) => new Set((await search(`"${word}"`)).map(segment))));
  const grades = new Map(await Promise.all([...best].map(async ([name, { words: places, data }]) => {
    const missing = words.filter((word, i) => !standing[i].has(name) && !UNSPACED.test(word)).map(plain);
    if (!missing.length) return [name, 2];
    const { content, meta: { title = "", tags = "", category = "" } } = await data();
    // What Pagefind parted itself has no blanks by which a word could be found at its place.
    if (PARTED.test(name)) return [name, missing.every((word) => plain(content).includes(word)) ? 2 : 0];
    const parts = content.split(/\s+/);
    const found = [...places.map((place) => parts[place] ?? ""), ...`${title} ${tags} ${category}`.split(" ")].map(plain);
    const has = (test) => missing.every((word) => found.some((other) => test(other, word)));
    return [name, has((other, word) => other.startsWith(word)) ? 2 : has(alike) ? 1 : 0];
  })));
  const most = Math.max(1, ...grades.values());
  return results.filter((result) => grades.get(segment(result)) >= most);
}

const segment = ({ id }) => id.slice(0, id.lastIndexOf("_"));

// Whether a word goes on from what was typed, or may be another form of it.
export function alike(word, typed) {
  const [found, asked] = [plain(word), plain(typed)];
  if (found.startsWith(asked)) return asked.length > 2 || found === asked;
  let same = 0;
  while (same < found.length && found[same] === asked[same]) same += 1;
  return same >= Math.max(same === found.length ? 3 : 4, asked.length - 4);
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
async function most(words) {
  const { search, total } = await load();
  const found = await Promise.all(words.map((word) => all([word])));
  const rarity = found.map((results) => (results.length ? Math.log(1 + total / results.length) : 0));
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
  // When they are shown, Pagefind is asked once more, that all their words are marked.
  return best.slice(0, AT_MOST).map(({ id, words: matched }) => {
    const data = async () => (await search(matched.join(" "))).find((other) => other.id === id).data();
    return { id, data, partial: true };
  });
}

// The word of the archive that is meant by `word`: nothing, where it stands there, begins one, or has no like.
async function meant(word) {
  const typed = plain(word);
  if (!/^\p{L}{4,}$/u.test(typed)) return undefined;
  const words = await listed(/^[a-z]/.test(typed) ? typed[0] : "other");
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
