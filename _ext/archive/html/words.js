// What scripts say, in the language of the site: `gettext("Page %(number)s", { number: number(3) })`. What stands above
// the build takes from the catalogue of the language, and from CLDR.

export const language = document.documentElement.lang || "en";

// A number in the digits of the language.
export const number = new Intl.NumberFormat(language).format;

// Dates, as pages have them: a day as `2012-10-31`, a month by its number.
const inNumerals = (value) => String(Number(value)).replace(/\d/g, (digit) => numerals[digit]);
export const yearName = (year) => filled(years, { year: inNumerals(year) });
export const monthYear = (year, month) => filled(months[month - 1], { year: inNumerals(year) });
export function shortDay(date) {
  const [year, month, day] = date.slice(0, 10).split("-");
  return filled(days[month - 1], { year: inNumerals(year), day: inNumerals(day) });
}

const filled = (text, values) => text.replace(/%(?:\((\w+)\)s|%)/g, (sign, name) => (name ? values[name] : "%"));

export const gettext = (message, values = {}) => filled(messages[message]?.[0] ?? message, values);

export const pgettext = (context, message, values = {}) => filled(messages[`${context}\x04${message}`]?.[0] ?? message, values);

// `count` says which form is meant; what is shown of it stands in `values`.
export function ngettext(one, several, count, values = {}) {
  const forms = messages[one];
  return filled(forms ? forms[Number(plural(count))] : count === 1 ? one : several, values);
}
