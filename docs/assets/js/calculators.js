/* The calculators: what hooks/mlguide/calculator.py works out for the example's numbers, for the reader's. */
"use strict"
{
  /* The standard normal distribution: its series, and its quantile by bisection. */
  const normal = (x) => {
    let term = x
    let sum = x
    for (let n = 1; Math.abs(term) > 1e-17; n += 1) {
      term *= (x * x) / (2 * n + 1)
      sum += term
    }
    return 0.5 + (sum * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI)
  }
  const quantile = (share) => {
    let [low, high] = [-9, 9]
    for (let turn = 0; turn < 80; turn += 1) {
      const middle = (low + high) / 2
      if (normal(middle) < share) low = middle
      else high = middle
    }
    return (low + high) / 2
  }

  const threshold = ({ miss, hit, alarm, share }) => {
    const spread = alarm + miss - hit
    const never = share * miss
    const always = share * hit + (1 - share) * alarm
    const perfect = share * Math.min(hit, miss)
    return {
      threshold: spread > 0 ? Math.min(Math.max(alarm / spread, 0), 1) : 1,
      never, always, perfect, ceiling: Math.min(never, always) - perfect,
    }
  }
  const canary = ({ now, feared, part, level, power }) => {
    const inside = [part, level, power].every((one) => one > 0 && one < 1)
    if (!inside || now > 1 || feared > 1 || now === feared) return { canary: NaN, rest: NaN, all: NaN }
    const pooled = part * feared + (1 - part) * now
    const underNone = Math.sqrt((pooled * (1 - pooled)) / (1 - part))
    const underFeared = Math.sqrt(feared * (1 - feared) + (now * (1 - now) * part) / (1 - part))
    const size = ((quantile(1 - level / 2) * underNone + quantile(power) * underFeared) / (now - feared)) ** 2
    const arm = Math.ceil(size)
    const rest = Math.ceil((size * (1 - part)) / part)
    return { canary: arm, rest, all: arm + rest }
  }
  const kappa = (table) => {
    const sum = (all) => all.reduce((a, b) => a + b, 0)
    const items = sum(table.map(sum))
    if (!(items > 0)) throw new Error("There are no items in it.")
    const observed = sum(table.map((row, n) => row[n])) / items
    const chance = sum(table.map((row, n) => (sum(row) * sum(table.map((one) => one[n]))) / items ** 2))
    const error = Math.sqrt((observed * (1 - observed)) / items) / (1 - chance)
    const value = chance < 1 ? (observed - chance) / (1 - chance) : NaN
    const reach = quantile(0.975) * error
    const interval = Number.isNaN(value) ? "none" : `${write(value - reach, "decimal")} to ${write(value + reach, "decimal")}`
    return { items, observed, chance, kappa: value, interval }
  }

  /* A square table of counts, or two columns of labels that become one. Cells are parted by tabs, commas, ";" or "|". */
  const readTable = (text) => {
    const rows = text.split("\n").map((line) => line.trim().replace(/^\||\|$/g, ""))
      .filter((line) => line && !/^[-:|\s]+$/.test(line))
      .map((line) => line.split(/\t|,|;|\|/.test(line) ? /[\t,;|]/ : /\s+/).map((cell) => cell.trim()))
    if (!rows.length) throw new Error("Paste a table first.")
    const counts = rows.map((row) => row.map(Number))
    const isCounts = counts.flat().every((cell) => cell >= 0)
    if (isCounts && rows.every((row) => row.length === rows.length)) return counts
    const wrong = rows.findIndex((row) => row.length !== 2)
    if (wrong >= 0) throw new Error(`Line ${wrong + 1} has ${rows[wrong].length} cells: the table is neither square nor two columns of labels.`)
    const labels = [...new Set(rows.flat())]
    const table = labels.map(() => labels.map(() => 0))
    for (const [first, second] of rows) table[labels.indexOf(first)][labels.indexOf(second)] += 1
    return table
  }

  const write = (value, kind) => {
    if (typeof value === "string") return value
    if (!Number.isFinite(value)) return "none"
    const sign = value < 0 ? "\u2212" : ""
    const digits = (number, count) => Math.abs(number).toLocaleString("en-US", { minimumFractionDigits: count, maximumFractionDigits: count })
    if (kind === "dollars") return `${sign}$${digits(value, 2)}`
    if (kind === "percent") return `${sign}${digits(100 * value, 1)}%`
    return sign + digits(value, kind === "count" ? 0 : 3)
  }

  const numbers = (form) => Object.fromEntries([...form.querySelectorAll("input")].map(({ name, value, dataset }) =>
    [name, value.trim() === "" ? NaN : Number(value) / (dataset.unit === "percent" ? 100 : 1)]))
  const ANSWERS = { threshold, canary }
  const work = (form) => {
    let found = {}
    let said = ""
    try {
      found = form.elements.table ? kappa(readTable(form.elements.table.value)) : ANSWERS[form.dataset.calculator](numbers(form))
    } catch (error) {
      said = error.message
    }
    for (const place of form.querySelectorAll("[data-result]")) {
      place.textContent = write(found[place.dataset.result] ?? NaN, place.dataset.kind)
    }
    const status = form.querySelector("[role=status]")
    if (status) status.textContent = said
  }
  for (const form of document.querySelectorAll(".calculator")) {
    form.addEventListener("input", () => work(form))
    form.addEventListener("submit", (event) => event.preventDefault())
  }
}
