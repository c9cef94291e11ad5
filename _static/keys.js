// The list of keys, which `?` opens. Who types by voice, or hits keys by chance, can switch those of one letter off.

const { gettext, pgettext } = await import(`./words.js?v=${document.documentElement.dataset.words}`);

const KEYS = [
  [["j"], gettext("Older post, or older page of a list")],
  [["k"], gettext("Newer post, or newer page of a list")],
  [["r"], gettext("Any post, another each time")],
  [["/", "Ctrl K"], pgettext("verb", "Search")],
  [["?"], gettext("This list")],
  [["Esc"], gettext("Close what is open")],
];

let dialog;

function element(name, ...content) {
  const made = document.createElement(name);
  made.append(...content);
  return made;
}

function make() {
  const sheet = document.createElement("link");
  sheet.rel = "stylesheet";
  sheet.href = new URL("later.css", import.meta.url);
  document.head.append(sheet);
  const title = element("h2", gettext("Keys"));
  title.id = "keys-title";
  // Translators: between two keys that do the same, with the blanks around it.
  const between = pgettext("between keys", " or ");
  const rows = KEYS.flatMap(([keys, what]) => [
    element("dt", ...keys.flatMap((key, i) => (i ? [between, element("kbd", key)] : [element("kbd", key)]))),
    element("dd", what),
  ]);
  const use = document.createElement("input");
  use.type = "checkbox";
  use.checked = localStorage.getItem("keys") !== "off";
  use.addEventListener("change", () => {
    if (use.checked) localStorage.removeItem("keys");
    else localStorage.setItem("keys", "off");
  });
  const done = element("button", gettext("Close"));
  done.type = "submit";
  const form = element("form", element("label", use, " ", gettext("Use shortcuts of a single key")), done);
  form.method = "dialog";
  const made = element("dialog", title, element("dl", ...rows), form);
  made.className = "keys-list";
  made.setAttribute("aria-labelledby", title.id);
  made.addEventListener("click", (event) => event.target === made && made.close());
  document.body.append(made);
  return new Promise((resolve) => {
    sheet.onload = sheet.onerror = () => resolve(made);
  });
}

export async function open() {
  const made = await (dialog ??= make());
  if (!made.open) made.showModal();
}
