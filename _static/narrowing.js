// A long list is narrowed as one types, and can stand in the order of its numbers.

const { gettext, number } = await import(`./words.js?v=${document.documentElement.dataset.words}`);

const form = document.querySelector(".narrowing");
const field = form.querySelector("input");
const status = form.querySelector("[role=status]");
const sections = [...document.querySelectorAll(".letter")];
const letters = document.querySelector(".letters");
// Each item with what is looked for in it, its number, and the list in which it stands by name.
const items = [...document.querySelectorAll(".letter li")].map((li) => {
  const count = li.querySelector(".count")?.textContent ?? "";
  return { li, text: bare(li.querySelector("a").textContent), many: digits(count), list: li.parentElement };
});

// Without marks and capitals, so that `eclair` finds `Éclair`.
function bare(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

// The number that is written in the digits of any language.
function digits(text) {
  const zeros = (code) => [0x30, 0x660, 0x6f0, 0x966, 0x9e6].findLast((zero) => zero <= code);
  return Number([...text].filter((char) => /\p{Nd}/u.test(char)).map((char) => char.codePointAt(0) - zeros(char.codePointAt(0))).join(""));
}

// By number: those of several posts, and those of one folded, as they are by name.
let ranked;
function rank() {
  const folds = sections.some((section) => section.querySelector("details"));
  ranked = document.createElement("div");
  ranked.className = "narrowed";
  const [list, once] = ["ul", "ul"].map((name) => Object.assign(document.createElement(name), { className: "run" }));
  ranked.append(list);
  if (folds) {
    const details = ranked.appendChild(document.createElement("details"));
    const few = items.filter(({ many }) => many === 1).length;
    details.appendChild(document.createElement("summary")).textContent = gettext("With one post: %(number)s", { number: number(few) });
    details.append(once);
  }
  for (const { li, many } of [...items].sort((one, other) => other.many - one.many)) (folds && many === 1 ? once : list).append(li);
  sections[0].before(ranked);
}

function order(button) {
  for (const each of form.querySelectorAll("button")) each.setAttribute("aria-pressed", each === button);
  ranked?.remove();
  ranked = undefined;
  if (button.value === "number") rank();
  else for (const { li, list } of items) list.append(li);
  narrow();
}

let open; // the folds that the reader had opened, while what is typed opens others
function narrow() {
  const words = bare(field.value).split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const { li, text } of items) {
    li.hidden = !words.every((word) => text.includes(word));
    shown += !li.hidden;
  }
  const folds = [...document.querySelectorAll(".letter details, .narrowed details")];
  open ??= new Set(folds.filter((fold) => fold.open));
  for (const fold of folds) {
    fold.hidden = !fold.querySelector("li:not([hidden])");
    fold.open = words.length ? !fold.hidden : open.has(fold);
  }
  if (!words.length) open = undefined;
  for (const section of sections) section.hidden = Boolean(ranked) || !section.querySelector("li:not([hidden])");
  if (letters) letters.hidden = Boolean(ranked || words.length);
  // Translators: of a list that is narrowed: so many of so many are shown.
  const said = words.length ? gettext("%(shown)s of %(count)s", { shown: number(shown), count: number(items.length) }) : "";
  if (status.textContent !== said) status.textContent = said;
}

field.addEventListener("input", narrow);
form.addEventListener("click", ({ target }) => target.matches("button") && order(target));
form.addEventListener("submit", (event) => event.preventDefault());
if (field.value) narrow(); // as one comes back
