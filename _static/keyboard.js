// What Furo's frame has for the pointer alone, and keys of the archive's own. What few readers use is loaded when they do.

const all = (selector) => [...document.querySelectorAll(selector)];
// Browsers load no modules into pages that are opened from a folder: there pages do without.
const folder = location.protocol === "file:";

// Drawers. While one is open, what it covers is out of reach.
const drawers = all(".sidebar-toggle");
const panel = (drawer) => document.querySelector(drawer.id === "__toc" ? ".toc-drawer" : ".sidebar-drawer");
// On a wide page the switch is not there, and the drawer is no drawer.
const opened = () => drawers.find((drawer) => drawer.checked && drawer.getClientRects().length);

function settle() {
  const open = opened();
  for (const part of all(".skip-to-content, .mobile-header, .content, .sidebar-drawer, .toc-drawer"))
    part.inert = Boolean(open) && part !== panel(open);
  return open;
}

function close() {
  for (const drawer of drawers) drawer.checked = false;
  settle();
}

addEventListener("change", ({ target }) => {
  if (!drawers.includes(target)) return;
  for (const other of drawers) other.checked &&= other === target;
  const open = settle();
  if (open) [...panel(open).querySelectorAll("a")].find((link) => link.getClientRects().length).focus({ preventScroll: true });
});
addEventListener("resize", settle);
settle();

// Keys.
const KEYS = { j: "a.older, .pager [rel=next]", k: "a.newer, .pager [rel=prev]", r: ".random a" };
const list = () => import("./keys.js").then((keys) => keys.open());

addEventListener("keydown", (event) => {
  const { key, target } = event;
  const open = opened();
  if (key === "Escape" && open) {
    close();
    open.focus({ preventScroll: true });
  }
  if (key === "Enter" && drawers.includes(target)) target.click();
  // Never while something is typed, or another's shortcut.
  if (event.defaultPrevented || event.repeat || event.ctrlKey || event.metaKey || event.altKey || open) return;
  if (target.closest?.("input, textarea, select, dialog, [contenteditable]") || localStorage.getItem("keys") === "off") return;
  if (key === "?" && !folder) list();
  else if (KEYS[key]) document.querySelector(KEYS[key])?.click();
});
const keys = document.querySelector(".keys");
keys?.addEventListener("click", list);
if (folder) for (const part of all(".keys, .random, .narrowing, #today")) part.remove();

// Previews of links within the site, for a mouse that rests on one or a keyboard that comes to one.
const LINKS = ".e-content a[href], .titles a[href], .neighbours a[href], .thread a[href]";
const site = new URL(document.documentElement.dataset.content_root, location.href).href;

function intend(event) {
  const link = event.target.closest?.(LINKS);
  const wanted = event.type === "focusin" ? link?.matches(":focus-visible") : event.pointerType === "mouse";
  if (!link || !wanted || !link.href.startsWith(site) || !site.startsWith("http") || !/(\.html|\/)$/.test(link.pathname)) return;
  if (link.pathname !== location.pathname) import("./preview.js").then((preview) => preview.intend(link, event));
}
addEventListener("pointerover", intend);
addEventListener("focusin", intend);

// Within the page.
function reveal() {
  close();
  const details = document.querySelector(":target")?.closest("details:not([open])");
  if (!details) return;
  details.open = true;
  document.querySelector(":target").scrollIntoView();
}
addEventListener("hashchange", reveal);
reveal();

// Tables and formulas that are too wide for the page scroll: by keyboard too, and with a name.
const sizes = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    if (target.scrollWidth > target.clientWidth) name(target);
    else for (const attribute of ["tabindex", "role", "aria-label"]) target.removeAttribute(attribute);
  }
});
async function name(region) {
  const caption = region.querySelector(".caption-text, caption")?.textContent ?? region.firstElementChild?.ariaLabel;
  region.tabIndex = 0;
  if (folder && !caption) return;
  const { gettext } = caption ? {} : await import(`./words.js?v=${document.documentElement.dataset.words}`);
  // Translators: what is wider than the page and scrolls, named for those who do not see it.
  region.ariaLabel = caption || (region.matches(".table-wrapper") ? gettext("Table") : gettext("Formula"));
  region.role = "group"; // and no landmark, of which no two may have one name
}
for (const region of all(".table-wrapper, .math-wrapper")) sizes.observe(region);

// Search by `/` or Ctrl-K: heard before a host's own search, which may want the same keys, and not while one types.
const search = document.querySelector("[data-search]");
const query = document.getElementById("query"); // on the search page
const script = (name) => import(`./search-${name}.js?v=${search.dataset.search}`);
const seek = () => (query ? query.select() : script("box").then((box) => box.open()));
addEventListener(
  "keydown",
  (event) => {
    const held = event.ctrlKey || event.metaKey;
    const typed = event.composedPath()[0].closest?.("input:not([type=checkbox]), textarea, select, [contenteditable]");
    const slash = event.key === "/" && !typed && localStorage.getItem("keys") !== "off";
    if (folder || event.altKey || !(held ? event.key === "k" : slash)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    seek();
  },
  true,
);
// Links that a script makes more of.
function instead(selector, act) {
  const link = document.querySelector(selector);
  link?.addEventListener("click", (event) => {
    if (folder || event.ctrlKey || event.metaKey || event.shiftKey) return; // as a link
    event.preventDefault();
    act().catch(() => location.assign(link.href));
  });
}
instead(".search-icon", async () => seek());
instead(".random a", () => import("./random.js").then((random) => random.go()));
if (location.search.includes("highlight=") && !folder) script("marks");
if (query && folder) {
  query.form.remove();
  document.getElementById("search-in-folder").hidden = false;
} else if (query && (location.search || query.value)) script("page"); // typed before this came
else if (query) {
  query.addEventListener("input", () => script("page"), { once: true });
  query.focus();
}
