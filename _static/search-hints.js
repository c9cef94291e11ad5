// What else to search for, where a query found nothing.

const { parsed } = await import(`./search.js${new URL(import.meta.url).search}`);
const MOST = 5;

// Each word by itself, names that are spelt nearly so, and the beginning of a word: those that find something, each with
// how much. `ask` gives the results of a query, `values` the facets.
export async function ways(query, ask, values) {
  const { words, phrases } = parsed(query);
  const each = [words, ...phrases].flatMap((part) => part.split(/\s+/)).filter(Boolean);
  const tries = near(each, values);
  if (each.length > 1) tries.push(...(phrases.length ? [each.join(" ")] : []), ...each);
  else if (each[0].length > 4) tries.push(each[0].slice(0, -1), each[0].slice(0, -2));
  const counted = await Promise.all([...new Set(tries)].map(async (one) => [one, (await ask(one)).length]));
  return counted.filter(([, count]) => count).slice(0, MOST);
}

// Words of categories, tags and names that differ from one that was typed in a letter or two.
function near(words, values) {
  const names = ["category", "tag", "person", "org"].flatMap((facet) => [...(values[facet] ?? new Map()).keys()]);
  const spelt = new Set(names.flatMap((name) => name.toLowerCase().split(/[^\p{L}\p{N}]+/u)).filter((word) => word.length > 3));
  return words.flatMap((word) => {
    const typed = word.toLowerCase();
    const most = typed.length > 6 ? 2 : 1;
    return [...spelt].filter((other) => other !== typed && distance(typed, other) <= most).slice(0, 3);
  });
}

function distance(one, other) {
  if (Math.abs(one.length - other.length) > 2) return 9;
  let row = [...Array(other.length + 1).keys()];
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1) {
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (one[i - 1] !== other[j - 1]));
    }
    row = next;
  }
  return row[other.length];
}
