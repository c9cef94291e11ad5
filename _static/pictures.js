// Opens the pictures of a text: as large as the window, one after the other. Without this script a picture's link leads
// to its file. Loaded by pages alone that have such a picture.

const root = document.documentElement;
const words = () => import(`./words.js?v=${root.dataset.words}`);

let viewer; // the dialog, once a picture was opened
let links = []; // of the text that is looked at
let at = 0;

const element = (name, className, ...children) => {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children);
  return made;
};

function button(className, label, sign, act) {
  const made = element("button", className, sign);
  made.type = "button";
  made.ariaLabel = label;
  made.addEventListener("click", act);
  return made;
}

async function make() {
  const { gettext, number } = await words();
  const rightToLeft = getComputedStyle(root).direction === "rtl";
  const [back, on] = rightToLeft ? ["→", "←"] : ["←", "→"];
  const parts = {
    place: element("p", "place"),
    close: button("close", gettext("Close"), "×", () => viewer.close()),
    back: button("back", gettext("The picture before"), back, () => show(at - 1)),
    on: button("on", gettext("The next picture"), on, () => show(at + 1)),
    picture: document.createElement("img"),
    caption: element("p"),
    whole: element("a", "", gettext("The whole file")),
  };
  const made = element("dialog", "pic-viewer", parts.place, parts.close, parts.back, parts.picture, parts.on,
    element("div", "words", parts.caption, parts.whole));
  made.ariaLabel = gettext("Pictures");
  made.addEventListener("keydown", ({ key }) => {
    if (key === "ArrowRight" || key === "ArrowLeft") show(at + ((key === "ArrowRight") !== rightToLeft ? 1 : -1));
    else if (key === "Home") show(0);
    else if (key === "End") show(links.length - 1);
  });
  // What is beside the picture is the way out, as on most such pages.
  made.addEventListener("click", ({ target }) => target === made && made.close());
  made.addEventListener("close", () => links[at].focus({ preventScroll: false }));
  document.body.append(made);
  parts.said = (place, count) => gettext("%(number)s of %(count)s", { number: number(place), count: number(count) });
  made.parts = parts;
  return made;
}

function show(place) {
  if (place < 0 || place >= links.length) return;
  at = place;
  const link = links[place];
  const small = link.querySelector("img");
  const { picture, caption, whole, back, on, place: told, said } = viewer.parts;
  picture.removeAttribute("src"); // else the one before stands there until this one comes
  picture.srcset = small.srcset;
  picture.sizes = "100vw";
  picture.src = small.srcset ? small.src : link.href;
  picture.alt = small.alt;
  caption.textContent = link.closest("figure")?.querySelector("figcaption .caption-text")?.textContent ?? small.alt;
  whole.href = link.href;
  told.textContent = links.length > 1 ? said(place + 1, links.length) : "";
  back.disabled = place === 0;
  on.disabled = place === links.length - 1;
  if (!viewer.contains(document.activeElement) || document.activeElement.disabled) viewer.parts.close.focus();
}

addEventListener("click", async (event) => {
  const link = event.target.closest?.(".pic-link");
  // Another button, or a key, asks the browser for the file itself.
  if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  viewer ??= await make();
  const text = link.closest(".e-content, .entry, article");
  links = [...text.querySelectorAll(".pic-link")];
  viewer.showModal();
  show(links.indexOf(link));
});
