// What the search says, in the language of the site.

const { gettext, ngettext, number, pgettext } = await import(`./words.js?v=${document.documentElement.dataset.words}`);

// Translators: kinds of what is found, as what a search can be narrowed to.
export const KINDS = {
  post: gettext("Posts"), comment: gettext("Comments"), page: gettext("Standing pages"), name: gettext("Names"),
};
export const KIND = {
  // Translators: of what kind one result is.
  comment: pgettext("a result", "Comment"), page: pgettext("a result", "Page"), name: pgettext("a result", "Name"),
};
export const FACETS = {
  // Translators: by what a search can be narrowed.
  kind: gettext("Kind"), year: gettext("Year"), category: gettext("Category"), tag: gettext("Tag"),
  person: gettext("Person"), org: gettext("Organisation"), date: gettext("Date"),
};

// A query that has quotation marks already has no others around it.
const QUOTED = /[“”„«»「」『』＂]|(?<!\p{L})["״]|["״](?!\p{L})/u;
// Translators: the words that were searched for, between the quotation marks of your language.
const quoted = (text) => (QUOTED.test(text) ? text : gettext("“%(words)s”", { words: text }));

export const results = (count) => ngettext("%(number)s result", "%(number)s results", count, { number: number(count) });
export const allResults = (count) => ngettext("All %(number)s result", "All %(number)s results", count, { number: number(count) });
export const nothing = (query) => gettext("Nothing was found for %(query)s.", { query: quoted(query) });
export const some = (count, query) =>
  // Translators: no result has all words of the query; what has some of them follows.
  ngettext("Nothing has all of %(query)s. %(number)s result for some of it:", "Nothing has all of %(query)s. %(number)s results for some of it:", count, { query: quoted(query), number: number(count) });
export const resultsFor = (count, query) =>
  ngettext("%(number)s result for %(query)s", "%(number)s results for %(query)s", count, { query: quoted(query), number: number(count) });
export const resultsMeant = (count, meant, query) =>
  // Translators: a slip of the finger in the query was mended.
  ngettext("%(number)s result for %(meant)s, where you typed %(query)s", "%(number)s results for %(meant)s, where you typed %(query)s", count, { meant: quoted(meant), query: quoted(query), number: number(count) });

// Translators: a comment by someone on a post.
export const commentOn = (name, post) => gettext("%(name)s on %(post)s", { name, post });
// Translators: further results on the same page.
export const moreHere = (count) => ngettext("and %(number)s more here", "and %(number)s more here", count, { number: number(count) });
export const more = (count) => ngettext("%(number)s more", "%(number)s more", count, { number: number(count) });
export const searching = () => gettext("Searching …");
export const unreadable = () => gettext("The search index cannot be read: it may have changed, then load this page again, or be missing.");
export const unreadableHere = () => gettext("The search index cannot be read.");
// Translators: after how many results there are, of which some are not known of.
export const incomplete = () => gettext("Part of the search index could not be fetched: there may be more.");
export const tryAgain = () => gettext("Try again");
export const nothingLeft = () => gettext("Nothing is left. Take back what it is narrowed to:");
// Translators: the title of the window.
export const windowTitle = (page, blog) => gettext("%(page)s – %(blog)s", { page, blog });
// Translators: what a search was narrowed to, such as “Tag: Food”.
export const filter = (facet, value) => gettext("%(facet)s: %(value)s", { facet, value });
// Translators: results from a month on, or up to one.
export const from = (month) => gettext("From %(month)s", { month });
export const to = (month) => gettext("To %(month)s", { month });
// Translators: the first month of results, to be chosen from a list, which begins with “the beginning”.
export const fromLabel = () => pgettext("a month", "From");
export const fromNone = () => pgettext("a month", "the beginning");
// Translators: the last month of results, to be chosen from a list, which begins with “the end”.
export const toLabel = () => pgettext("a month", "To");
export const toNone = () => pgettext("a month", "the end");
// Translators: to be taken back: all that a search was narrowed to.
export const allOfThese = () => gettext("All of these");
export const takeBack = (text) => gettext("Take back: %(filter)s", { filter: text });
// Translators: before a list of other queries.
export const somethingFor = () => gettext("There is something for");
export const searchPage = () => gettext("The search page");
export const quickSearch = () => gettext("Quick search");
export const searchArchive = () => gettext("Search the archive");
export const close = () => gettext("Close");
// Translators: keys and what they do.
export const keys = () => gettext("<kbd>↑</kbd> <kbd>↓</kbd> move <kbd>Enter</kbd> opens <kbd>Esc</kbd> closes");
// Translators: where what was searched for is marked on a page.
export const marked = (count) => ngettext("Marked in one place", "Marked in %(number)s places", count, { number: number(count) });
export const removeMarks = () => gettext("Remove marks");
