// What scripts say, in the language of the site: `gettext("Page %(number)s", { number: number(3) })`. The build puts
// `messages` and `plural` above, of the catalogue of the language.

export const language = document.documentElement.lang || "en";

// A number in the digits of the language.
export const number = new Intl.NumberFormat(language).format;

// A date as Intl.DateTimeFormat writes it: of the same calendar and zone as the pages.
export const date = (day, options) => new Intl.DateTimeFormat(language, { calendar: "gregory", timeZone: "UTC", ...options }).format(day);

const filled = (text, values) => text.replace(/%(?:\((\w+)\)s|%)/g, (sign, name) => (name ? values[name] : "%"));

export const gettext = (message, values = {}) => filled(messages[message]?.[0] ?? message, values);

export const pgettext = (context, message, values = {}) => filled(messages[`${context}\x04${message}`]?.[0] ?? message, values);

// `count` says which form is meant; what is shown of it stands in `values`.
export function ngettext(one, several, count, values = {}) {
  const forms = messages[one];
  return filled(forms ? forms[Number(plural(count))] : count === 1 ? one : several, values);
}
