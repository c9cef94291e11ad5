// How results are ordered: the options given to Pagefind, and the search that all pages and the measure of quality use.

export const options = { excerptLength: 36 };

// Asks Pagefind (its module, once `options` are set); `how` holds its filters and sort. Gives what its `search` gives.
export function find(pagefind, query, how = {}) {
  return pagefind.search(query, how);
}
