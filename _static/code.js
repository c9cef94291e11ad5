// A button on program code, and on other text as it was typed, that copies it. Its label is no text of the page, so that
// nobody copies that too.

const { gettext } = await import(`./words.js?v=${document.documentElement.dataset.words}`);

for (const code of navigator.clipboard ? document.querySelectorAll("article pre:not(.linenodiv pre)") : []) {
  const button = document.createElement("button");
  const say = (words) => button.setAttribute("aria-label", words);
  button.type = "button";
  button.className = "copy";
  // Translators: on a button at program code.
  say(gettext("Copy code"));
  button.addEventListener("click", async () => {
    const text = code.cloneNode(true);
    for (const number of text.querySelectorAll(".linenos")) number.remove();
    const copying = navigator.clipboard.writeText(text.textContent.replace(/\n$/, ""));
    say(await copying.then(() => gettext("Copied"), () => gettext("Could not be copied")));
    setTimeout(say, 2000, gettext("Copy code"));
  });
  code.prepend(button);
}
