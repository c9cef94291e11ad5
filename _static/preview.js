// Previews: the title, the date and the first lines of the page that a link leads to, read from that page itself.

const WAIT = 300; // milliseconds until a link that is rested upon is meant
const LINGER = 250; // in which the pointer may move from the link to its preview
const MOST = 320; // letters

const pages = new Map(); // of each address, a promise of its page
let shown; // the link whose preview is to be seen
let timer;

const card = document.createElement("div");
card.id = "preview";
card.className = "preview";
card.role = "tooltip";
card.popover = "manual";
document.body.append(card);

const styled = new Promise((resolve) => {
  const sheet = document.createElement("link");
  sheet.rel = "stylesheet";
  sheet.href = new URL("later.css", import.meta.url);
  sheet.onload = sheet.onerror = resolve;
  document.head.append(sheet);
});

export function intend(link, event) {
  const { clientX: x, clientY: y } = event;
  link.addEventListener(event.type === "focusin" ? "blur" : "pointerleave", () => later(hide, LINGER), { once: true });
  if (link === shown) clearTimeout(timer);
  else later(() => show(link, x, y), WAIT);
}

function later(what, milliseconds) {
  clearTimeout(timer);
  timer = setTimeout(what, milliseconds);
}

async function show(link, x, y) {
  const mine = timer;
  const [parts] = await Promise.all([read(link.href).catch(() => []), styled]);
  if (mine !== timer || !parts.length || !link.isConnected) return;
  hide();
  shown = link;
  card.replaceChildren(...parts);
  card.showPopover();
  place(link, x, y);
  link.setAttribute("aria-describedby", card.id);
}

export function hide() {
  clearTimeout(timer);
  timer = undefined;
  if (!shown) return;
  shown.removeAttribute("aria-describedby");
  shown = undefined;
  card.hidePopover();
}

// Below that line of the link where the pointer is, or above it where there is no room below.
function place(link, x, y) {
  const lines = [...link.getClientRects()];
  const line = lines.find((box) => y >= box.top && y <= box.bottom) ?? lines[0];
  const room = document.documentElement.clientWidth - card.offsetWidth - 8;
  card.style.left = `${Math.max(8, Math.min(line.left, room))}px`;
  const below = line.bottom + 6;
  card.style.top = `${below + card.offsetHeight < innerHeight ? below : Math.max(8, line.top - 6 - card.offsetHeight)}px`;
}

// Gives the parts of a preview: only text is taken from the page.
async function read(address) {
  const [file, hash] = address.split("#");
  if (!pages.has(file)) pages.set(file, load(file));
  const page = await pages.get(file);
  const article = page.querySelector("[role=main], main");
  const part = hash && page.getElementById(decodeURIComponent(hash));
  const text = part || article.querySelector(".e-content") || article;
  const parts = [made("strong", article.querySelector("h1"))];
  const date = article.querySelector(".post > .byline time");
  if (date) parts.push(made("time", date));
  const paragraphs = text.matches("p") ? [text] : [...text.querySelectorAll("p:not(.byline, .count, .admonition-title, .works-cited)")];
  const words = paragraphs.map(said).join(" ").trim();
  const first = document.createElement("p");
  first.textContent = words.length > MOST ? `${words.slice(0, MOST).replace(/\s+\S*$/, "")} …` : words;
  if (words) parts.push(first);
  return parts;
}

async function load(file) {
  const answer = await fetch(file);
  if (!answer.ok) throw new Error(answer.statusText);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const mark of page.querySelectorAll(".headerlink, .footnote-reference")) mark.remove();
  return page;
}

const said = (element) => element.textContent.replace(/\s+/g, " ").trim();

function made(name, from) {
  const element = document.createElement(name);
  element.textContent = said(from);
  return element;
}

card.addEventListener("pointerenter", () => clearTimeout(timer));
card.addEventListener("pointerleave", () => later(hide, LINGER));
addEventListener("keydown", ({ key }) => (key === "Escape" || key === "?") && hide());
addEventListener("scroll", hide, { passive: true });
addEventListener("click", hide);
