// How results are shown, on the search page and in the quick search.

const version = new URL(import.meta.url).search;
const [{ EVERY, alike, forget, incomplete, parsed, site, split }, said, { language, shortDay }] = await Promise.all([
  `./search-engine.js${version}`, `./search-words.js${version}`, `./words.js?v=${document.documentElement.dataset.words}`,
].map((script) => import(script)));

const CORE = /^([^\p{L}\p{N}]*)(.*?)([^\p{L}\p{N}]*)$/su; // a word, and the signs about it
const BEGIN = new RegExp(`^(<mark>)?${EVERY}[.\\s]*(</mark>)?\\s*`); // of every document
const segmenter = new Intl.Segmenter(language, { granularity: "word" });

export function made(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name in element) element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

const marked = (text) => made("mark", { textContent: text });
const unparted = (text) => text.replaceAll("\u2060 ", ""); // an elision is one word with the next

// A result as an item of a list. What was found is handed on to its page, to be marked there.
export async function item(result, query) {
  const data = await result.data();
  const told = new URLSearchParams(data.anchors[0].id); // see documents.py
  const page = { title: data.meta.title ?? data.url, excerpt: data.excerpt, date: told.get("date") };
  const spoken = told.get("kind") === "comment";
  const { title, excerpt, date, id, others } = spoken ? comment(data, told.get("on") ?? "") : page;
  const text = excerpt.replace(BEGIN, "");
  // Every other part was found.
  const parts = unparted(text).split(/<\/?mark>/).map((part) => part.replaceAll("&lt;", "<").replaceAll("&gt;", ">"));
  const hits = parts.filter((_, i) => i % 2).map((part) => part.match(CORE)[2].toLowerCase());
  const wanted = split(`${query} ${hits.join(" ")}`);
  const named = (segment) => !spoken && wanted.some((word) => alike(segment, word));
  const segments = [...segmenter.segment(unparted(title))].map(({ segment }) => segment);
  const { phrases, words } = parsed(query);
  const marks = phrases.length ? [...phrases, ...words.split(" ")] : [...hits, ...segments.filter(named)];
  const address = new URL(data.url, site);
  for (const mark of new Set(marks.map((mark) => mark.toLowerCase()))) if (mark) address.searchParams.append("highlight", mark);
  if (id) address.hash = id;
  const about = [
    date && made("time", { dateTime: date, textContent: shortDay(date) }),
    said.KIND[told.get("kind")], ...told.getAll("category"), others && said.moreHere(others),
  ].filter(Boolean).flatMap((part) => [" · ", part]).slice(1);
  return made("li", { lang: told.get("language") ?? "" },
    ...told.getAll("picture").map((picture) =>
      made("img", { loading: "lazy", decoding: "async", alt: "", width: 96, height: 72, src: new URL(picture, site) })),
    made("a", { href: address }, ...segments.map((segment) => (named(segment) ? marked(segment) : segment))),
    made("p", { className: "about-result" }, ...about),
    made("p", {}, ...sentence(parts, text !== excerpt)));
}

// The comment in which most was found: its anchor says its date and its place on the page.
function comment({ sub_results, anchors: [, first], excerpt }, post) {
  const weight = ({ weighted_locations: found }) => found.reduce((sum, { balanced_score: score }) => sum + score, 0);
  const [best, ...others] = sub_results.filter(({ anchor }) => anchor).sort((a, b) => weight(b) - weight(a));
  const { anchor, excerpt: own } = best ?? { anchor: first, excerpt };
  const [date, id] = anchor.id.split(/#(.*)/s);
  return { title: said.commentOn(anchor.text, post), date, id, others: others.length, excerpt: own };
}

// What Pagefind has of a text, from the beginning of the sentence in which the first word was found; `first` says whether
// the text begins there.
function sentence([before, ...rest], first) {
  const parted = /^(.*[.!?…]["'”’)\]]*\s|.*[。！？]」?)?(.*)$/s; // what stands before that sentence, and its beginning
  const [, passed, begun] = rest.length ? before.match(parted) : [, "", before];
  const ends = /[.!?…。！？]["'”’)\]」]*\s*$/.test([begun, ...rest].join(""));
  const found = rest.flatMap((part, i) => {
    const [, opening, word, closing] = part.match(CORE);
    return i % 2 ? part : [opening, marked(word), closing];
  });
  return [first || passed !== undefined ? "" : "… ", begun, ...found, ends ? "" : " …"];
}

// Say `text` in the line for it; where not all of the index could be read, that too, and offer to read it and to search
// `again`.
export function say(line, text, again, failed = false) {
  line.textContent = text;
  if (!failed && !incomplete()) return;
  const button = made("button", { type: "button", textContent: said.tryAgain() });
  button.addEventListener("click", () => {
    forget();
    again();
  });
  line.append(...(failed ? [" "] : [made("br"), `${said.incomplete()} `]), button);
}

// What was found, in words.
export function told(found, count, query) {
  if (!query) return said.results(count);
  if (!count) return said.nothing(query);
  if (found[0].partial) return said.some(count, found.meant ?? query);
  return found.meant ? said.resultsMeant(count, found.meant, query) : said.resultsFor(count, query);
}
