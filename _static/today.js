// On this day: what was posted on the day that it is for the reader, or on the nearest, before all other days.

const { gettext } = await import(`./words.js?v=${document.documentElement.dataset.words}`);

const MOST = 5;
const today = new Date();
const section = document.getElementById("today");

// The link to the day so many days from now.
function near(days) {
  const day = new Date(today.getFullYear(), today.getMonth(), today.getDate() + days);
  const name = [day.getMonth() + 1, day.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
  return document.querySelector(`.days a[href$="/${name}.html"]`);
}

function nearest() {
  for (let days = 0; days < 366; days++) {
    const link = near(-days) ?? near(days);
    if (link) return link;
  }
}

const link = nearest();
const isToday = link === near(0);
if (isToday) link.setAttribute("aria-current", "date");
const page = new DOMParser().parseFromString(await (await fetch(link.href)).text(), "text/html");
const day = page.querySelector("h1").textContent;
const heading = document.createElement("h2");
heading.textContent = isToday
  ? gettext("Today, %(day)s", { day })
  : // Translators: no post is of today's day of the year; the nearest posts are of this one.
    gettext("Nothing of today; nearest is %(day)s", { day });
const more = document.createElement("p");
more.className = "more";
const all = more.appendChild(document.createElement("a"));
all.href = link.href;
// Translators: leads to all posts of a year or a month.
all.textContent = gettext("All of %(time)s", { time: day });
const entries = [...page.querySelectorAll(".entries > .entry")].slice(0, MOST).map((entry) => document.importNode(entry, true));
for (const title of entries.map((entry) => entry.querySelector(".entry-title"))) {
  const below = document.createElement("h3");
  below.className = title.className;
  below.append(...title.childNodes);
  title.replaceWith(below);
}
// The styles that its posts want, such as those for pictures.
for (const sheet of page.querySelectorAll("link[rel=stylesheet]"))
  if (!document.querySelector(`link[href="${sheet.getAttribute("href")}"]`)) document.head.append(document.importNode(sheet));
section.append(heading, ...entries, more);
section.hidden = false;
