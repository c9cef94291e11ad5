// The page for what is not there: shows, in the place of the newest posts, those nearest to what was asked for.

const { gettext, monthYear, yearName } = await import(`./words.js?v=${document.documentElement.dataset.words}`);
const MOST = 5;
const LEAST = 0.5; // likeness, from 0 to 1

const root = new URL(document.documentElement.dataset.content_root, location.href);
const section = document.getElementById("nearest");

// What was asked for: the words of its last part that says anything, and the year and month before it.
function question() {
  const path = location.pathname.startsWith(root.pathname) ? location.pathname.slice(root.pathname.length) : location.pathname;
  const parts = plain(path).split("/").filter((part) => part && !/^index(\.\w+)?$/.test(part));
  const last = parts.pop()?.replace(/\.\w{2,5}$/, "") ?? "";
  const [, year, month] = /(?:^|\D)((?:19|20)\d\d)(?:\D?(0[1-9]|1[0-2]))?(?!\d)/.exec([...parts, last].join("/")) ?? [];
  return { last: last.replace(/^[\d-]+(?=\D|$)/, ""), year, month };
}

function plain(quoted) {
  let text = quoted;
  try {
    text = decodeURIComponent(quoted);
  } catch {
    // A stray per cent sign stands for itself.
  }
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

const words = (name) => name.split(/[^\p{L}\p{N}]+/u).filter(Boolean);

// How alike two names are: by the letters to change, or by the words that they share, as with a title cut short.
function likeness(one, other) {
  if (one === other) return 1;
  const [a, b] = [words(one), words(other)];
  const shared = a.filter((word) => b.includes(word)).length;
  const byWords = (2 * shared) / (a.length + b.length || 1);
  const longest = Math.max(one.length, other.length);
  return Math.abs(one.length - other.length) > longest * (1 - LEAST) ? byWords : Math.max(byWords, 1 - distance(one, other) / longest);
}

// How many letters to put in, take out or change: V. I. Levenshtein, 1966.
function distance(one, other) {
  let line = Array.from({ length: other.length + 1 }, (_, i) => i);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++)
      next[j] = Math.min(next[j - 1] + 1, line[j] + 1, line[j - 1] + (one[i - 1] !== other[j - 1]));
    line = next;
  }
  return line[other.length];
}

function nearest(list, { last, year, month }) {
  const found = [];
  for (const line of list.split("\n")) {
    const [folder, ...names] = line.split(" ");
    const sameYear = year && folder.startsWith(`${year}/`);
    const near = sameYear ? (folder === `${year}/${month}/` ? 0.2 : 0.1) : 0;
    for (const name of names) {
      const like = likeness(last, plain(name));
      if (like >= LEAST) found.push({ address: `${folder === "/" ? "" : folder}${name}.html`, like: like + near });
    }
  }
  return found.sort((a, b) => b.like - a.like || (a.address < b.address ? -1 : 1)).slice(0, MOST);
}

// A link with the title of the page to which it leads, and its date.
async function item({ address }) {
  const answer = await fetch(new URL(address, root));
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const li = link(address, page.querySelector("article h1").textContent);
  const date = page.querySelector(".post > .byline time");
  if (date) li.append(" ", document.importNode(date, true));
  return li;
}

function link(address, text) {
  const li = document.createElement("li");
  const a = li.appendChild(document.createElement("a"));
  a.href = new URL(address, root);
  a.textContent = text;
  return li;
}

// The page of the month or of the year that was asked for, if there is one.
function period(list, { year, month }) {
  if (!year || !list.split("\n").some((line) => line.startsWith(`${year}/`))) return [];
  const ofMonth = month && list.split("\n").some((line) => line.startsWith(`${year}/${month}/ `));
  const time = ofMonth ? monthYear(year, month) : yearName(year);
  // Translators: leads to all posts of a year or a month.
  return [link(`blog/${year}${ofMonth ? `/${month}` : ""}.html`, gettext("All of %(time)s", { time }))];
}

async function suggest() {
  const asked = question();
  const query = document.getElementById("missing-query");
  query.value ||= words(asked.last).join(" ");
  const list = await (await fetch(new URL("addresses.txt", root))).text();
  const pages = await Promise.allSettled((asked.last ? nearest(list, asked) : []).map(item));
  const items = [...pages.filter((page) => page.value).map((page) => page.value), ...period(list, asked)];
  if (!items.length) return;
  section.querySelector("h2").textContent = gettext("Nearest to what you asked for");
  section.querySelector("ul").replaceChildren(...items);
}

suggest();
