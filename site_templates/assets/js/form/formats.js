// Forms of text that JSON Schema leaves to us, as the checker's own `formats` has them.

const LOCAL = /\.(?:localhost|local|internal|lan|home\.arpa)$/i;
const HOST = /^[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+$/;
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function isPartialDate(value) {
  const found = /^([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?$/.exec(value);
  if (!found) return false;
  const [year, month, day] = [found[1], found[2] ?? "1", found[3] ?? "1"].map(Number);
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const last = month === 2 && isLeap ? 29 : DAYS[month - 1];
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= last;
}

function isWebAddress(value) {
  const found = /^https:\/\/([^/?#]*)[!-~]*$/.exec(value);
  if (!found || /[[\]\\"<>^`{|}]/.test(value) || !/^[!-~]+$/.test(value)) return false;
  const [host, port = "", ...more] = found[1].split(":");
  if (more.length || !/^[0-9]{0,5}$/.test(port) || Number(port) > 65535) return false;
  return HOST.test(host) && !LOCAL.test(host) && !/^[0-9]+$/.test(host.split(".").at(-1));
}

export const FORMATS = {
  "partial-date": isPartialDate,
  "partial-date-or-not-stated": (value) => value === "not-stated" || isPartialDate(value),
  "full-date": (value) => value.length === 10 && isPartialDate(value),
  "web-address": isWebAddress,
  "site-address": (value) =>
    isWebAddress(value) && /^https:\/\/[^/?#]+(?:\/[\w~-][\w.~-]*)*\/?$/.test(value),
  doi: (value) => /^10\.[0-9]{4,9}\/[!-~]+$/.test(value),
  mailbox: (value) => /^[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+$/.test(value),
  "json-pointer": (value) => /^(?:\/(?:[^/~]|~[01])*)*$/.test(value),
};
