// How results are shown, on the search page and in the quick search.

const version = new URL(import.meta.url).search;
const [{ EVERY, forget, incomplete, site }, { alike, parsed, split }, said, { language, shortDay }] = await Promise.all([
  ...["index", "query", "words"].map((name) => `./search-${name}.js${version}`),
  `./words.js?v=${document.documentElement.dataset.words}`,
].map((script) => import(script)));

const CORE = /^([^\p{L}\p{N}]*)(.*?)([^\p{L}\p{N}]*)$/su; // a word, and the signs about it

export function made(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name in element) element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

const unparted = (text) => text.replaceAll("\u2060 ", ""); // an elision is one word with the next

// A result as an item of a list. What was found is handed on to its page, to be marked there.
export async function item(result, query) {
  const data = await result.data();
  const told = new URLSearchParams(data.anchors[0].id); // see documents.py
  const post = told.get("on");
  const shown = post === null ? { ...data, title: data.meta.title ?? data.url } : comment(data, post);
  const text = shown.excerpt.replace(new RegExp(`^(<mark>)?${EVERY}[.\\s]*(</mark>)?\\s*`), "");
  // Every other part stands in marks.
  const parts = unparted(text).split(/<\/?mark>/).map((part) => part.replaceAll("&lt;", "<").replaceAll("&gt;", ">"));
  const hits = parts.filter((_, i) => i % 2).map((part) => part.match(CORE)[2].toLowerCase());
  const title = post === null ? inTitle(unparted(shown.title), split(`${query} ${hits.join(" ")}`)) : [shown.title];
  const link = made("a", { href: data.url }, ...title);
  const { phrases, words } = parsed(query);
  const named = [...link.children].map((mark) => mark.textContent.toLowerCase());
  const marks = new Set(phrases.length ? [...phrases, ...words.split(" ")] : [...hits, ...named]);
  const address = new URL(link.href);
  for (const mark of marks) if (mark) address.searchParams.append("highlight", mark);
  if (shown.id) address.hash = shown.id;
  link.href = address;
  const about = made("p", { className: "about-result" });
  const pictures = told.getAll("picture").map((picture) =>
    made("img", { loading: "lazy", decoding: "async", alt: "", width: 96, height: 72, src: new URL(picture, site) }));
  const date = shown.date ?? told.get("date");
  const sort = [said.KIND[told.get("kind")], ...told.getAll("category")].filter(Boolean).join(" · ");
  if (date) about.append(made("time", { dateTime: date, textContent: shortDay(date) }), sort && " · ");
  about.append(sort, shown.others ? ` · ${said.moreHere(shown.others)}` : "");
  const sentences = made("p", {}, ...sentence(parts, text !== shown.excerpt));
  return made("li", { lang: told.get("language") ?? "" }, ...pictures, link, about, sentences);
}

// The comment in which most was found: its anchor says its date and its place on the page.
function comment({ sub_results, anchors: [, first], excerpt }, post) {
  const weight = ({ weighted_locations: found }) => found.reduce((sum, { balanced_score: score }) => sum + score, 0);
  const [best, ...others] = sub_results.filter(({ anchor }) => anchor).sort((a, b) => weight(b) - weight(a));
  const { anchor, excerpt: own } = best ?? { anchor: first, excerpt };
  const [date, id] = anchor.id.split(/#(.*)/s);
  return { title: said.commentOn(anchor.text, post), date: date || undefined, id, others: others.length, excerpt: own };
}

// A title, with those words marked that were looked for.
function inTitle(title, words) {
  const parts = [...new Intl.Segmenter(language, { granularity: "word" }).segment(title)];
  const asked = (text) => words.some((word) => alike(text, word));
  return parts.map(({ segment: text }) => (asked(text) ? made("mark", { textContent: text }) : text));
}

// What Pagefind has of a text, from the beginning of the sentence in which the first word was found; `first` says whether
// the text begins there.
function sentence([before, ...rest], first) {
  const parted = /^(.*[.!?…]["'”’)\]]*\s|.*[。！？]」?)?(.*)$/s; // what stands before that sentence, and its beginning
  const [, passed, begun] = rest.length ? before.match(parted) : [, "", before];
  const whole = [first || passed !== undefined, /[.!?…。！？]["'”’)\]」]*\s*$/.test([begun, ...rest].join(""))];
  const marks = rest.flatMap((part, i) => {
    const [, opening, word, closing] = part.match(CORE);
    return i % 2 ? part : [opening, made("mark", { textContent: word }), closing];
  });
  return [whole[0] ? "" : "… ", begun, ...marks, whole[1] ? "" : " …"];
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
