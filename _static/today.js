// On this day: what was posted on the day that it is for the reader, or on the nearest, before all other days. It is a
// list of as many titles as there is a place kept for, so that nothing moves when they come.

const { gettext, yearName } = await import(`./words.js?v=${document.documentElement.dataset.words}`);
const MOST = 4;

const today = new Date();

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

function made(name, ...content) {
  const element = document.createElement(name);
  element.append(...content);
  return element;
}

// A post of a list, as a title with its year.
function row(entry) {
  const title = entry.querySelector(".entry-title a");
  const link = made("a", title.textContent);
  Object.assign(link, { href: title.getAttribute("href"), lang: entry.lang, dir: entry.dir });
  return made("li", made("span", yearName(entry.querySelector("time").dateTime.slice(0, 4))), " ", link);
}

const link = nearest();
const isToday = link === near(0);
if (isToday) link.setAttribute("aria-current", "date");
const page = new DOMParser().parseFromString(await (await fetch(link.href)).text(), "text/html");
const day = page.querySelector("h1").textContent;
// Translators: no post is of today's day of the year; the nearest posts are of this one.
const heading = isToday ? gettext("Today, %(day)s", { day }) : gettext("Nothing of today; nearest is %(day)s", { day });
const rows = [...page.querySelectorAll(".entries > .entry")].slice(0, MOST).map(row);
// Translators: leads to all posts of a year or a month.
const all = made("a", gettext("All of %(time)s", { time: day }));
all.href = link.href;
document.getElementById("today").append(made("h2", heading), made("ul", ...rows), made("p", all));
