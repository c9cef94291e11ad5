// Pagefind's engine, which is WebAssembly, and its index as searchorder.py writes it. Pagefind's own script would weigh
// five times as much, for what no search here uses; this one finds the same. Known of Pagefind 1.5.2.

const index = new URL("../pagefind/", import.meta.url);
const site = new URL("..", index);
const encoder = new TextEncoder();
const decoder = new TextDecoder();
const SIGNED = "pagefind_dcd".length; // at the beginning of what Pagefind wrote
const COMMON = -25; // stands before places of common weight: see searchcolumns.py

// A file of the index.
export async function unpacked(path, options) {
  const answer = await fetch(new URL(path, index), options);
  if (!answer.ok) throw new Error(`${answer.url}: ${answer.status}`);
  return new Uint8Array(await new Response(answer.body.pipeThrough(new DecompressionStream("gzip"))).arrayBuffer());
}

const json = (bytes) => JSON.parse(decoder.decode(bytes));

// With `ranking` as https://pagefind.app/docs/ranking/ has it, or Pagefind's own where none is given: `search`, which takes
// a text, in quotation marks for a phrase, and gives the results, the best first; `all`, which gives the results for no
// text; and `total`, how many documents there are. A result's `id` is its number in the index.
export async function start(ranking) {
  const { engine, version, lengths, words, rest } = json(await unpacked("head", { cache: "no-cache" }));
  const files = new Map();
  const shown = async (id, hits = []) => {
    if (!files.has(id)) files.set(id, fragment(id, lengths[id]));
    files.get(id).catch(() => files.delete(id));
    return { ...(await files.get(id)), hits: hits.map(({ l: place, s: score }) => ({ place, score })) };
  };
  const all = () => lengths.map((_, id) => ({ id, data: () => shown(id) }));
  if (!engine) return { search: async () => [], all, total: 0 };

  const imports = { "./pagefind_web_bg.js": { __wbindgen_init_externref_table() {} } }; // of which it uses none
  const { exports: wasm } = (await WebAssembly.instantiate(await unpacked(engine), imports)).instance;
  wasm.__wbindgen_start();
  const put = (data) => {
    const bytes = typeof data === "string" ? encoder.encode(data) : data;
    const at = wasm.__wbindgen_malloc(bytes.length, 1) >>> 0;
    new Uint8Array(wasm.memory.buffer).set(bytes, at);
    return [at, bytes.length];
  };
  const got = ([at, length]) => {
    const text = decoder.decode(new Uint8Array(wasm.memory.buffer, at >>> 0, length));
    wasm.__wbindgen_free(at, length, 1);
    return JSON.parse(text);
  };

  let state = wasm.init_pagefind(...put(cbor([version, lengths.map((length, id) => [`${id}`, length]), words, ...rest])));
  if (ranking) {
    const { termSimilarity: term_similarity, pageLength: page_length, termSaturation: term_saturation,
      termFrequency: term_frequency, metaWeights: meta_weights } = ranking;
    const said = { term_similarity, page_length, term_saturation, term_frequency, meta_weights };
    state = wasm.set_ranking_weights(state, ...put(JSON.stringify(said)));
  }

  const loaded = new Map();
  const load = (name) => {
    if (!loaded.has(name)) {
      const words = unpacked(`index/${name}`).then((bytes) => (state = wasm.load_index_chunk(state, ...put(cbor([read(bytes)])))));
      loaded.set(name, words);
      words.catch(() => loaded.delete(name));
    }
    return loaded.get(name);
  };

  async function search(query) {
    const typed = normal(query);
    const term = typed.normalize("NFD").replace(/\p{M}/gu, "");
    if (!term) return [];
    await Promise.all(got(wasm.request_indexes(state, ...put(term))).filter(Boolean).map(load));
    const exact = /^\s*".+"\s*$/.test(query);
    const { results } = got(wasm.search(state, ...put(term), ...put(typed), ...put("{}"), ...put(""), exact, false));
    return results.map(({ p: name, s: score, l: hits, mf: fields = [] }) => {
      const id = Number(name);
      return { id, score, fields, data: () => shown(id, hits) };
    });
  }
  return { search, all, total: lengths.length };
}

// A text as Pagefind takes it: without punctuation, and parted into words where a language does not part them.
function normal(text) {
  const language = document.documentElement.lang;
  const parted = /^(zh|ja|th)\b/i.test(language)
    ? [...new Intl.Segmenter(language, { granularity: "word" }).segment(text)].map(({ segment }) => segment).join(" ")
    : text;
  const bare = parted.replace(/[\p{Pd}\p{Pe}\p{Pf}\p{Pi}\p{Po}\p{Ps}]/gu, "");
  return bare.toLocaleLowerCase().replace(/\s{2,}/g, " ").trim();
}

// What is kept of a document: its address, its text in words, its filters.
async function fragment(id, length) {
  // Its file keeps its name after a post was put in before it, so a browser is to ask whether it is still the same.
  const data = json((await unpacked(`fragment/${id}`, { cache: "no-cache" })).subarray(SIGNED));
  const step = 10 ** Math.max(0, `${data.word_count}`.length - 2);
  if (Math.round(data.word_count / step) * step !== length) throw new Error("the index is no more what it was");
  return { ...data, url: new URL(data.url, site).pathname, words: split(data.content) };
}

export const split = (text) => text.trim().split(text.includes("\u200b") ? "\u200b" : /\s+/);

// The words of a file of words: see searchcolumns.py.
function read(bytes) {
  let at = bytes.indexOf(0);
  const { words, odd } = json(bytes.subarray(0, at++));
  const number = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++];
      value |= (byte & 127) << shift;
      if (byte < 128) return value;
    }
  };
  const column = (length, next) => Array.from({ length }, next);
  const sum = (numbers) => numbers.reduce((one, other) => one + other, 0);
  const total = sum(words.flatMap(([, count, forms = []]) => [count, ...forms.map(([, its]) => its)]));
  const distances = column(total, number);
  const counts = column(total, number);
  const low = column(sum(counts), () => bytes[at++]);
  const places = low.map((byte) => byte + 256 * number());
  let [posting, place, strange] = [0, 0, 0];
  const postings = (count) => column(count, () => {
    const distance = distances[posting];
    const many = counts[posting++];
    return many ? [distance, [COMMON, ...places.slice(place, (place += many))], []] : [distance, ...odd[strange++]];
  });
  return words.map(([word, count, forms = []]) =>
    [word, postings(count), forms.map(([form, its]) => [form, postings(its)])]);
}

// Arrays, texts and whole numbers as CBOR (RFC 8949).
function cbor(whole) {
  let bytes = new Uint8Array(1 << 16);
  let at = 0;
  const room = (more) => {
    if (at + more <= bytes.length) return;
    const larger = new Uint8Array(2 * (at + more));
    larger.set(bytes);
    bytes = larger;
  };
  const head = (kind, value) => {
    room(5);
    const size = value < 24 ? 0 : value < 256 ? 1 : value < 65536 ? 2 : 4;
    bytes[at++] = (kind << 5) | (size ? 24 + Math.log2(size) : value);
    for (let left = size; left; left -= 1) bytes[at++] = value >>> (8 * (left - 1));
  };
  const write = (value) => {
    if (Array.isArray(value)) {
      head(4, value.length);
      value.forEach(write);
    } else if (typeof value === "string") {
      const text = encoder.encode(value);
      head(3, text.length);
      room(text.length);
      bytes.set(text, at);
      at += text.length;
    } else head(value < 0 ? 1 : 0, value < 0 ? -1 - value : value);
  };
  write(whole);
  return bytes.subarray(0, at);
}
