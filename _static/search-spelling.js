// Words as they are spelt in the archive, for those that are not: see searchwords.py for the files.

const files = new Map();

// The word of the archive that is meant by `word`: nothing, where it stands there, begins one, or has no like.
export async function meant(word, index) {
  const typed = plain(word);
  if (!/^\p{L}{4,}$/u.test(typed)) return undefined;
  const words = await beginning(/^[a-z]/.test(typed) ? typed[0] : "other", index);
  // A word with another ending is no slip: Pagefind goes by the stems of words.
  const stem = Math.max(4, typed.length * 0.6);
  if (words.some((known) => known.startsWith(typed) || (known.length >= stem && typed.startsWith(known)))) return undefined;
  const most = typed.length < 8 ? 1 : 2;
  let best;
  let least = most + 1;
  for (const known of words) {
    const slips = distance(typed, known, least);
    if (slips < least) [best, least] = [known, slips];
  }
  return best;
}

const plain = (word) => word.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");

function beginning(letter, index) {
  if (!files.has(letter)) {
    const file = fetch(new URL(`words/${letter}.txt`, index)).then((answer) => (answer.ok ? answer.text() : ""));
    files.set(letter, file.then((text) => text.split("\n"), () => []));
  }
  return files.get(letter);
}

// Letters that are missing, too many, others or swapped with their neighbour, as far as they are fewer than `most`.
function distance(one, other, most) {
  if (Math.abs(one.length - other.length) >= most) return most;
  let [before, row] = [[], [...Array(other.length + 1).keys()]];
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1) {
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (one[i - 1] !== other[j - 1]));
      if (one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) next[j] = Math.min(next[j], before[j - 2] + 1);
    }
    if (Math.min(...next) >= most) return most;
    [before, row] = [row, next];
  }
  return row[other.length];
}
