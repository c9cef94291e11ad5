// What else to search for, where a query found nothing.

const { parsed } = await import(`./search.js${new URL(import.meta.url).search}`);
const MOST = 5;

// The words of a phrase apart, each word by itself, and the beginning of a word: those that find something, each with how
// much. `ask` gives the results of a query.
export async function ways(query, ask) {
  const { words, phrases } = parsed(query);
  const each = [words, ...phrases].flatMap((part) => part.split(/\s+/)).filter(Boolean);
  const tries = each.length > 1 ? [...(phrases.length ? [each.join(" ")] : []), ...each] : [];
  if (each.length === 1 && each[0].length > 4) tries.push(each[0].slice(0, -1), each[0].slice(0, -2));
  const counted = await Promise.all([...new Set(tries)].map(async (one) => [one, await ask(one)]));
  const found = counted.filter(([, results]) => results.length && !results[0].partial);
  return found.map(([one, results]) => [one, results.length]).slice(0, MOST);
}
