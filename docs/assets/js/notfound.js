/* On the page for addresses that lead nowhere: the three pages whose addresses share most with the one asked for. */
"use strict"
{
  const parts = (address) => {
    const text = ` ${decodeURIComponent(address).toLowerCase().replace(/(index)?\.(html|md)$/, "").replace(/[^a-z0-9]+/g, " ").trim()} `
    return new Set([...text].map((_, n) => text.slice(n, n + 3)).filter((one) => one.length === 3))
  }
  const links = [...document.querySelectorAll(".all-pages a")]
  const base = links.length ? new URL(links[0].href).pathname : "/"
  const asked = parts(location.pathname.startsWith(base) ? location.pathname.slice(base.length) : location.pathname)
  const share = (link) => {
    const own = parts(new URL(link.href).pathname.slice(base.length))
    const words = parts(link.textContent)
    const common = (other) => [...asked].filter((one) => other.has(one)).length / (asked.size + other.size || 1)
    return Math.max(common(own), common(words))
  }
  const near = links.map((link) => ({ link, share: share(link) })).filter((one) => one.share > 0.12)
    .sort((a, b) => b.share - a.share).slice(0, 3)
  const place = document.querySelector(".nearest")
  for (const { link } of near) {
    const item = document.createElement("li")
    item.append(link.cloneNode(true))
    place.querySelector("ol").append(item)
  }
  place.hidden = !near.length
}
