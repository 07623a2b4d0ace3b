/* A reference to a figure on another page shows that figure's caption in a pop-up; this adds the picture. */
"use strict"
{
  const absolute = (address, base) => new URL(address, base).href
  const fetched = new Map()

  const fetchFigure = async (link) => {
    const answer = await fetch(link.href)
    const page = new DOMParser().parseFromString(await answer.text(), "text/html")
    const figure = page.getElementById(link.hash.slice(1))
    figure.querySelector("figcaption")?.remove()
    for (const one of figure.querySelectorAll("[src]")) one.setAttribute("src", absolute(one.getAttribute("src"), link.href))
    for (const one of figure.querySelectorAll("[srcset]")) {
      const candidates = one.getAttribute("srcset").split(", ").map((each) => each.split(" "))
      one.setAttribute("srcset", candidates.map(([url, width]) => `${absolute(url, link.href)} ${width}`).join(", "))
    }
    for (const one of figure.querySelectorAll("a")) one.removeAttribute("href")
    return figure
  }

  const show = async (event) => {
    const link = event.target.closest?.("a.crossref[data-preview]")
    if (!link || fetched.has(link.href)) return
    fetched.set(link.href, true)
    /* Pages opened from a folder cannot be fetched: their captions must do. */
    const figure = await fetchFigure(link).catch(() => null)
    if (!figure) return
    const copy = document.getElementById(link.hash.slice(1))
    const popups = [...document.querySelectorAll(".md-tooltip2[role=dialog] > .md-tooltip2__inner")]
    for (const place of [copy, ...popups.filter((popup) => popup.textContent === copy.textContent)]) {
      place.prepend(...figure.cloneNode(true).childNodes)
    }
  }
  document.addEventListener("pointerover", show)
  document.addEventListener("focusin", show)
}
