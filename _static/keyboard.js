// What Furo's frame has for the pointer alone: its drawers close with Escape, and tables too wide for the page scroll.

const switches = document.querySelectorAll(".sidebar-toggle");
const close = (drawer) => {
  drawer.checked = false;
};

addEventListener("keydown", (event) => {
  const open = event.key === "Escape" && [...switches].find((drawer) => drawer.checked);
  if (!open) return;
  close(open);
  open.focus({ preventScroll: true });
});
// Following a link within the page closes them too.
addEventListener("hashchange", () => switches.forEach(close));

const sizes = new ResizeObserver((entries) => {
  for (const { target } of entries) target.tabIndex = target.scrollWidth > target.clientWidth ? 0 : -1;
});
document.querySelectorAll(".table-wrapper").forEach((table) => sizes.observe(table));
