/* What the theme's script builds and leaves without a name or out of the keyboard's reach. */
"use strict"
{
  document.querySelector(".md-search[role=dialog]")?.setAttribute("aria-label", "Search")

  const makeReachable = () => {
    for (const table of document.querySelectorAll(".md-typeset table:not([class])")) {
      if (table.scrollWidth > table.clientWidth) table.setAttribute("tabindex", "0")
      else table.removeAttribute("tabindex")
    }
  }
  /* Each copy button stands in a <nav> of its own: too many landmarks to find one's way by. */
  const demoteToolbars = () => {
    for (const toolbar of document.querySelectorAll("nav.md-code__nav")) toolbar.setAttribute("role", "presentation")
  }
  const mend = () => {
    demoteToolbars()
    makeReachable()
  }
  /* The theme builds when the document is ready, some of it in the next frames. */
  for (const [target, event] of [[document, "DOMContentLoaded"], [window, "load"]]) {
    target.addEventListener(event, () => requestAnimationFrame(() => setTimeout(mend)))
  }
  addEventListener("resize", makeReachable)
}
