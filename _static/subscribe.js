// The addresses of feeds: whole ones, with a button that copies each.

const { gettext, pgettext } = await import(`./words.js?v=${document.documentElement.dataset.words}`);

// Addresses are those of the site itself, also where one reads a copy of it.
const page = document.querySelector("link[rel=canonical]")?.href ?? location.href;

for (const feed of document.querySelectorAll(".feed")) {
  const shown = feed.querySelector(".address");
  const link = shown ? feed.querySelector("a") : feed.querySelector("span a");
  const address = new URL(link.getAttribute("href"), page).href;
  if (shown) shown.textContent = address;
  if (!navigator.clipboard) continue; // where the page came without encryption
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy-address";
  button.textContent = pgettext("button", "Copy");
  const what = shown ? link.textContent : feed.querySelector("a").textContent;
  button.setAttribute("aria-label", gettext("Copy the address of %(feed)s", { feed: what }));
  button.addEventListener("click", () => copy(button, address));
  (shown ?? link).after(" ", button);
}

const said = document.body.appendChild(document.createElement("p"));
said.className = "visually-hidden";
said.setAttribute("role", "status");

async function copy(button, address) {
  const done = await navigator.clipboard.writeText(address).then(
    () => gettext("Copied"),
    () => gettext("Could not be copied"),
  );
  said.textContent = done;
  button.textContent = done;
  setTimeout(() => {
    button.textContent = pgettext("button", "Copy");
    said.textContent = "";
  }, 2000);
}
