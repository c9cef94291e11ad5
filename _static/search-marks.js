// Marks on a page what a search found there, as its address names it. Escape or the button takes the marks away.

const version = new URL(import.meta.url).search;
const address = new URL(location);
const terms = address.searchParams.getAll("highlight").filter((term) => term.trim());
// The address is the page's own again, to be copied.
address.searchParams.delete("highlight");
history.replaceState(history.state, "", address);

const article = document.querySelector("article[role=main]");
const PASSED_OVER = "nav, .byline, .tags, .cite, .in-thread, .backlinks, .related, script, style, svg, math";

const element = (tag, properties) => Object.assign(document.createElement(tag), properties);

function mark() {
  const escaped = terms.map((term) => term.trim().replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/\s+/g, "\\s+"));
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(${escaped.join("|")})(?![\\p{L}\\p{N}])`, "iu");
  const walker = document.createTreeWalker(article, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) if (!walker.currentNode.parentElement.closest(PASSED_OVER)) texts.push(walker.currentNode);
  for (const text of texts) {
    const parts = text.data.split(pattern); // every other one is a term
    const marked = parts.map((part, i) => (i % 2 ? element("mark", { className: "found", textContent: part }) : part));
    if (parts.length > 1) text.replaceWith(...marked);
  }
  return article.querySelectorAll("mark.found");
}

const marks = terms.length && article ? mark() : [];
if (marks.length) {
  const said = await import(`./search-words.js${version}`);
  document.head.append(element("link", { rel: "stylesheet", href: new URL(`search.css${version}`, import.meta.url) }));
  const button = element("button", { type: "button", textContent: said.removeMarks() });
  const notice = element("p", { className: "marks-notice", role: "status" });
  notice.append(`${said.marked(marks.length)} `, button);
  article.append(notice);
  const away = () => {
    for (const mark of marks) mark.replaceWith(...mark.childNodes);
    article.normalize();
    notice.remove();
  };
  button.addEventListener("click", away);
  addEventListener("keydown", ({ key }) => key === "Escape" && !document.querySelector("dialog[open]") && away());
  if (!location.hash) marks[0].scrollIntoView({ block: "center" });
}
