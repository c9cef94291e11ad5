// Marks on a page what a search found there, as its address names it. Escape or the button takes the marks away.

const version = new URL(import.meta.url).search;
const address = new URL(location);
const terms = address.searchParams.getAll("highlight").filter((term) => term.trim());
// The address is the page's own again, to be copied.
address.searchParams.delete("highlight");
history.replaceState(history.state, "", address);

const article = document.querySelector("article[role=main]");
const PASSED_OVER = "nav, .byline, .tags, .cite, .in-thread, .backlinks, .related, script, style, svg, math";

function found() {
  const escaped = terms.map((term) => term.trim().replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/\s+/g, "\\s+"));
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${escaped.join("|")})(?![\\p{L}\\p{N}])`, "giu");
  const walker = document.createTreeWalker(article, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) if (!walker.currentNode.parentElement.closest(PASSED_OVER)) texts.push(walker.currentNode);
  return texts.flatMap((text) => {
    // From the end, so that what stands before a mark stays in its place.
    return [...text.data.matchAll(pattern)].reverse().map((match) => {
      const range = document.createRange();
      range.setStart(text, match.index);
      range.setEnd(text, match.index + match[0].length);
      const mark = document.createElement("mark");
      mark.className = "found";
      range.surroundContents(mark);
      return mark;
    }).reverse();
  });
}

const marks = terms.length && article ? found() : [];
if (marks.length) {
  const said = await import(`./search-words.js${version}`);
  const href = new URL(`search.css${version}`, import.meta.url);
  document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href }));
  const notice = Object.assign(document.createElement("p"), { className: "marks-notice" });
  notice.setAttribute("role", "status");
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: said.removeMarks() });
  notice.append(`${said.marked(marks.length)} `, button);
  article.append(notice);
  const away = (event) => {
    if (event.type === "keydown" && (event.key !== "Escape" || document.querySelector("dialog[open]"))) return;
    for (const mark of marks) {
      const parent = mark.parentNode;
      mark.replaceWith(...mark.childNodes);
      parent.normalize();
    }
    notice.remove();
    removeEventListener("keydown", away);
  };
  button.addEventListener("click", away);
  addEventListener("keydown", away);
  if (!location.hash) marks[0].scrollIntoView({ block: "center" });
}
